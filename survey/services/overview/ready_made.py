"""The questionnaires, council files and rounds that come with this program: listed and read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from survey.errors import BadInput
from survey.questionnaire.files.narrowing import only_languages
from survey.questionnaire.files.reading import read_questionnaire
from survey.settings import shipped

ReadyMadeKind = Literal["questionnaires", "councils"]


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A file that comes with this program: its name, and what it is in a few words."""

    name: str
    about: str


def list_ready_made(kind: ReadyMadeKind) -> tuple[ReadyMade, ...]:
    """Return what there is of a kind, in the order of the names."""
    about = _title if kind == "questionnaires" else _first_words
    return tuple(ReadyMade(path.stem, about(path)) for path in sorted(_all(kind).values()))


def ready_made_text(kind: ReadyMadeKind, name: str, languages: str | None = None) -> str:
    """Return the text of a ready-made file, with the languages named only, such as "en,fr".

    BadInput where there is none of that name, and for languages that it does not have.
    """
    there = _all(kind)
    if name not in there:
        what = "questionnaire" if kind == "questionnaires" else "file"
        raise BadInput(
            f"There is no ready-made {what} {name}.", do=f"Their names: {', '.join(sorted(there))}"
        )
    text = there[name].read_text(encoding="utf-8")
    return text if languages is None else only_languages(text, re.findall(r"[^\s,]+", languages))


def _all(kind: ReadyMadeKind) -> dict[str, Path]:
    return {path.stem: path for path in (shipped("config") / kind).glob("*.yaml")}


def _title(path: Path) -> str:
    found = read_questionnaire(path.read_bytes(), str(path))
    return found.title.in_language(found.languages[0])


def _first_words(path: Path) -> str:
    """Return the first words of the remarks that a file begins with."""
    head = path.read_text(encoding="utf-8").partition("\n\n")[0]
    about = " ".join(line.lstrip("# ") for line in head.splitlines())
    return re.split(r"[.:;,] ", about)[0]
