"""The rows of a file that somebody has: CSV and the like, XLSX, XLSM and the older XLS.

What a file is, is told by its contents, whatever it is named. Nothing in it is worked out or run.
"""

from __future__ import annotations

from collections.abc import Collection

from survey.table_files.old_workbook_rows import old_workbook_rows
from survey.table_files.separated_rows import separated_rows
from survey.table_files.table_file import MOST_WORKBOOK, TableFile, unreadable
from survey.table_files.workbook_rows import MOST_UNPACKED, workbook_rows

_ZIP = b"PK\x03\x04"
#: A compound file, and how workbooks began before they were such files (Excel 2 to 4).
_OLD = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
)
_SAVE = "Open it in a spreadsheet program and save it as Excel workbook (.xlsx) or as CSV."
#: How files of other kinds begin, in small letters.
_OTHERS = (
    (b"%pdf", "a PDF"),
    (b"{\\rtf", "a document with formatting (RTF)"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<meta", "a web page"),
    (b"<?xml", "an XML file"),
    (b"$fl2", "a file of SPSS"),
    (b"<stata_dta", "a file of Stata"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"rar!", "a compressed file"),
    (b"\x89png", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"gif8", "a picture"),
    (b"sqlite format 3", "a database"),
    (b'{"', "a JSON file"),
    (b'[{"', "a JSON file"),
)


def read_rows(
    name: str,
    content: bytes,
    columns: Collection[str] = (),
    most_unpacked: int = MOST_UNPACKED,
) -> TableFile:
    """Return the rows of a file; BadInput, with what to do, for one that cannot be read.

    `columns` are names that its first row should have: the separator of a CSV file by which it has
    most of them is taken. `most_unpacked` are the bytes that a workbook may hold in all.
    """
    if not content.strip():
        raise unreadable(f"{name} is empty.", "Check that it is the right file.")
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, what in _OTHERS:
        if start.startswith(sign):
            raise unreadable(f"{name} is {what}, and no table.", _SAVE)
    if not content.startswith((_ZIP, *_OLD)):
        return separated_rows(name, content, columns)
    if len(content) > MOST_WORKBOOK:
        raise unreadable(
            f"{name} is larger than {MOST_WORKBOOK // 1_000_000} MB.",
            "Save the table alone in a new workbook, or as CSV.",
        )
    if content.startswith(_ZIP):
        return workbook_rows(name, content, most_unpacked)
    return old_workbook_rows(name, content)
