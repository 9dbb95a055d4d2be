"""What a person sent for one page, turned into entries, with anything that needs their attention.

It keeps nothing and never asks for an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from survey.questionnaire.model import (
    MAY_QUOTE,
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Closed,
    Item,
    Multiple,
    Note,
    Question,
    Ranking,
    Section,
    Written,
)
from survey.questionnaire.texts import seen

SentFields = Mapping[str, Sequence[str]]
Code = Literal[
    "exclusive_mixed", "one_only", "points", "rank_twice", "too_long", "too_many", "unknown_choice"
]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]+")

#: Composing makes one character of four at most: a longer text is too long in any form.
_COMPOSED = 4 * TEXT_LIMIT
#: Marks on one letter: more are no writing, and putting them in order takes the square of them.
_MARKS = 30


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Something on the page for the person to look at; the sentence is the page's.

    `values` are for it: `limit` and `over` for "too_long", in characters; `chosen`, `limit` and
    `over` for "too_many", in answers. "points" (something that
    could point to a person) is found where answers are taken in, not here.
    """

    question_id: str
    code: Code
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """A page as read: `entries` hold what the person gave, also where there is a problem.

    `ranks` holds the places as sent (rank field -> number), so that a ranking with a problem can be
    shown again as it was.
    """

    entries: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[FieldProblem, ...] = ()
    ranks: dict[str, str] = field(default_factory=dict)


def field_name(question_id: str) -> str:
    """Return the name of a question's form field; a ranking has it for "I'd rather not say"
    only."""
    return "q." + question_id


def rank_field(question_id: str, option_id: str) -> str:
    """Return the name of the form field that holds the place of one option of a ranking."""
    return f"q.{question_id}.{option_id}"


def quote_field(question_id: str) -> str:
    """Return the name of the form field that says "yes" or "no" to being quoted; no value is no."""
    return f"q.{question_id}.quote"


def clean_text(words: str) -> str:
    """Return written words in one form: LF line ends, no control characters but tab, Unicode NFC.

    What has nothing to be seen gives "". The length is never cut; words that are too long in any
    form, or bear more marks on one letter than writing has, are not composed.
    """
    if not words or words.isspace():
        return ""
    if "\r" in words:
        words = words.replace("\r\n", "\n").replace("\r", "\n")
    words = _CONTROL.sub("", words)
    if composable(words):
        words = unicodedata.normalize("NFC", words)
    return words if seen(words) else ""


def composable(words: str) -> bool:
    """Return whether composing (NFC) these words takes a moment only; the length counts first."""
    if len(words) > _COMPOSED:
        return False
    marks = 0
    for letter in words:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks > _MARKS:
            return False
    return True


def contradiction(question: Question, tokens: Sequence[str]) -> Code | None:
    """Return why the entries of one question cannot all be meant, or None where they can.

    This is the one rule for pages, for sending and for what is opened: a single answer is one
    token, an answer that stands alone ("I'd rather not say", "None of these") is the only one, and
    a multiple choice with `at_most` has no more.
    """
    if isinstance(question, Written) or len(tokens) < 2:
        return None
    if isinstance(question, Ranking):
        alone = sum(token in question.alone_ids for token in tokens)
        if not alone:
            return None
        return "one_only" if alone == len(tokens) else "exclusive_mixed"
    if not isinstance(question, Multiple):
        return "one_only"
    if not question.alone_ids.isdisjoint(tokens):
        return "exclusive_mixed"
    return "too_many" if question.at_most and len(tokens) > question.at_most else None


def values_of(question: Question, code: Code, tokens: Sequence[str]) -> dict[str, object]:
    """Return the numbers that the sentence of a problem with these entries needs."""
    if code == "too_long":
        return {"limit": TEXT_LIMIT, "over": len(tokens[0]) - TEXT_LIMIT}
    if code == "too_many" and isinstance(question, Multiple) and question.at_most:
        many, limit = len(tokens), question.at_most
        return {"chosen": many, "limit": limit, "over": many - limit}
    return {}


def read_page(section: Section, items: Iterable[Item], form: SentFields) -> Checked:
    """Read the fields of one page.

    `items` are those of `section` that are shown; fields of anything else are passed over. `form`
    gives all values of each field name. Choices that were not offered are reported and left out;
    everything else that was given stays in the entries, so that the page can be shown again.
    """
    entries: dict[str, tuple[str, ...]] = {}
    ranks: dict[str, str] = {}
    problems: list[FieldProblem] = []
    for item in items:
        if isinstance(item, Note):
            continue
        if isinstance(item, Written):
            chosen, code = _written(item, form)
        elif isinstance(item, Ranking):
            chosen, code = _ranking(item, form, ranks)
        else:
            chosen, code = _choices(item, form.get("q." + item.id, ()))
        if chosen:
            entries[item.id] = chosen
        if code is not None:
            problems.append(FieldProblem(item.id, code, values_of(item, code, chosen)))
    return Checked(entries, tuple(problems), ranks)


def _written(question: Written, form: SentFields) -> tuple[tuple[str, ...], Code | None]:
    given = form.get("q." + question.id, ())
    words = clean_text(given[0]) if given else ""
    if not words:
        return (), None
    code: Code | None = "too_long" if len(words) > TEXT_LIMIT else None
    quoted = form.get(quote_field(question.id))
    if quoted and quoted[0] == "yes":
        return (words, MAY_QUOTE), code
    return (words,), code


def _choices(question: Closed, given: Sequence[str]) -> tuple[tuple[str, ...], Code | None]:
    """Return the chosen ids in questionnaire order (rather-not-say last), and what is wrong."""
    if len(given) == 1:  # by far the most frequent: one look-up, no sets
        token = given[0]
        if not token:
            return (), None
        if token in question.option_ids or token == RATHER_NOT_SAY:
            return (token,), None
        return (), "unknown_choice"
    wanted = {token for token in given if token}
    if not wanted:
        return (), None
    ids = tuple([id_ for id_ in (*question.option_ids, RATHER_NOT_SAY) if id_ in wanted])
    if len(ids) < len(wanted):
        return ids, "unknown_choice"
    return ids, contradiction(question, ids)


def _ranking(
    question: Ranking, form: SentFields, ranks: dict[str, str]
) -> tuple[tuple[str, ...], Code | None]:
    """Return option ids in rank order; gaps between places are closed, ties kept in written
    order."""
    name = "q." + question.id
    places = "123456789"[: len(question.answer_ids)]
    placed: list[tuple[str, str]] = []
    code: Code | None = None
    for option_id in question.answer_ids:
        given = form.get(f"{name}.{option_id}")
        place = given[0].strip() if given else ""
        if not place:
            continue
        if len(place) == 1 and place in places:
            ranks[f"{name}.{option_id}"] = place
            placed.append((place, option_id))
        else:
            code = "unknown_choice"
    alone, alone_code = _choices(question, form.get(name, ()))
    if not question.alone_ids.issuperset(alone):
        alone, alone_code = (), "unknown_choice"
    placed.sort(key=_place)
    if code is None and len({place for place, _ in placed}) < len(placed):
        code = "rank_twice"
    chosen = (*(option_id for _, option_id in placed), *alone)
    return chosen, code or contradiction(question, chosen) or alone_code


def _place(placed: tuple[str, str]) -> str:
    return placed[0]
