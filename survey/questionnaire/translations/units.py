"""The texts of a questionnaire as units for a translator, each under a name that stays the same.

It knows words. It must not know a file format of translators.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey.errors import BadInput
from survey.questionnaire.drafting.editing import with_texts
from survey.questionnaire.files.problems import Path
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.place_names import place_name
from survey.questionnaire.text_places import to_translate
from survey.questionnaire.texts import one_form

#: How many names a message about a file lists.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """One text: a `name` for programs, `where` it stands for people, its `path` in the file, the
    original and the translation ("": there is none)."""

    name: str
    where: str
    path: Path
    original: str
    translation: str


@dataclass(frozen=True, slots=True)
class FromTranslator:
    """A file of a translator as it was read: both languages, and by the name of each unit its
    original and its translation."""

    original: str
    language: str
    units: Mapping[str, tuple[str, str]]


def units_of(q: Questionnaire, language: str) -> tuple[Unit, ...]:
    """Return every text of a questionnaire that has words, phrases for reports too, with its
    translation into a language."""
    return tuple(_units(q, language))


def _units(q: Questionnaire, language: str) -> Iterator[Unit]:
    plain = q.model_dump(by_alias=True)
    for path, text in to_translate(q):
        original = text.as_mapping().get("", "")
        if original:
            translation = text.as_mapping().get(language, "")
            yield Unit(_name(path, plain), _where(q, path), path, original, translation)


def _name(path: Path, plain: Any) -> str:
    """Return a path in which parts, questions and answers go by their ids, not by their order."""
    steps: list[str] = []
    held = plain
    for step in path:
        held = held[step]
        named = isinstance(step, int) and isinstance(held, dict) and "id" in held
        steps.append(str(held["id"]) if named else str(step))
    return "/".join(steps)


def _where(q: Questionnaire, path: Path) -> str:
    said = place_name(q, path)
    return f"{said[:1].upper()}{said[1:]}"


def require_language(q: Questionnaire, language: str) -> None:
    """Refuse with BadInput a language that a questionnaire does not list beside its original."""
    if language not in q.languages[1:]:
        listed = ", ".join(q.languages[1:]) or "none yet"
        raise BadInput(
            f"This questionnaire is not translated into “{language[:20]}”.",
            kept="Nothing was changed.",
            do=f"Its languages beside {q.languages[0]}: {listed}. Add it to the languages first.",
        )


def taken_back(data: Any, q: Questionnaire, found: FromTranslator) -> tuple[dict[str, Any], int]:
    """Return the data of a file with the words of a translator, and how many are new.

    What the translator left empty stays as it is. BadInput, and nothing is taken, for another
    language, names that are not in this questionnaire, and originals that are others now.
    """
    if found.original != q.languages[0]:
        raise BadInput(
            f"This file translates from “{found.original[:20]}”, and the questionnaire is in "
            f"“{q.languages[0]}”.",
            kept="Nothing was changed.",
            do="Check that it is the right file.",
        )
    require_language(q, found.language)
    units = {unit.name: unit for unit in units_of(q, found.language)}
    unknown = [name for name in found.units if name not in units]
    if unknown:
        raise _refused("does not know these texts", unknown)
    changed = [
        units[name].where
        for name, (original, _) in found.units.items()
        if one_form(original) != one_form(units[name].original)
    ]
    if changed:
        raise _refused("has other words now, since the file was made, at", changed)
    said = {name: words.replace("\r\n", "\n").strip() for name, (_, words) in found.units.items()}
    new = {
        units[name].path: words
        for name, words in said.items()
        if words and words != units[name].translation
    }
    return with_texts(data, new, found.language), len(new)


def _refused(what: str, names: list[str]) -> BadInput:
    shown = ", ".join(f"“{name[:80]}”" for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return BadInput(
        f"This questionnaire {what}: {shown}{more}.",
        kept="Nothing was changed.",
        do="Give the translator a new file, or take these lines out of theirs.",
    )
