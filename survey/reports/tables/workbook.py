"""tables.xlsx: every printed number of a study, as the UK Analysis Function lays out workbooks.

A cover, contents with links, notes, and one table a sheet; hidden cells stand as [c].
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.disclosure.release import Release
from survey.errors import DisclosureRefused
from survey.reports.report_words import day, say
from survey.reports.study.method import (
    PRACTICE,
    UNREVIEWED,
    citation,
    field_days,
    limits,
    respondents,
)
from survey.reports.study.report_model import ReportInput
from survey.reports.tables import sheet_wording as w
from survey.reports.tables.annex_sheets import (
    facts_sheet,
    glossary_sheet,
    questions_sheet,
    rules_sheet,
    taking_part_sheet,
    themes_sheets,
)
from survey.reports.tables.change_log import changes_sheet, since_sheets
from survey.reports.tables.sheet_model import (
    SheetHead,
    SheetLink,
    WorkbookFacts,
    WorkbookSheet,
)
from survey.reports.tables.study_sheets import hidden_sheet, not_printed_sheet, study_sheets
from survey.reports.tables.workbook_file import workbook_file


def tables_xlsx(made_of: ReportInput) -> bytes:
    """Return the workbook of a report; the same input gives the same bytes.

    Raises DisclosureRefused when the release did not pass its audit.
    """
    release = made_of.release
    if not release.audit.passed:
        raise DisclosureRefused(
            "The release did not pass its audit, so no tables are made of it.",
            kept="Nothing was written.",
            do="Open the study again with this version of the program.",
        )
    title = say(release.study.title, release.study.languages).text
    facts = WorkbookFacts(
        f"{PRACTICE}: {title}" if release.study.practice else title,
        made_of.publisher.organisation,
        release.study.released_on,
    )
    return workbook_file(workbook_sheets(made_of), facts)


def workbook_sheets(made_of: ReportInput) -> tuple[WorkbookSheet, ...]:
    """Return all worksheets of a report, in order."""
    release = made_of.release
    rest = (
        taking_part_sheet(release),
        *study_sheets(release),
        *since_sheets(made_of),
        *themes_sheets(made_of.spoken, release),
        not_printed_sheet(release),
        hidden_sheet(release),
        facts_sheet(release, made_of.program),
        rules_sheet(release),
        questions_sheet(made_of.questionnaire),
        glossary_sheet(),
        changes_sheet(made_of),
    )
    notes = WorkbookSheet(w.NOTES, w.NOTES_TITLE, (w.ONE_TABLE, w.NOTES_LINE), w.MEANING_HEADS,
                          w.NOTE_ROWS)  # fmt: skip
    return _cover(made_of, len(rest)), _contents((notes, *rest)), notes, *rest


def _cover(made_of: ReportInput, count: int) -> WorkbookSheet:
    release, publisher = made_of.release, made_of.publisher
    title = say(release.study.title, release.study.languages).text
    told = (
        (w.BY_LINE, "who", publisher.organisation),
        (w.CONTACT_LINE, "contact", publisher.contact),
        (w.FUNDER_LINE, "funder", publisher.funder),
        (w.LICENCE_LINE, "licence", publisher.licence),
        (w.REVIEW_LINE, "who", publisher.reviewed_by),
        (w.PROGRAM_LINE, "version", made_of.program),
    )
    lines: tuple[str | SheetHead, ...] = (
        *([PRACTICE] if release.study.practice else _reviews(release)),
        *w.COVER_LINES,
        SheetHead("Who answered"),
        w.DAYS_LINE.format(who=respondents(release), days=field_days(release)),
        SheetHead("Publication"),
        w.RELEASED_LINE.format(day=day(release.study.released_on), number=release.number),
        *(line.format(**{name: value}) for line, name, value in told if value),
        SheetHead("In this workbook"),
        w.MANY_LINE.format(count=count),
        SheetHead("What these numbers cannot say"),
        *limits(release),
        SheetHead("How to cite it"),
        str(citation(release)),
    )
    return WorkbookSheet(w.COVER, w.COVER_TITLE.format(title=title), lines)


def _reviews(release: Release) -> Iterator[str]:
    if not release.study.reviewed:
        yield f"{UNREVIEWED}."


def _contents(sheets: tuple[WorkbookSheet, ...]) -> WorkbookSheet:
    rows = tuple((SheetLink(one.name, one.name), one.title) for one in sheets)
    lines = (w.ONE_TABLE, w.CONTENTS_LINE)
    heads = ("Worksheet", "What stands there")
    return WorkbookSheet(w.CONTENTS, w.CONTENTS_TITLE, lines, heads, rows)
