"""The languages that a published report can be read in, and where it lies in each.

It knows what lists say of a report. It must not know files or rows.
"""

from __future__ import annotations

from typing import NamedTuple

from survey.questionnaire.languages import direction, language_name
from survey.reports.report_card import ReportCard
from survey.services.steps.reading_shelf import LANGUAGES


class ReportTongue(NamedTuple):
    """A language of a report: its code, its own name, its direction, and where its files lie below
    the address of the report."""

    code: str
    name: str
    direction: str
    path: str


def report_languages(card: ReportCard | None) -> tuple[ReportTongue, ...]:
    """Return the languages that a report can be read in, its first one first; none where nothing is
    known of it."""
    codes = card.written_in if card else ()
    return tuple(
        ReportTongue(
            code, language_name(code), direction(code), f"{LANGUAGES}/{code}/" if at else ""
        )
        for at, code in enumerate(codes)
    )


def other_languages(card: ReportCard | None, written: str) -> tuple[ReportTongue, ...]:
    """Return those beside the one that is read ("": the first)."""
    every = report_languages(card)
    here = written or (every[0].code if every else "")
    return tuple(one for one in every if one.code != here)
