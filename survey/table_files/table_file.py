"""What a table file holds once it is read, and the error for one that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from survey.errors import BadInput

#: The largest file of text and the largest workbook that are read, in bytes.
MOST_TEXT = 200_000_000
MOST_WORKBOOK = 50_000_000
#: Columns and rows of one sheet, cells that hold something, and cells between the first and the
#: last of each row.
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
MOST_CELLS = 10_000_000
MOST_SPANNED = 50_000_000

_KEPT = "Nothing was taken from it."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows, every cell as the text that a person sees, "" where it is empty.

    Rows of a workbook are all as long as the longest; those of a text are as long as they are.
    `lines` are the first and last line of each row in the file, from 1: in a workbook its number.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[tuple[int, int], ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of rows; `notes` say what had to be assumed or left aside, a sentence each.

    `format` is csv, xlsx or xls. A workbook has neither `encoding` nor `separator`.
    """

    name: str
    format: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    separator: str = ""
    notes: tuple[str, ...] = ()


def unreadable(what: str, do: str) -> BadInput:
    """Return the error for a file that cannot be read as a table."""
    return BadInput(what, kept=_KEPT, do=do)
