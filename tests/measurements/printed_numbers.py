"""Which numbers of a survey are wanted, and which a release and two plain rules print.

It counts for itself and takes no rule from the code that it measures, so that it stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from survey.disclosure.release import Breakdown, QuestionResult, Release
from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Question, Questionnaire, Single, Written, valid_options
from survey.tally.counting import LANGUAGE, Tally

Group = tuple[str, ...]

#: The rules of the policy that is shipped, as they were when this was first measured.
T, T_SENSITIVE, BASE, GROUP, LANGUAGE_GROUP, BREAKDOWNS_FROM = 5, 10, 10, 10, 100, 100
#: The plain rule of large cells: people in a cell, and in the column or the question it stands in.
LARGE_CELL, LARGE_BASE = 10, 30


class Number(NamedTuple):
    """A printed count of those who gave one of `rows` (none: any answer) in a group of `by` ("":
    everyone); `least`: the fewest people that it stands for, by the rule, where it is not 0."""

    question: str
    rows: tuple[str, ...]
    by: str
    group: Group
    count: int
    least: int


class Table(NamedTuple):
    """A table that is wanted: a question, what splits it ("": nothing), its groups, the threshold
    of its cells, and whether nobody is a secret too."""

    question: str
    by: str
    groups: tuple[Group, ...]
    t: int
    zeros: bool


@dataclass(frozen=True)
class Counts:
    """The true counts of a survey."""

    q: Questionnaire
    tally: Tally

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Return the questions by id."""
        return {question.id: question for question in self.q.questions()}

    def options(self, by: str) -> tuple[str, ...]:
        """Return the options of what splits tables."""
        if by == LANGUAGE:
            return tuple(self.q.languages)
        splitter = self.questions[by]
        assert isinstance(splitter, Single)
        return tuple(option.id for option in valid_options(splitter))

    def people(self, question: str, chosen: tuple[str, ...], by: str, group: Group) -> int:
        """Return how many gave one of the answers (none: any answer), in a group or everywhere."""
        names = [row.id for row in rows(self.questions[question])]
        one = self.tally.one_way[question]
        if not by:
            valid, missing, everyone = one.valid, one.missing, self.tally.n
        else:
            places = [self.options(by).index(option) for option in group]
            cells = self.tally.two_way[question, by][:, places].sum(axis=1)
            valid, missing = cells[: len(names)], cells[len(names) :]
            everyone = int(self.tally.one_way[by].valid[places].sum())
        if chosen:
            return int(sum(valid[names.index(row)] for row in chosen))
        if isinstance(self.questions[question], Written):
            return everyone - int(missing[0])
        return everyone - int(missing.sum())


def wanted(counts: Counts) -> Iterator[Table]:
    """Yield every question, and every question by every breakdown that may be tried."""
    for question in counts.questions.values():
        yield Table(question.id, "", ((),), *_care(question.sensitive))
    if counts.tally.n < BREAKDOWNS_FROM:
        return
    splitters = {by.id: by for by in counts.q.breakdowns()}
    groups = {by: _groups(one, counts.tally.one_way[by].valid) for by, one in splitters.items()}
    if LANGUAGE in counts.tally.one_way:
        groups[LANGUAGE] = _language_groups(counts)
    for question in counts.questions.values():
        if question.id in splitters or isinstance(question, Written):
            continue
        for by, found in groups.items():
            private = by in splitters and splitters[by].sensitive
            if len(found) > 1 and not (private and question.sensitive):
                yield Table(question.id, by, found, *_care(question.sensitive or private))


def _care(sensitive: bool) -> tuple[int, bool]:
    return (T_SENSITIVE if sensitive else T), sensitive


def _groups(by: Single, valid: np.ndarray) -> tuple[Group, ...]:
    """Return the finest groups of a ladder that all have enough people, else the large ones of the
    coarsest step of which two have."""
    places = {option.id: i for i, option in enumerate(valid_options(by))}
    steps = [[(option,) for option in places], *([c.options for c in step] for step in by.merge)]
    best: tuple[Group, ...] = ()
    for step in steps:
        large = [g for g in step if sum(int(valid[places[option]]) for option in g) >= GROUP]
        best = tuple(large) if len(large) > 1 else best
        if best and len(large) == len(step):
            break
    return best


