"""The printed cells of a release by name: what a sentence of a report may refer to.

It knows a Release. It must not know sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from survey.disclosure.release import Breakdown, QuestionResult, Release, Shown, Words
from survey.disclosure.thirds import FEWER, HALF, MORE
from survey.reports.release_wording import release_said
from survey.reports.report_language import document_language
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    MISSING_NAMES,
    count_text,
    people,
    percent_text,
    range_text,
    who,
)
from survey.reports.study.report_model import CellName

#: The share of a group is said, and leads, where its range is no wider, in points: that of about
#: fifty people.
WIDEST_SPREAD = 40.0
#: The row that stands for how many people answered.
BASE = "base"

_NUMBER = re.compile(r"q?([1-9][0-9]*)\Z", re.IGNORECASE)
_THIRD = 100 / 3
#: What a word of a small study stands for, in percent.
_WORDS = {FEWER: (0.0, _THIRD), HALF: (_THIRD, 2 * _THIRD), MORE: (2 * _THIRD, 100.0)}


@dataclass(frozen=True)
class ReportCell:
    """One cell: its name, what is printed, the base it is of, the words of its row, and the options
    that it counts (none: a base, or a kind of missing answer)."""

    name: CellName
    shown: Shown
    base: Shown
    label: Words
    options: tuple[str, ...] = ()

    @property
    def counts_answers(self) -> bool:
        """Tell whether it is a share of answers, and not a base or a kind of missing answer."""
        return bool(self.options)

    @property
    def printed(self) -> bool:
        """Tell whether anything may be said of it."""
        shown = self.shown
        return not shown.hidden and (
            shown.percent is not None or shown.count is not None or bool(shown.words)
        )

    @property
    def percents(self) -> tuple[float, float] | None:
        """Return between what its share lies in percent; None where no share is printed."""
        if not self.printed or not self.counts_answers:
            return None
        if self.shown.words:
            return _WORDS.get(self.shown.words.lower())
        if self.shown.percent is None:
            return None
        low, high = self.shown.low, self.shown.high
        return (
            self.shown.percent if low is None else low,
            self.shown.percent if high is None else high,
        )

    @property
    def too_wide(self) -> bool:
        """Tell whether its range is so wide that its share tells little."""
        low, high = self.percents or (0.0, 100.0)
        return high - low > WIDEST_SPREAD

    @property
    def size(self) -> float:
        """Return how large it is, to be compared with others of its question; 0 where hidden."""
        if not self.printed:
            return 0.0
        if self.shown.percent is not None:
            return float(self.shown.percent)
        found = _WORDS.get(self.shown.words.lower())
        return (found[0] + found[1]) / 2 if found else 0.0


class ReportCells:
    """All cells of a release, found by name."""

    def __init__(self, release: Release) -> None:
        self.release = release

    @cached_property
    def by_name(self) -> dict[CellName, ReportCell]:
        """Return every cell, printed or hidden, in the order of the release."""
        return {cell.name: cell for q in self.release.questions for cell in _cells(q)}

    @cached_property
    def of_question(self) -> dict[str, tuple[ReportCell, ...]]:
        """Return the cells of each question, by its id."""
        found: dict[str, list[ReportCell]] = {}
        for cell in self.by_name.values():
            found.setdefault(cell.name.question, []).append(cell)
        return {name: tuple(cells) for name, cells in found.items()}

    @cached_property
    def _questions(self) -> dict[str, QuestionResult]:
        return {one.id: one for one in self.release.questions}

    def named(self, question: str, row: str, by: str = "", category: str = "") -> CellName:
        """Return the name with the ids of its questions, which may be given by their numbers."""
        return CellName(self.id_of(question), row, self.id_of(by) if by else "", category)

    def id_of(self, question: str) -> str:
        """Return the id of a question given by its id or number ("5", "q5"); else as it is."""
        questions = self.release.questions
        if question in self._questions:
            return question
        number = _NUMBER.match(question)
        if number and int(number[1]) <= len(questions):
            return questions[int(number[1]) - 1].id
        return question

    def question(self, question_id: str) -> QuestionResult | None:
        """Return a question by its id, or None."""
        return self._questions.get(question_id)

    def value(self, cell: ReportCell, show: str = "") -> str:
        """Return a cell as a sentence says it: its share, else its count; `show` "people" or
        "range" gives those. "" where that is not printed."""
        shown = cell.shown
        if not cell.printed:
            return ""
        if show == "range":
            return range_text(shown)
        if cell.name.row == BASE:
            return who(shown, self.release.policy.count_rounding)
        if show == "people" or shown.percent is None:
            return _people(shown) if show == "people" else count_text(shown)
        return percent_text(shown)


def _people(shown: Shown) -> str:
    return people(shown.count) if shown.count is not None else release_said(shown.words)


def _cells(question: QuestionResult) -> Iterator[ReportCell]:
    name, base = question.id, question.base
    yield ReportCell(CellName(name, BASE), base, base, {})
    if question.form != "withheld":
        for row in question.rows:
            yield ReportCell(CellName(name, row.id), row.shown, base, row.label, (row.id,))
        for one in question.sums:
            yield ReportCell(CellName(name, one.id), one.shown, base, one.label, one.options)
    for row in question.missing:
        kind = MISSING_NAMES.get(row.kind)
        label = {document_language(): _(kind)} if kind else row.label
        yield ReportCell(CellName(name, row.id), row.shown, base, label)
    for split in question.breakdowns:
        yield from _of_groups(question, split)


def _of_groups(question: QuestionResult, split: Breakdown) -> Iterator[ReportCell]:
    rows: dict[str, tuple[Words, tuple[str, ...]]] = {
        row.id: (row.label, (row.id,)) for row in question.rows
    }
    rows |= {one.id: (one.label, one.options) for one in split.answers}
    for at, category in enumerate(split.categories):
        base = category.base
        yield ReportCell(CellName(question.id, BASE, split.by, category.id), base, base, {})
        for row_id, line in zip(split.row_ids, split.cells, strict=True):
            label, options = rows.get(row_id, ({}, ()))
            cell = CellName(question.id, row_id, split.by, category.id)
            yield ReportCell(cell, line[at], base, label, options)
