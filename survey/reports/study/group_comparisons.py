"""Which differences between groups may be said: those whose ranges stay apart.

It knows printed cells and phrases of answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from survey.disclosure.release import Breakdown, QuestionResult, Release
from survey.reports.report_words import WordsInLanguage, category_said, say
from survey.reports.study import finding_wording as wording
from survey.reports.study.answer_phrases import AnswerPhrases
from survey.reports.study.report_cells import ReportCell, ReportCells
from survey.reports.study.report_model import CellName
from survey.reports.study.report_text import TextPart, TextSentence
from survey.reports.study.share_claims import gap_between, widest_apart

#: So many differences stand in a report; the others are in its tables.
MOST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """Two groups of a question whose ranges stay apart for an answer, the larger share first."""

    question: QuestionResult
    split: Breakdown
    larger: ReportCell
    smaller: ReportCell

    @property
    def gap(self) -> float:
        """Return how far the ranges lie apart, in points."""
        return gap_between(self.larger, self.smaller)


@dataclass(frozen=True, slots=True)
class ComparedGroups:
    """All differences of a release, the widest of each table first; how many pairs were compared;
    and every breakdown with the first question that is split by it."""

    differences: tuple[GroupDifference, ...]
    pairs: int
    splits: tuple[tuple[QuestionResult, Breakdown], ...]

    def by(self, split: str) -> tuple[GroupDifference, ...]:
        """Return the differences between groups of one breakdown."""
        return tuple(one for one in self.differences if one.split.by == split)


def compared_groups(cells: ReportCells) -> ComparedGroups:
    """Return what groups differ in, one difference for each table at most."""
    found: list[GroupDifference] = []
    splits: dict[str, tuple[QuestionResult, Breakdown]] = {}
    pairs = 0
    for question in cells.release.questions:
        for split in question.breakdowns:
            splits.setdefault(split.by, (question, split))
            tried = tuple(_pairs(cells, question, split))
            pairs += len(tried) // 2
            if (apart := widest_apart(tried)) is not None:
                found.append(GroupDifference(question, split, *apart))
    found.sort(key=lambda one: -one.gap)
    return ComparedGroups(tuple(found), pairs, tuple(splits.values()))


def difference_said(
    difference: GroupDifference, cells: ReportCells, phrases: AnswerPhrases
) -> TextSentence:
    """Return a difference in words: who did something more often than whom."""
    question, languages = difference.question, cells.release.study.languages
    places: dict[str, TextPart] = {
        "share": _share(difference.larger, cells),
        "other_share": _share(difference.smaller, cells),
        "group": _group(difference, difference.larger, cells.release),
        "other_group": _group(difference, difference.smaller, cells.release),
    }
    deed = phrases.deed(question, difference.larger)
    if deed:
        return wording.fill(wording.MORE_OFTEN, did=deed, **places)
    return wording.fill(
        wording.MORE_OFTEN_ANSWERED,
        question=say(question.text, languages),
        answer=say(difference.larger.label, languages),
        **places,
    )


def _pairs(
    cells: ReportCells, question: QuestionResult, split: Breakdown
) -> Iterator[tuple[ReportCell, ReportCell]]:
    for row in split.row_ids:
        line = [
            cells.by_name[CellName(question.id, row, split.by, one.id)] for one in split.categories
        ]
        shares = [cell for cell in line if cell.percents is not None]
        yield from permutations(shares, 2)


def _share(cell: ReportCell, cells: ReportCells) -> str:
    return f"{cells.value(cell)} ({cells.value(cell, 'range')})"


def _group(difference: GroupDifference, cell: ReportCell, release: Release) -> WordsInLanguage:
    return category_said(
        difference.split,
        next(one for one in difference.split.categories if one.id == cell.name.category),
        release.study.languages,
    )
