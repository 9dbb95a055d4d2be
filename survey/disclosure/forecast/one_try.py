"""What would be printed of one lot of invented people: through the real protection, in parts.

Each breakdown is tried for itself, with some of the questions, and no proof is made: next to each
other, a few more numbers may be hidden. It must not know real answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from statistics import median

import numpy as np

from survey.answers.codec import GIVEN, Layout
from survey.disclosure.forecast.foretold import Groups
from survey.disclosure.forecast.invented_people import DrawNumbers, Skew, invented_records
from survey.disclosure.forecast.narrowing_to_one import merged_now, narrowed
from survey.disclosure.policy import Policy
from survey.disclosure.protect import before_proof
from survey.disclosure.release import Breakdown, QuestionResult, Shown
from survey.errors import DisclosureRefused
from survey.questionnaire.model import Questionnaire, Written
from survey.tally.counting import LANGUAGE, Tally, count

#: How many questions of a breakdown are looked at in one try, at most.
SAMPLE = 8


@dataclass(frozen=True, slots=True)
class InventedTry:
    """One lot of people: how many, how unequal their groups, and which try it is, from 0."""

    people: int
    skew: Skew
    number: int


@dataclass(frozen=True, slots=True)
class QuestionsSeen:
    """The questions for everybody: how many there are, how many say numbers, percentages and
    words, the share of their rows that is hidden, and half the middle range in points."""

    questions: int
    numbers: int
    percentages: int
    words: int
    hidden: float
    reach: int | None


@dataclass(frozen=True, slots=True)
class BreakdownSeen:
    """One breakdown: the groups that are printed as their options, how many tables were looked at,
    and of how many of them at least half of the numbers are printed, or some.

    `numbers` of `cells` are printed in the tables that are. `sizes` are the people by option before
    anything is put together, those in no group not.
    """

    groups: Groups
    tables: int
    printed: int
    in_part: int
    sizes: tuple[int, ...]
    numbers: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True)
class TrySeen:
    """What would be printed of one lot of people, breakdowns by what splits them."""

    everybody: QuestionsSeen
    breakdowns: dict[str, BreakdownSeen]


def split_by(asked: Questionnaire, by: str) -> tuple[str, ...]:
    """Return the questions that a breakdown may split: no text, no breakdown, and nothing sensitive
    where it is sensitive itself."""
    splitters = {one.id for one in asked.breakdowns()}
    sensitive = by != LANGUAGE and asked.question(by).sensitive
    return tuple(
        question.id
        for question in asked.questions()
        if not isinstance(question, Written)
        and question.id not in splitters
        and not (sensitive and question.sensitive)
    )


def splitters_of(asked: Questionnaire) -> tuple[str, ...]:
    """Return what splits tables: questions, and the language where there are several."""
    found = tuple(by.id for by in asked.breakdowns())
    return (*found, LANGUAGE) if len(asked.languages) > 1 else found


def seen_in(asked: Questionnaire, lot: InventedTry, policy: Policy, draw: DrawNumbers) -> TrySeen:
    """Return what would be printed of one lot of people."""
    layout = Layout(asked)
    records = invented_records(asked, layout, lot.people, lot.skew, draw)
    tally = count(asked, layout, records)
    return TrySeen(
        _everybody(asked, tally, policy),
        {by: _breakdown(asked, by, tally, policy, lot.number) for by in splitters_of(asked)},
    )


def seen_when_merged(
    asked: Questionnaire,
    lot: InventedTry,
    policy: Policy,
    draw: DrawNumbers,
    by: str,
    groups: Groups,
) -> BreakdownSeen:
    """Return what would be printed by a breakdown of the same people as in `seen_in`, had they been
    asked for groups of its options."""
    layout = Layout(asked)
    records = invented_records(asked, layout, lot.people, lot.skew, draw)
    people = np.frombuffer(records, np.uint8).reshape(-1, layout.width).copy()
    column = layout[by]
    place = {option: i for i, group in enumerate(groups) for option in group}
    into = [*range(GIVEN), *(GIVEN + place[option] for option in column.options)]
    people[:, column.start] = np.array(into, np.uint8)[people[:, column.start]]
    merged = merged_now(asked, by, groups)
    tally = count(merged, Layout(merged), people.tobytes())
    return _breakdown(merged, by, tally, policy, lot.number)


def _everybody(asked: Questionnaire, tally: Tally, policy: Policy) -> QuestionsSeen:
    alone = narrowed(asked, "", (question.id for question in asked.questions()))
    printed = _printed(alone, tally, policy)
    rows = [row.shown for question in printed for row in question.rows]
    ranges = [
        (row.high - row.low) / 2 for row in rows if row.high is not None and row.low is not None
    ]
    return QuestionsSeen(
        questions=len(printed) or sum(1 for _ in asked.questions()),
        numbers=sum(question.form == "numbers" for question in printed),
        percentages=sum(_has_percentages(question) for question in printed),
        words=sum(question.form == "words" for question in printed),
        hidden=sum(row.hidden for row in rows) / len(rows) if rows else 1.0,
        reach=ceil(median(ranges)) if ranges else None,
    )


def _has_percentages(question: QuestionResult) -> bool:
    return any(row.shown.percent is not None for row in question.rows)


def _breakdown(
    asked: Questionnaire, by: str, tally: Tally, policy: Policy, number: int
) -> BreakdownSeen:
    sizes = tuple(tally.one_way[by].valid.tolist())
    sample = _sampled(split_by(asked, by), number)
    if not sample or policy.step(tally.n) != "100 and more":
        return BreakdownSeen((), len(sample), 0, 0, sizes)
    if by == LANGUAGE:
        one = narrowed(asked, "", sample, languages=True)
    else:
        one = narrowed(asked, by, sample)
    tables = [
        table
        for question in _printed(one, tally, policy)
        if question.id in sample
        for table in question.breakdowns
        if table.by == by
    ]
    shares = [_share(table) for table in tables]
    groups = max((_groups(table) for table in tables), key=len, default=())
    return BreakdownSeen(
        groups,
        len(sample),
        sum(share >= 0.5 for share in shares),
        sum(share > 0 for share in shares),
        sizes,
        sum(not cell.hidden for table in tables for row in table.cells for cell in row),
        sum(len(row) for table in tables for row in table.cells),
    )


def _sampled(questions: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return the questions that try `number` looks at: others in each, until all had their turn."""
    if len(questions) <= SAMPLE:
        return questions
    start = number * SAMPLE
    turn = sorted((start + i) % len(questions) for i in range(SAMPLE))
    return tuple(questions[place] for place in turn)


def _printed(asked: Questionnaire, tally: Tally, policy: Policy) -> tuple[QuestionResult, ...]:
    """Return the questions of a release; nothing where there would be none."""
    one_way = tally.one_way
    if len(asked.languages) == 1:
        one_way = {key: one for key, one in one_way.items() if key != LANGUAGE}
    try:
        return before_proof(asked, replace(tally, one_way=one_way), policy)
    except DisclosureRefused:
        return ()


def _share(table: Breakdown) -> float:
    cells: list[Shown] = [cell for row in table.cells for cell in row]
    return sum(not cell.hidden for cell in cells) / len(cells) if cells else 0.0


def _groups(table: Breakdown) -> Groups:
    return tuple(group.options or (group.id,) for group in table.categories)
