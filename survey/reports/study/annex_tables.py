"""Every question for everybody, as the annex of a report prints it: answers, base, what is not in
it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from survey.disclosure.release import QuestionResult, Release, Shown
from survey.reports.release_wording import release_said
from survey.reports.report_language import say as _
from survey.reports.report_words import (
    WordsInLanguage,
    count_text,
    decimal,
    missing_name,
    range_numbers,
    say,
    sentence,
)
from survey.reports.study.findings import anchor
from survey.reports.study.report_model import CellName


@dataclass(frozen=True)
class AnnexLine:
    """One line: an answer (""), several together ("both"), the base ("sum"), or people who are not
    in it ("mis")."""

    kind: Literal["", "both", "sum", "mis"]
    label: WordsInLanguage
    hidden: bool
    people: str
    percent: str
    range: str


@dataclass(frozen=True)
class AnnexTable:
    """One question; `withheld` says why nothing of it is printed."""

    number: int
    anchor: str
    text: WordsInLanguage
    withheld: str
    printed: tuple[AnnexLine, ...]


def annex_tables(
    release: Release, leading: frozenset[CellName] = frozenset()
) -> tuple[AnnexTable, ...]:
    """Return the table of each question, in the order in which they were asked; with every sum that
    leads a finding."""
    languages = release.study.languages
    return tuple(
        AnnexTable(
            at,
            anchor(question),
            say(question.text, languages),
            _withheld(question),
            tuple(_lines(question, languages, leading)),
        )
        for at, question in enumerate(release.questions, 1)
    )


def _withheld(question: QuestionResult) -> str:
    if question.form != "withheld":
        return ""
    return sentence(release_said(question.reason)) or _("Too few people answered this question.")


def _lines(
    question: QuestionResult, languages: tuple[str, ...], leading: frozenset[CellName]
) -> Iterator[AnnexLine]:
    led = {one.row for one in leading if one.question == question.id}
    for row in question.rows:
        yield _line("", say(row.label, languages), row.shown)
    for one in question.sums:
        if len(one.options) == len(question.rows) - 1 > 1 and one.id not in led:
            continue  # everybody but one answer: the workbook has these
        yield _line("both", say(one.label, languages), one.shown)
    yield _line("sum", WordsInLanguage(_("Base")), question.base)
    for row in question.missing:
        yield _line("mis", missing_name(row, languages), row.shown)


def _line(
    kind: Literal["", "both", "sum", "mis"], label: WordsInLanguage, shown: Shown
) -> AnnexLine:
    if shown.hidden:
        return AnnexLine(kind, label, True, "", "", "")
    percent = decimal(shown.percent) if shown.percent is not None else ""
    return AnnexLine(kind, label, False, count_text(shown), percent, range_numbers(shown))
