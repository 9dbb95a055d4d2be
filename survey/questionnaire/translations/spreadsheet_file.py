"""A spreadsheet for a translator: one text a row, the original beside the translation.

No cell is a formula, whatever it begins with, and none that comes back is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from survey.questionnaire.translations.bounds import (
    MOST_LETTERS,
    MOST_UNITS,
    refused,
    require_few,
    require_small,
    require_small_parts,
)
from survey.questionnaire.translations.units import FromTranslator, Unit

_HEAD = ("name", "where")
_COLUMNS = 4
_WIDTHS = (34, 34, 60, 60)


def spreadsheet_file(units: Iterable[Unit], original: str, language: str) -> bytes:
    """Return a spreadsheet of units; what has no translation yet is tinted."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = language
    rows = [(*_HEAD, original, language)]
    rows += [(one.name, one.where, one.original, one.translation) for one in units]
    missing = PatternFill("solid", fgColor="FFF3E9D8")
    for row, values in enumerate(rows, 1):
        for column, words in enumerate(values, 1):
            cell = sheet.cell(row, column)
            cell.value = words or None
            if words:
                cell.data_type = "s"  # never a formula
            elif row > 1:
                cell.fill = missing
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=row == 1)
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read_spreadsheet(content: bytes) -> FromTranslator:
    """Read a spreadsheet that was made here; BadInput for anything else, and what is too large."""
    require_small(content)
    require_small_parts(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        rows = list(sheet.iter_rows(max_row=MOST_UNITS + 2, max_col=_COLUMNS, values_only=True))
        book.close()
    except (
        InvalidFileException,
        IndexError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        EOFError,
        OSError,
    ) as error:
        raise refused(
            "This is no spreadsheet that can be read.", "Save it as Excel workbook (.xlsx)."
        ) from error
    require_few(len(rows) - 1)
    head = [_words(one) for one in (rows[0] if rows else ())]
    if len(head) < _COLUMNS or tuple(head[:2]) != _HEAD:
        raise refused(
            "The first row of this spreadsheet is not the one that was made here.",
            "Give the translator a new file, and leave its first row as it is.",
        )
    units: dict[str, tuple[str, str]] = {}
    for row in rows[1:]:
        name, _, original, words = (_words(one) for one in row[:_COLUMNS])
        if name in units or (not name and words):
            raise refused(
                f"A text in this spreadsheet has no name, or a name twice: “{name[:80]}”.",
                "Leave the first column as it is.",
            )
        if name:
            units[name] = (original, words)
    return FromTranslator(head[2], head[3], units)


def _words(value: Any) -> str:
    words = "" if value is None else str(value)
    if len(words) > MOST_LETTERS:
        raise refused("A text in this file is far too long.", "Check that it is the right file.")
    return words
