"""The rows of an Excel workbook (XLSX, XLSM): no macro is run, no formula worked out.

What it says of its sizes is looked at before any of it is unpacked.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from shutil import copyfileobj
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from survey.errors import BadInput
from survey.table_files.cell_text import CellCounter
from survey.table_files.measured_workbook import MeasuredWorkbook, too_large_unpacked
from survey.table_files.table_file import TableFile, unreadable

#: Bytes of all that is packed in a workbook, and parts in it.
MOST_UNPACKED = 400_000_000
MOST_PARTS = 10_000
_STYLES = "xl/styles.xml"
_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as Excel workbook (.xlsx)."
_KINDS = (
    ("word/", "a document of Word, and no table"),
    ("ppt/", "a presentation, and no table"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("Index/", "a workbook of Numbers"),
    ("content.xml", "a workbook of LibreOffice or OpenOffice (.ods)"),
)


def workbook_rows(name: str, content: bytes, most_unpacked: int = MOST_UNPACKED) -> TableFile:
    """Return the sheets of a workbook; BadInput for one that cannot be read."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            listed = [(one.filename, one.file_size) for one in packed.infolist()]
    except Exception as error:  # whatever a broken archive makes of its reader
        raise _broken(name) from error
    if len(listed) > MOST_PARTS or sum(size for _, size in listed) > most_unpacked:
        raise too_large_unpacked(name)
    parts = [part for part, _ in listed]
    if "xl/workbook.xml" not in parts:
        _refuse_other_kinds(name, parts)
    macros = any(part.endswith("vbaProject.bin") for part in parts)
    notes: tuple[str, ...] = ("It holds macros; none was run.",) if macros else ()
    sheets = _sheets(name, content)
    if sheets is None and _STYLES in parts:
        sheets = _sheets(name, _without_styles(name, content))
        notes += ("Its formats cannot be read: days in it stand as numbers.",)
    if sheets is None:
        raise _broken(name)
    return TableFile(name, "xlsx", sheets, notes=notes)


def _refuse_other_kinds(name: str, parts: list[str]) -> None:
    for sign, what in _KINDS:
        if any(part.startswith(sign) for part in parts):
            raise unreadable(f"{name} is {what}.", _SAVE_AGAIN)
    if not any(part.startswith("xl/") for part in parts):
        raise unreadable(
            f"{name} is a compressed file, and no workbook.", "Unpack it and give the table in it."
        )


def _sheets(name: str, content: bytes) -> tuple[Any, ...] | None:
    """Return the sheets, or None where the reader of workbooks fails."""
    counter = CellCounter(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = MeasuredWorkbook(name, content)
            reader.read()
            book = reader.wb
            sheets = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a sheet says of its size need not be true
                rows = sheet.iter_rows(values_only=True)
                sheets.append(counter.sheet(sheet.title, rows, sheet.sheet_state != "visible"))
            book.close()
    except BadInput:
        raise
    except Exception:  # whatever a broken workbook makes of its reader
        return None
    return tuple(sheets) or None


def _without_styles(name: str, content: bytes) -> bytes:
    out = BytesIO()
    try:
        with ZipFile(BytesIO(content)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as again:
            for part in packed.infolist():
                if part.filename != _STYLES and part.filename.startswith(("xl/", "_rels/", "[")):
                    with packed.open(part) as old, again.open(part.filename, "w") as new:
                        copyfileobj(old, new)  # bit by bit: a part may hold more than it says
    except Exception as error:
        raise _broken(name) from error
    return out.getvalue()


def _broken(name: str) -> BadInput:
    return unreadable(f"{name} is no workbook that can be read: it may be cut short.", _SAVE_AGAIN)
