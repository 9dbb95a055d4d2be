"""tables.xlsx: every printed number of a study, as the UK Analysis Function lays out workbooks.

A cover, contents with links, notes, and one table a sheet; hidden cells stand as [c].
"""

from __future__ import annotations

from collections.abc import Iterator

from survey.disclosure.release import Release
from survey.errors import DisclosureRefused
from survey.reports.report_language import say as _
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
from survey.reports.tables.study_sheets import (
    hidden_sheet,
    not_printed_sheet,
    said_all,
    study_sheets,
)
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
        _("{term}: {text}").format(term=_(PRACTICE), text=title)
        if release.study.practice
        else title,
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
    lines, meanings = said_all((w.ONE_TABLE, w.NOTES_LINE)), tuple(map(said_all, w.NOTE_ROWS))
    heads = said_all(w.MEANING_HEADS)
    notes = WorkbookSheet(_(w.NOTES), _(w.NOTES_TITLE), lines, heads, meanings)
    return _cover(made_of, len(rest)), _contents((notes, *rest)), notes, *rest


def _cover(made_of: ReportInput, count: int) -> WorkbookSheet:
    release, publisher = made_of.release, made_of.publisher
    title = say(release.study.title, release.study.languages).text
    told = (
        (_(w.BY_LINE), "who", publisher.organisation),
        (_(w.CONTACT_LINE), "contact", publisher.contact),
        (_(w.FUNDER_LINE), "funder", publisher.funder),
        (_(w.LICENCE_LINE), "licence", publisher.licence),
        (_(w.REVIEW_LINE), "who", publisher.reviewed_by),
        (_(w.PROGRAM_LINE), "version", made_of.program),
    )
    lines: tuple[str | SheetHead, ...] = (
        *([_(PRACTICE)] if release.study.practice else _reviews(release)),
        *said_all(w.COVER_LINES),
        SheetHead(_("Who answered")),
        _(w.DAYS_LINE).format(who=respondents(release), days=field_days(release)),
        SheetHead(_("Publication")),
        _(w.RELEASED_LINE).format(day=day(release.study.released_on), number=release.number),
        *(line.format(**{name: value}) for line, name, value in told if value),
        SheetHead(_("In this workbook")),
        _(w.MANY_LINE).format(count=count),
        SheetHead(_("What these numbers cannot say")),
        *limits(release),
        SheetHead(_("How to cite it")),
        str(citation(release)),
    )
    return WorkbookSheet(_(w.COVER), _(w.COVER_TITLE).format(title=title), lines)


def _reviews(release: Release) -> Iterator[str]:
    if not release.study.reviewed:
        yield f"{_(UNREVIEWED)}."


def _contents(sheets: tuple[WorkbookSheet, ...]) -> WorkbookSheet:
    rows = tuple((SheetLink(one.name, one.name), one.title) for one in sheets)
    lines = (_(w.ONE_TABLE), _(w.CONTENTS_LINE))
    heads = (_("Worksheet"), _("What stands there"))
    return WorkbookSheet(_(w.CONTENTS), _(w.CONTENTS_TITLE), lines, heads, rows)
