"""Worksheets of what changed: releases and words of a report, questions, and every answer that was
compared with the release before.

It takes printed cells as they are, and works out no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from survey.disclosure.release import Release, Shown
from survey.reports.report_language import say as _
from survey.reports.report_words import day, say, who
from survey.reports.study.question_changes import question_changes
from survey.reports.study.report_model import ReportInput
from survey.reports.study.since_last_time import (
    SHEET,
    AnswerTwice,
    ComparedReleases,
    compared_releases,
)
from survey.reports.tables import sheet_wording as w
from survey.reports.tables.sheet_model import CellValue, WorkbookSheet
from survey.reports.tables.study_sheets import numbers_of, said_all


def changes_sheet(made_of: ReportInput) -> WorkbookSheet:
    """Return the change log: each release, what became of its questions since the one before, and
    each edition of the words, by day."""
    rows = tuple(sorted(_changes(made_of), key=lambda row: row[0]))
    return WorkbookSheet(
        _(w.CHANGE_LOG), _(w.CHANGE_TITLE), (_(w.ONE_TABLE),), said_all(w.CHANGE_HEADS), rows
    )


def since_sheets(made_of: ReportInput) -> Iterator[WorkbookSheet]:
    """Give a worksheet with every answer beside what the release before printed of it, where
    there is one that can be compared."""
    compared = compared_releases(made_of)
    if compared is None or not compared.answers:
        return
    before = compared.before.release
    until = day(before.study.closed_on)
    title = _(w.SINCE_TITLE).format(number=before.number, day=until)
    lines = said_all((w.ONE_TABLE, w.SINCE_LINE, w.SHORTHAND_HERE))
    heads = tuple(_(head).format(day=until) for head in w.SINCE_HEADS)
    rows = tuple(_row(one, compared) for one in compared.answers)
    yield WorkbookSheet(SHEET, title, lines, heads, rows)


def _changes(made_of: ReportInput) -> Iterator[tuple[str, str]]:
    every = (*made_of.earlier, made_of.release)
    for release in every:
        yield release.study.released_on, _came_out(release)
    for before, now in pairwise(every):
        for words in _questions(before, now):
            yield now.study.released_on, words
    if not made_of.editions:
        yield made_of.release.study.released_on, _(w.CHANGE_DRAFT)
    for at, (_version, approved_on) in enumerate(made_of.editions, 1):
        yield approved_on, _(w.CHANGE_EDITION).format(number=at)


def _came_out(release: Release) -> str:
    printed = any(one.form != "withheld" for one in release.questions)
    template = w.CHANGE_RELEASE if printed else w.CHANGE_RELEASE_BARE
    people = who(release.respondents, release.policy.count_rounding)
    return _(template).format(number=release.number, people=people)


def _questions(before: Release, now: Release) -> Iterator[str]:
    """Say which questions of a release are new, gone, or read otherwise than in the one before."""
    found = question_changes(before, now)
    kinds = (
        (w.CHANGE_ADDED, found.added, now),
        (w.CHANGE_DROPPED, found.dropped, before),
        (w.CHANGE_REWORDED, found.changed, now),
    )
    for template, questions, release in kinds:
        languages = release.study.languages
        for one in questions:
            yield _(template).format(number=now.number, question=say(one.text, languages).text)
    if not found:
        yield _(w.CHANGE_NONE).format(number=now.number, before=before.number)


def _row(one: AnswerTwice, compared: ComparedReleases) -> tuple[CellValue, ...]:
    languages = compared.now.release.study.languages
    verdict = _(w.MOVED[one.moved]) if one.has_ranges else w.UNPRINTED_SHORTHAND
    return (
        say(one.question.text, languages).text,
        say(one.now.label, languages).text or w.NEVER_SHORTHAND,
        *_percents(one.before.shown),
        *_percents(one.now.shown),
        verdict,
    )


def _percents(shown: Shown) -> tuple[CellValue, ...]:
    """Return a percentage and both ends of its range, or what stands for them."""
    return numbers_of(shown)[1:]
