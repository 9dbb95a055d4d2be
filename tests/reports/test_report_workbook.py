"""tables.xlsx: laid out as the UK Analysis Function asks, whole, and without a hidden number."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from survey.disclosure.policy import Policy
from survey.disclosure.quotes import quotable
from survey.disclosure.release import Release
from survey.disclosure.theme_counts import ThemeCount, protect_themes
from survey.errors import DisclosureRefused
from survey.reports.report_words import missing_name, say
from survey.reports.study.report_model import ReportInput
from survey.reports.study.spoken_words import SpokenWords
from survey.reports.tables.sheet_model import WorkbookFacts, WorkbookSheet
from survey.reports.tables.workbook import tables_xlsx
from survey.reports.tables.workbook_file import workbook_file
from tests.reports.report_inputs import ASKED, earlier_of, held, large, report_input

SAMPLES = ("practice", "words", "withheld")


def with_earlier() -> ReportInput:
    """Return release 2 of a study, beside a release 1 that printed the same."""
    fields = held("practice")
    given = report_input(fields | {"number": 2})
    return replace(given, earlier=(Release.model_validate(earlier_of(fields)),))


@pytest.fixture(scope="module")
def content() -> bytes:
    return tables_xlsx(with_earlier())


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def release() -> Release:
    return report_input(held("practice")).release


def rows(book: Any, name: str) -> list[list[Any]]:
    """Return the rows of the table of a sheet, its heads first."""
    sheet = book[name]
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def every_cell(book: Any) -> Iterator[Any]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from row


def test_a_workbook_begins_with_cover_contents_and_notes(book: Workbook) -> None:
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Taking_part"]
    assert (
        book.properties.title
        == "PRACTICE: do not send to survivors: Having images removed: what it was like"
    )
    assert book.properties.creator == "Example Charity"
    cover = [cell.value for (cell,) in book["Cover"].iter_rows()]
    assert cover[:2] == [
        "Tables: Having images removed: what it was like",
        "PRACTICE: do not send to survivors",
    ]
    assert {"Published by Example Charity", "Contact: office@charity.example", "Licence: CC BY 4.0",
            "Paid for by A fund", "Made by the program, version 0.1.0"} <= set(cover)  # fmt: skip


def test_contents_lead_to_every_other_sheet_by_its_title(book: Workbook) -> None:
    sheet = book["Contents"]
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row
             if cell.hyperlink}  # fmt: skip
    assert list(links) == book.sheetnames[2:]
    assert all(where == f"'{name}'!A1" for name, where in links.items())
    for name, title in rows(book, "Contents")[1:]:
        assert book[name]["A1"].value == title


def test_each_sheet_has_one_marked_up_table_and_no_gap(book: Workbook) -> None:
    names = set()
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert not sheet.conditional_formatting
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", sheet.title)
        for row in sheet.iter_rows():
            assert row[0].value, (sheet.title, row[0].row)
        tables = list(sheet.tables.values())
        assert len(tables) == (sheet.title != "Cover")
        for table in tables:
            names.add(table.displayName)
            cells = sheet[table.ref]
            assert cells[-1][-1].coordinate.endswith(str(sheet.max_row))
            assert all(cell.value not in (None, "") for row in cells for cell in row)
            heads = [cell.value for cell in cells[0]]
            assert heads == [column.name for column in table.tableColumns]
            assert len({head.casefold() for head in heads}) == len(heads)
    assert len(names) == len(book.worksheets) - 1


def test_nothing_is_calculated_whatever_it_begins_with(book: Workbook, content: bytes) -> None:
    assert all(cell.data_type in ("s", "n") for cell in every_cell(book))
    found = [cell for cell in every_cell(book) if cell.value == "=Hard or very hard"]
    assert [cell.quotePrefix for cell in found] == [True, True]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


@pytest.mark.parametrize("first", "=+-@")
def test_words_that_look_like_a_formula_stay_words(first: str) -> None:
    sheet = WorkbookSheet("S", "T", (), ("A", "B"), ((f"{first}1+1", 5),))
    made = load_workbook(io.BytesIO(workbook_file([sheet], WorkbookFacts("t", "b", "2030-01-01"))))
    cell = made["S"]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (f"{first}1+1", "s", True)


def shown_as(value: Any) -> list[Any]:
    if value["hidden"]:
        return ["[c]"] * 4
    return [value[name] for name in ("count", "percent", "low", "high")]


def test_every_number_of_everyone_is_there(book: Workbook, release: Release) -> None:
    for number, question in enumerate(release.questions, 1):
        if question.form == "withheld":
            assert f"Table_{number}" not in book.sheetnames
            continue
        found = {row[0]: row[2:] for row in rows(book, f"Table_{number}")[1:]}
        wanted = [("All who answered this question", question.base, False)]
        wanted += [(say(one.label, ("en",)).text, one.shown, True) for one in question.rows]
        wanted += [(one.label["en"], one.shown, True) for one in question.sums]
        wanted += [(missing_name(one, ("en",)).text, one.shown, False) for one in question.missing]
        assert len(found) == len(wanted)
        for label, shown, of_base in wanted:
            told = shown_as(shown.model_dump())
            if not of_base and not shown.hidden:
                told[1:] = ["[z]"] * 3
            assert found[label] == [("[x]" if one is None else one) for one in told] or (
                shown.hidden and found[label] == ["[c]", "[z]", "[z]", "[z]"]
            ), (question.id, label)


def test_every_number_of_every_split_is_there(book: Workbook, release: Release) -> None:
    splits = 0
    for number, question in enumerate(release.questions, 1):
        for at, split in enumerate(question.breakdowns, 1):
            splits += 1
            table = rows(book, f"Table_{number}_{at}")
            assert len(table) == 2 + len(split.row_ids)
            for row, cells in zip(table[2:], split.cells, strict=True):
                told = [one for shown in cells for one in shown_as(shown.model_dump())]
                assert row[1:] == [("[x]" if one is None else one) for one in told]
            bases = table[1][1::4]
            assert bases == [
                "[c]" if one.base.hidden else one.base.count for one in split.categories
            ]
    assert splits > 3


def test_hidden_numbers_are_listed_by_place_with_the_reason(book: Workbook) -> None:
    table = rows(book, "Hidden_numbers")
    places = [tuple(row[:4]) for row in table[1:]]
    assert len(set(places)) == len(places) > 5
    hidden = 0
    for sheet in book.worksheets:
        if sheet.title.startswith("Table_"):
            width = len(rows(book, sheet.title)[0])
            step = 4
            for row in rows(book, sheet.title)[1:]:
                start = 2 if width == 6 and "_" not in sheet.title[6:] else 1
                hidden += row[start::step].count("[c]")
    assert len(places) == hidden
    assert {row[4] for row in table[1:]} == {
        "A hidden number is small itself, or a small one could be worked out from it. Which of the "
        "two it is, nobody is told."
    }


def test_what_is_not_printed_stands_with_its_reason_and_what_would_help(
    book: Workbook, release: Release
) -> None:
    table = rows(book, "Not_printed")[1:]
    refusals = [one for question in release.questions for one in question.refusals]
    withheld = [one for one in release.questions if one.form == "withheld"]
    assert len(table) == len(refusals) + len(withheld)
    for one in refusals:
        assert [one.table, one.reason, " ".join(one.next_steps)] in table
    assert [f"{withheld[0].text['en']} (the whole question)", withheld[0].reason, "[z]"] in table


def test_questions_stand_as_asked_in_every_language(book: Workbook) -> None:
    table = rows(book, "Questions_as_asked")
    assert table[0][3:] == ["English", "French", "Spanish", "Arabic"]
    asked = {(row[1], row[2]): row[3:] for row in table[1:]}
    for question in ASKED.questions():
        words = question.text.as_mapping()
        told = asked[question.id, f"question ({question.type})"]
        assert told == [words.get(code, words.get("")) for code in ("en", "fr", "es", "ar")]
    sheet = book["Questions_as_asked"]
    assert sheet.cell(sheet.max_row, 7).alignment.readingOrder == 2
    assert sheet.cell(sheet.max_row, 4).alignment.readingOrder == 0


def test_rules_facts_words_notes_and_changes_are_there(book: Workbook, release: Release) -> None:
    facts = {row[0]: row[1] for row in rows(book, "Method_facts")}
    assert facts["Check number of the closed set"] == release.study.closed_set
    rules = [row[1] for row in rows(book, "Rules")]
    assert set(release.policy.sentences) <= set(rules)
    assert {"Base", "Range", "Trustee"} <= {row[0] for row in rows(book, "Words_used")}
    assert {"[c]", "[x]", "[z]", "Not asked"} <= {row[0] for row in rows(book, "Notes")}
    assert rows(book, "Changes")[1:] == [
        ["2026-04-02", "Release 1 was made, of about 300 people."],
        ["2026-11-22", "Release 2 was made, of about 300 people."],
        ["2026-11-22", "The questions of release 2 are those of release 1, word for word."],
        ["2026-11-22", "The words of this report are the draft by rule: no edition was approved."],
    ]


def test_shorthand_that_is_used_is_explained(book: Workbook) -> None:
    explained = {row[0] for row in rows(book, "Notes")}
    used = {cell.value for cell in every_cell(book)
            if isinstance(cell.value, str) and re.fullmatch(r"\[\w+\]", cell.value)}  # fmt: skip
    assert used <= explained


@pytest.mark.parametrize("name", SAMPLES)
def test_a_hidden_number_gives_nothing_away_in_a_workbook(name: str) -> None:
    fields = held(name)

    def fill(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("hidden") is True:
                part.update(count=7_777_777, percent=777, low=777, high=777, words="seven")
            for one in part.values():
                fill(one)
        elif isinstance(part, list):
            for one in part:
                fill(one)

    fill(fields)
    assert tables_xlsx(report_input(fields)) == tables_xlsx(report_input(held(name)))


def test_a_small_study_stands_in_words() -> None:
    made = load_workbook(io.BytesIO(tables_xlsx(report_input(held("words")))))
    table = rows(made, "Table_1")
    assert table[0] == ["Answer", "Kind of row", "Share in words"]
    assert all(isinstance(cell, str) for row in table for cell in row)
    assert "Nothing" not in made["Not_printed"]["A2"].value or not made["Not_printed"].tables


def test_the_same_input_gives_the_same_bytes_without_the_hour(content: bytes) -> None:
    again = tables_xlsx(with_earlier())
    assert again == content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    days = re.findall(r"\d{4}-\d{2}-\d{2}T[^<]*", core)
    assert days == ["2026-11-22T00:00:00Z"] * 2


def test_a_percentage_with_a_decimal_keeps_it() -> None:
    sheet = WorkbookSheet("S", "T", (), ("A", "B", "C"), (("a", 2.0, 5),))
    made = load_workbook(io.BytesIO(workbook_file([sheet], WorkbookFacts("t", "b", "2030-01-01"))))
    tenths, whole = made["S"]["B3"], made["S"]["C3"]
    assert (tenths.value, tenths.number_format) == (2.0, "0.0")
    assert (whole.value, whole.number_format) == (5, "General")


def test_long_words_beside_numbers_have_room(book: Workbook) -> None:
    sheet = book["Rules"]
    assert sheet.column_dimensions["B"].width > 50
    words = next(row[1] for row in sheet.iter_rows() if str(row[0].value).startswith("In words"))
    assert words.alignment.wrap_text
    assert sheet.row_dimensions[words.row].height >= 15.75 * (len(words.value) // 62)


def test_a_release_that_did_not_pass_has_no_tables() -> None:
    fields = held("practice")
    fields["audit"]["passed"] = False
    with pytest.raises(DisclosureRefused):
        tables_xlsx(report_input(fields))


def test_a_large_study_has_a_sheet_for_each_table() -> None:
    made = load_workbook(io.BytesIO(tables_xlsx(report_input(large(6, 4)))), read_only=True)
    assert sum(name.startswith("Table_") for name in made.sheetnames) == 6 * 5


def test_themes_and_quotes_have_sheets_of_their_own() -> None:
    made_of = report_input(held("practice"))
    counted = protect_themes(
        made_of.release,
        "more",
        texts=125,
        not_coded=0,
        code_book=4,
        counts=[
            ThemeCount(1, "Reporting", "About how to report.", 0, 74, "reliable"),
            ThemeCount(2, "=It came back", "About finding it again.", 1, 8, "low"),
        ],
        policy=Policy(),
    )
    quotes = tuple(
        quotable(words, "en", may_quote=True, redacted_by="Ana", approved_by="Ben")
        for words in ("I waited for a long time.", "Somebody answered in the end.")
    )
    spoken = SpokenWords((counted,), quotes)
    made = load_workbook(io.BytesIO(tables_xlsx(replace(made_of, spoken=spoken))))
    table = rows(made, "Themes_1")
    assert [row[0] for row in table[1:]] == ["Reporting", "=It came back"]
    for row, one in zip(table[1:], counted.themes, strict=True):
        assert row[1] == one.rule
        told = shown_as(one.shown.model_dump())
        assert row[2:6] == [("[x]" if value is None else value) for value in told]
    assert rows(made, "Quotes")[1:] == [[one.words, "English"] for one in quotes]
