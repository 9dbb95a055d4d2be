"""The words of a questionnaire: where they stand, and in which languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel

from survey.questionnaire.files.problems import Path
from survey.questionnaire.model import EMPTY, Questionnaire, Text

_T = TypeVar("_T")

#: Texts that may be left out.
OPTIONAL = frozenset({"help", "content_note", "theme", "who", "note", "details"})


#: What a question or an option says in a report: nobody who answers reads it.
OF_REPORTS = "report"


def texts(q: Questionnaire) -> Iterator[tuple[Path, Text, bool]]:
    """Return every text that people may read with its path in the file and whether it must have
    words."""
    return (found for found in _texts(q, ()) if found[0][-1] != OF_REPORTS)


def to_translate(q: Questionnaire) -> Iterator[tuple[Path, Text]]:
    """Return every text in the order of the file: what people may read, and what reports say."""
    return ((path, text) for path, text, _ in _texts(q, ()))


def report_phrases(q: Questionnaire) -> Iterator[tuple[Path, Text]]:
    """Return every phrase for reports that has words, with its path in the file."""
    return ((path, text) for path, text, _ in _texts(q, ()) if path[-1] == OF_REPORTS and text)


def _texts(part: Any, path: Path, required: bool = True) -> Iterator[tuple[Path, Text, bool]]:
    if isinstance(part, Text):
        yield path, part, required
    elif isinstance(part, tuple):
        for i, inner in enumerate(part):
            yield from _texts(inner, (*path, i), required)
    elif isinstance(part, BaseModel):
        for name, known in type(part).model_fields.items():
            step = known.alias or name
            yield from _texts(getattr(part, name), (*path, step), name not in OPTIONAL)


def first_language_first(part: _T, languages: tuple[str, ...]) -> _T:
    """Return a part of a questionnaire with each text in one form.

    The first language is kept under "", the others follow in the order of `languages`; texts
    without any words become EMPTY.
    """
    changed: Any = part
    if isinstance(part, Text):
        changed = _ordered(part, languages)
    elif isinstance(part, tuple):
        changed = tuple(first_language_first(inner, languages) for inner in part)
    elif isinstance(part, BaseModel):
        fields = {
            name: first_language_first(getattr(part, name), languages)
            for name in type(part).model_fields
        }
        changed = part.model_copy(update=fields)
    result: _T = changed
    return result


def _ordered(text: Text, languages: tuple[str, ...]) -> Text:
    order = {code: i for i, code in enumerate(("", *languages))}
    pairs = {("" if code == languages[0] else code): words for code, words in text.pairs}
    if not any(pairs.values()):
        return EMPTY
    return Text(tuple(sorted(pairs.items(), key=lambda pair: order.get(pair[0], len(order)))))