def _language_groups(counts: Counts) -> tuple[Group, ...]:
    """Return the languages with enough people, the others together with the next smallest."""
    spoken = dict(zip(counts.q.languages, counts.tally.one_way[LANGUAGE].valid.tolist(),
                      strict=True))  # fmt: skip
    rising = sorted(spoken, key=lambda code: (spoken[code], code))
    few = [code for code in rising if spoken[code] < LANGUAGE_GROUP]
    while 0 < sum(spoken[code] for code in few) < LANGUAGE_GROUP and len(few) < len(rising):
        few.append(rising[len(few)])
    large = [(code,) for code in spoken if code not in few]
    return (*large, tuple(few)) if any(spoken[code] for code in few) else tuple(large)


def by_threshold(counts: Counts, tables: list[Table]) -> list[Number]:
    """Return what hiding the small counts alone would print, at the same policy."""
    found: list[Number] = []
    for table in tables:
        least = LANGUAGE_GROUP if table.by == LANGUAGE else GROUP
        if not table.by:
            least = BASE
        large = [group for group in table.groups
                 if counts.people(table.question, (), table.by, group) >= least]  # fmt: skip
        whole = counts.people(table.question, (), "", ()) >= BASE
        of_all = table.by == LANGUAGE and len(large) < len(table.groups)
        if whole and (len(large) > 1 or not table.by) and not of_all:
            found += _cells(counts, table, large, table.t, least, zeros=not table.zeros)
    return found


def by_large_cells(counts: Counts, tables: list[Table]) -> list[Number]:
    """Return what a rule prints that asks for large cells in large columns, and hides no more."""
    found: list[Number] = []
    for table in tables:
        large = [group for group in table.groups
                 if counts.people(table.question, (), table.by, group) >= LARGE_BASE]  # fmt: skip
        found += _cells(counts, table, large, LARGE_CELL, LARGE_BASE, zeros=False)
    return found


def _cells(
    counts: Counts, table: Table, groups: list[Group], least: int, base: int, *, zeros: bool
) -> Iterator[Number]:
    question, by = table.question, table.by
    for group in groups:
        yield Number(question, (), by, group, counts.people(question, (), by, group), base)
        for row in rows(counts.questions[question]):
            people = counts.people(question, (row.id,), by, group)
            if people >= least or (zeros and people == 0):
                yield Number(question, (row.id,), by, group, people, least)


def by_release(release: Release, tables: list[Table]) -> tuple[list[Number], int]:
    """Return the numbers that a release prints, and how many words stand in place of one."""
    wanted_of = {(table.question, table.by): table for table in tables}
    found: list[Number] = []
    words = 0
    for question in release.questions:
        words += sum(bool(row.shown.words) for row in question.rows)
        if question.form != "numbers":
            continue
        found += _one_way(question, wanted_of[question.id, ""])
        for breakdown in question.breakdowns:
            if (question.id, breakdown.by) in wanted_of:
                found += _inner(question.id, breakdown, wanted_of[question.id, breakdown.by])
    return found, words


def _one_way(question: QuestionResult, table: Table) -> Iterator[Number]:
    shown = [((), question.base, BASE), *(((row.id,), row.shown, table.t) for row in question.rows)]
    for chosen, one, least in shown:
        if one.count is not None:
            yield Number(question.id, chosen, "", (), one.count, least)


def _inner(question: str, breakdown: Breakdown, table: Table) -> Iterator[Number]:
    merged = {group.id: tuple(group.options) for group in getattr(breakdown, "answers", ())}
    least = LANGUAGE_GROUP if breakdown.by == LANGUAGE else GROUP
    for i, category in enumerate(breakdown.categories):
        if category.base.count is not None:
            yield Number(question, (), table.by, category.options, category.base.count, least)
        for row, cells in zip(breakdown.row_ids, breakdown.cells, strict=True):
            people = cells[i].count
            if people is not None:
                chosen = merged.get(row, (row,))
                yield Number(question, chosen, table.by, category.options, people, table.t)


def covered(number: Number, tables: Mapping[tuple[str, str], Table]) -> int:
    """Return how many wanted cells a printed number holds: more than one where it is merged."""
    groups = tables[number.question, number.by].groups
    inside = [group for group in groups if set(group) <= set(number.group)]
    return len(number.rows) * max(1, len(inside) if number.by else 1)
