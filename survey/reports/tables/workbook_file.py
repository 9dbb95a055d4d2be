"""Worksheets as an .xlsx file: marked-up tables, no formula, no merged cell, the same every time.

It must not know what the tables are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo

from survey.answers.csv_text import calculates
from survey.questionnaire.languages import direction
from survey.reports.tables.sheet_model import (
    CellValue,
    SheetHead,
    SheetLink,
    WorkbookFacts,
    WorkbookSheet,
)
from survey.reports.tables.xml_text import for_xml

_FONT = "Arial"
_PLAIN = Font(name=_FONT, size=12)
_BOLD = Font(name=_FONT, size=12, bold=True)
_TITLE = Font(name=_FONT, size=15, bold=True)
_LINK = Font(name=_FONT, size=12, underline="single", color="FF0B5B7A")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_FROM_RIGHT = Alignment(wrap_text=True, vertical="top", readingOrder=2)
_HEAD_OF_NUMBERS = Alignment(wrap_text=True, vertical="top", horizontal="right")
_NUMBER = Alignment(horizontal="right", vertical="top")
_MARKED_UP = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
#: Widths of columns in characters: numbers, and the least and most for words.
_FOR_NUMBERS, _NARROW, _WIDE = 16, 14, 60
_SHORTHAND = 5
#: The height of one line of words, in points.
_LINE = 15.75
_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def workbook_file(sheets: Iterable[WorkbookSheet], facts: WorkbookFacts) -> bytes:
    """Return worksheets as an .xlsx file; the same sheets give the same bytes."""
    book = Workbook(write_only=True)
    normal: Any = book
    normal._named_styles["Normal"].font = _PLAIN
    made = datetime.fromisoformat(facts.day)
    book.properties.title = for_xml(facts.title)
    book.properties.creator = for_xml(facts.by)
    book.properties.language = facts.language
    book.properties.created = made
    for number, sheet in enumerate(sheets, 1):
        _SheetPage(book, sheet, number).write(direction(facts.language) == "rtl")
    out = BytesIO()
    book.save(out)
    return _undated(out.getvalue(), made.strftime("%Y-%m-%dT%H:%M:%SZ"))


def grid_file(
    grids: Iterable[tuple[str, Sequence[Sequence[int | str]]]], facts: WorkbookFacts
) -> bytes:
    """Return grids of numbers and words as the worksheets of an .xlsx file, every cell in its place
    and none that calculates; the same grids give the same bytes."""
    book = Workbook(write_only=True)
    made = datetime.fromisoformat(facts.day)
    book.properties.title = for_xml(facts.title)
    book.properties.creator = for_xml(facts.by)
    book.properties.created = made
    for name, rows in grids:
        page: Any = book.create_sheet(name)
        for row in rows:
            page.append([_grid_cell(page, value) for value in row])
    out = BytesIO()
    book.save(out)
    return _undated(out.getvalue(), made.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _grid_cell(page: Any, value: int | str) -> Any:
    if value == "":
        return None
    cell: Any = WriteOnlyCell(page, value if isinstance(value, int) else for_xml(value))
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = calculates(value)
    return cell


class _SheetPage:
    """One worksheet that is being written; how a kind of cell looks is worked out once."""

    def __init__(self, book: Workbook, sheet: WorkbookSheet, number: int) -> None:
        self._page: Any = book.create_sheet(sheet.name)
        self._sheet, self._at = sheet, number
        self._numbers = _columns_of_numbers(sheet)
        self._widths = tuple(_widths(sheet, self._numbers))
        self._rows = 0
        self._looks: dict[tuple[int, int, bool], Any] = {}

    def write(self, from_right: bool) -> None:
        """Write the sheet, with its first column on the right where `from_right`.

        A page that is written once takes widths and heights before its rows.
        """
        page, sheet = self._page, self._sheet
        for column, width in enumerate(self._widths, 1):
            page.column_dimensions[get_column_letter(column)].width = width
        if from_right:
            page.sheet_view.rightToLeft = True
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._put([self._words(sheet.title, _TITLE)])
        for line in sheet.lines:
            self._line(line)
        if not sheet.rows:
            return
        self._append(sheet.heads, self._heads())
        for row in sheet.rows:
            self._append(row, self._cells(row))
        page.tables.add(_marked_up(sheet, f"Table{self._at}", 2 + len(sheet.lines)))

    def _line(self, line: str | SheetHead) -> None:
        """Write a line above the table, over whatever is right of it; where there is none, as wide
        as the sheet."""
        if isinstance(line, SheetHead):
            self._page.row_dimensions[self._rows + 1].height = 2 * _LINE
            self._put([self._words(line.text, _BOLD)])
        elif self._sheet.rows:
            self._put([self._words(line, _PLAIN)])
        else:
            self._append((line,), [self._words(line, _PLAIN, _WRAPPED)])

    def _append(self, row: tuple[CellValue, ...], cells: Iterable[Any]) -> None:
        """Write a row as high as its longest words, for programs that do not look themselves."""
        pairs = zip(row, self._widths, strict=True)
        high = max(-(-len(_text(value)) * 105 // (width * 100)) for value, width in pairs)
        if high > 1:
            self._page.row_dimensions[self._rows + 1].height = _LINE * high
        self._put(list(cells))

    def _put(self, cells: list[Any]) -> None:
        self._page.append(cells)
        self._rows += 1

    def _heads(self) -> Iterator[Any]:
        for at, text in enumerate(self._sheet.heads):
            yield self._words(text, _BOLD, _HEAD_OF_NUMBERS if at in self._numbers else _WRAPPED)

    def _cells(self, row: tuple[CellValue, ...]) -> Iterator[Any]:
        """Give the cells of a row: numbers as they are, words as words, whatever they begin
        with."""
        for at, value in enumerate(row):
            if isinstance(value, SheetLink):
                cell = self._words(value.text, _LINK, _WRAPPED)
                cell.hyperlink = Hyperlink(ref="", location=f"'{value.sheet}'!A1")
                yield cell
            elif not isinstance(value, str):
                yield self._number(value)
            elif at in self._numbers:
                yield self._words(value, _PLAIN, _NUMBER)
            else:
                leftward = at in self._sheet.leftward
                yield self._words(value, _PLAIN, _FROM_RIGHT if leftward else _WRAPPED)

    def _number(self, value: int | float) -> Any:
        """Return a cell of a number at the top of its row; one with a decimal keeps it."""
        cell: Any = WriteOnlyCell(self._page, value)
        tenths = isinstance(value, float)
        key = (0, id(_NUMBER), tenths)
        if key in self._looks:
            cell._style = self._looks[key]
            return cell
        cell.alignment = _NUMBER
        if tenths:
            cell.number_format = "0.0"
        self._looks[key] = cell._style
        return cell

    def _words(self, text: str, font: Font, alignment: Alignment | None = None) -> Any:
        """Return a cell of words, which no spreadsheet calculates."""
        cell: Any = WriteOnlyCell(self._page, for_xml(text))
        cell.data_type = "s"
        key = (id(font), id(alignment), calculates(text))
        if key in self._looks:
            cell._style = self._looks[key]
            return cell
        cell.font = font
        if alignment is not None:
            cell.alignment = alignment
        if calculates(text):
            cell.quotePrefix = True
        self._looks[key] = cell._style
        return cell


def _marked_up(sheet: WorkbookSheet, name: str, first: int) -> Any:
    """Return the table of a sheet with its heads: a page that is written once cannot be asked."""
    last = get_column_letter(len(sheet.heads))
    table: Any = Table(displayName=name, ref=f"A{first}:{last}{first + len(sheet.rows)}")
    table.tableStyleInfo = _MARKED_UP
    table._initialise_columns()
    table.autoFilter = None
    for column, text in zip(table.tableColumns, sheet.heads, strict=True):
        column.name = for_xml(text)
    return table


def _columns_of_numbers(sheet: WorkbookSheet) -> frozenset[int]:
    """Return the columns that hold numbers, and no words but shorthand."""
    return frozenset(at for at in range(len(sheet.heads)) if _is_of_numbers(sheet, at))


def _is_of_numbers(sheet: WorkbookSheet, at: int) -> bool:
    values = [row[at] for row in sheet.rows]
    words = [one for one in values if not isinstance(one, int | float)]
    return len(words) < len(values) and all(len(_text(one)) <= _SHORTHAND for one in words)


def _widths(sheet: WorkbookSheet, numbers: frozenset[int]) -> Iterator[int]:
    if not sheet.rows:
        yield 100
        return
    for at, head in enumerate(sheet.heads):
        if at in numbers:
            yield _FOR_NUMBERS
            continue
        texts = (_text(row[at]) for row in sheet.rows)
        yield min(_WIDE, max(_NARROW, len(head), *map(len, texts)) + 2)


def _text(value: CellValue) -> str:
    return value.text if isinstance(value, SheetLink) else str(value)


def _undated(content: bytes, made: str) -> bytes:
    """Return a workbook without the moment at which it was written."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _CHANGED.sub(rb"\g<1>" + made.encode() + rb"\g<2>", part)
            entry = ZipInfo(name, _ZIP_DAY)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, part)
    return out.getvalue()
