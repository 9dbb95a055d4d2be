"""The rows of a workbook of an older Excel (XLS)."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import xlrd
from xlrd.compdoc import SIGNATURE, CompDoc

from survey.errors import BadInput
from survey.table_files.cell_text import CellCounter
from survey.table_files.table_file import TableFile, unreadable

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as Excel workbook (.xlsx)."


def old_workbook_rows(name: str, content: bytes) -> TableFile:
    """Return the sheets of a workbook; BadInput for one that cannot be read or is locked."""
    if _ENCRYPTED in content:
        raise _locked(name)
    counter = CellCounter(name)
    try:
        if content.startswith(SIGNATURE) and _goes_round(content):
            raise _broken(name)
        book = xlrd.open_workbook(
            file_contents=content, logfile=StringIO(), ragged_rows=True, on_demand=True
        )
        sheets = tuple(
            counter.sheet(sheet.name, _values(sheet, book.datemode), bool(sheet.visibility))
            for sheet in book.sheets()
        )
    except BadInput:
        raise
    except Exception as error:  # whatever a broken workbook makes of its reader
        if "encrypted" in str(error).lower():
            raise _locked(name) from error
        if "can't find workbook" in str(error).lower():
            raise unreadable(
                f"{name} is a document of an older office program, and no workbook.", _SAVE_AGAIN
            ) from error
        raise _broken(name) from error
    if not sheets:
        raise unreadable(f"{name} has no sheet.", "Check that it is the right file.")
    return TableFile(name, "xls", sheets)


def _values(sheet: Any, datemode: int) -> Iterator[list[object]]:
    for number in range(sheet.nrows):
        yield [_value(cell, datemode) for cell in sheet.row(number)]


def _value(cell: Any, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            day = xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return float(cell.value)
        return day.time() if 0 < cell.value < 1 else day
    return cell.value


def _goes_round(content: bytes) -> bool:
    """Tell whether a short stream of a damaged file leads back into itself: xlrd never ends then,
    and fills the memory."""
    document = CompDoc(content, logfile=StringIO())
    table = document.SSAT
    for node in document.dirlist:
        at, steps = node.first_SID, 0
        while node.tot_size < document.min_size_std_stream and 0 <= at < len(table):
            at, steps = table[at], steps + 1
            if steps > len(table):
                return True
    return False


def _broken(name: str) -> BadInput:
    return unreadable(f"{name} is no workbook that can be read: it may be cut short.", _SAVE_AGAIN)


def _locked(name: str) -> BadInput:
    return unreadable(
        f"{name} is locked with a password.",
        "Open it with the password, save it again without one, and keep that copy safe.",
    )
