"""Whether two questionnaires differ in words alone, and in which.

It must not know studies, or whether anybody answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from survey.questionnaire.model import Questionnaire
from survey.questionnaire.texts import Text


@dataclass(frozen=True, slots=True)
class Corrected:
    """One text that differs: where it stands, its language, and what it said and says."""

    where: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs: texts that say something else, and places where more than words differ."""

    words: tuple[Corrected, ...]
    more: tuple[str, ...]


def compare(before: Questionnaire, after: Questionnaire) -> Compared:
    """Return what differs between two questionnaires.

    Anything but the words of a text that is there in the same languages counts as more than words:
    ids, order, options, rules, languages, what may be answered. Reasons for words that would stop
    a study are shown to nobody who answers, and may differ.
    """
    found = tuple(_differences(before, after.model_copy(update={"allowed": before.allowed}), ""))
    words = tuple(one for one in found if isinstance(one, Corrected))
    return Compared(words, tuple(one for one in found if isinstance(one, str)))


def with_words(asked: Questionnaire, before: str, after: str) -> Questionnaire:
    """Return a questionnaire in whose texts `after` stands wherever `before` stood."""
    found: Questionnaire = _with_words(asked, before, after)
    return found


def _with_words(part: Any, before: str, after: str) -> Any:
    if isinstance(part, Text):
        return Text(tuple((code, words.replace(before, after)) for code, words in part.pairs))
    if isinstance(part, BaseModel):
        fields = {name: getattr(part, name) for name in type(part).model_fields}
        changed = {name: _with_words(value, before, after) for name, value in fields.items()}
        return part.model_copy(update=changed)
    if isinstance(part, tuple):
        return tuple(_with_words(one, before, after) for one in part)
    return part


def _differences(one: object, other: object, where: str) -> Iterator[Corrected | str]:
    if isinstance(one, Text) and isinstance(other, Text) and one.languages() == other.languages():
        for (language, said), (_, says) in zip(one.pairs, other.pairs, strict=True):
            if said != says:
                yield Corrected(where, language, said, says)
    elif isinstance(one, BaseModel) and type(one) is type(other):
        for name in type(one).model_fields:
            inner = f"{where}.{name}" if where else name
            yield from _differences(getattr(one, name), getattr(other, name), inner)
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True), 1):
            yield from _differences(left, right, f"{where}[{number}]")
    elif one != other:
        yield where
