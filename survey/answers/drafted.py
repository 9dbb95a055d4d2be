"""What a draft of a mapping is made of: columns with their values, and guesses about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from survey.answers.answer_table import AnswerTable
from survey.answers.matching_words import last_step, likeness, match_words, splits
from survey.answers.private_columns import private_heading
from survey.answers.read_mapping import ColumnSource
from survey.questionnaire.model import Question
from survey.questionnaire.texts import one_value, seen

Sureness = Literal["sure", "likely", "guess"]

#: From here on two headings are the same, and from here on they may be.
SAME, ALIKE = 0.95, 0.6


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column: its name, its values with how many rows have each, and why it may not be taken."""

    name: str
    values: Mapping[str, int]
    private: str


@dataclass(frozen=True, slots=True)
class DraftedSource:
    """Where the answers to a question may come from, how sure that is, and what speaks for it.

    `unknown` are values, with how many rows have each, for which no option was found; `blank` say
    that there is no answer; `beside` are columns that hold the same answers once more.
    """

    question: Question
    source: ColumnSource
    sureness: Sureness
    why: str
    weight: float
    unknown: tuple[tuple[str, int], ...] = ()
    blank: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def columns_of_table(table: AnswerTable) -> tuple[SeenColumn, ...]:
    """Return the columns that have a name, with what stands in them."""
    counted: list[Counter[str]] = [Counter() for _ in table.header]
    for record in table.records:
        for place, value in enumerate(record.values[: len(counted)]):
            if value:
                counted[place][value] += 1
    return tuple(
        SeenColumn(name, _in_one_form(counted[place]), private_heading(name))
        for place, name in enumerate(table.header)
        if name
    )


def question_names(question: Question) -> tuple[str, ...]:
    """Return what a heading may say of a question: its id and its words in each language."""
    texts = question.text.as_mapping().values()
    return tuple(one for one in map(match_words, (question.id, *texts)) if one)


def heading_fit(heading: str, names: Iterable[str]) -> float:
    """Return how well a heading names a question, from 0 to 1."""
    said = _said(heading)
    return max(
        (likeness(one, name) * worth for one, worth in said.items() for name in names),
        default=0.0,
    )


@lru_cache(maxsize=20_000)
def _said(heading: str) -> Mapping[str, float]:
    """Return what a heading may say, and how much it counts if that is a question."""
    said = {match_words(heading): 1.0, match_words(last_step(heading)): 1.0}
    for way, base, part in splits(heading):
        said.setdefault(match_words(f"{base} {part}"), 1.0)
        if way in _OF_MATRICES:
            said.setdefault(match_words(part), SAME)
    return said


#: Ways of naming a part that programs use for the rows of a matrix.
_OF_MATRICES = (0, 3, 4)


def _in_one_form(values: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value, rows in values.items():
        if seen(value):
            said = one_value(value)
            found[said] = found.get(said, 0) + rows
    return found
