"""Cells of a workbook as the text that a person sees, and rows of one length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice

from survey.errors import BadInput
from survey.table_files.table_file import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SPANNED,
    Sheet,
    unreadable,
)

#: Signs that XML cannot hold, as workbooks write them: _x000D_.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
#: Digits that spreadsheet programs show of a number.
_DIGITS = 15


def cell_text(value: object) -> str:
    """Return a value as text: whole numbers without a point, days as 2026-01-31."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(_sign, value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return (
            f"{value:.{_DIGITS}g}"
            if not value.is_integer() or abs(value) > 1e15
            else str(int(value))
        )
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


class CellCounter:
    """Counts the cells of one workbook, so that none fills the memory; BadInput when it would."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells = self._spanned = 0
        self._texts: dict[str, str] = {}

    def sheet(self, name: str, rows: Iterable[Sequence[object]], hidden: bool) -> Sheet:
        """Return a sheet of rows as text, without what is empty to the right and below."""
        kept = [self._row(row) if row else () for row in islice(rows, MOST_ROWS + 1)]
        if len(kept) > MOST_ROWS:
            raise self._too_large(f"more than {MOST_ROWS:,} rows")
        while kept and not kept[-1]:
            kept.pop()
        width = max(map(len, kept), default=0)
        self._cells += width * len(kept)
        self._require_few()
        even = tuple(row + ("",) * (width - len(row)) for row in kept)
        lines = tuple((number, number) for number in range(1, len(even) + 1))
        return Sheet(name, even, lines, hidden)

    def _row(self, row: Sequence[object]) -> tuple[str, ...]:
        self._spanned += len(row)
        self._require_few()
        if not any(row) and row.count(None) == len(row):
            return ()  # a workbook may have a million rows without anything in them
        texts = ["" if value is None else cell_text(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        self._cells += len(texts)
        if len(texts) > MOST_COLUMNS:
            raise too_wide(self._name)
        self._require_few()
        known = self._texts
        if len(known) > 100_000:
            known.clear()
        return tuple(known.setdefault(one, one) for one in texts)

    def _require_few(self) -> None:
        if self._cells > 2 * MOST_CELLS or self._spanned > MOST_SPANNED:
            raise self._too_large(f"more than {MOST_CELLS:,} cells")

    def _too_large(self, what: str) -> BadInput:
        return unreadable(
            f"{self._name} has {what}.",
            "Save the table alone in a new workbook, or as CSV: a cell far outside of it counts.",
        )


def too_wide(name: str) -> BadInput:
    """Return the error for a table of more columns than any survey has."""
    return unreadable(
        f"{name} has more than {MOST_COLUMNS:,} columns.",
        "Check that it is the right file, and that each person is a row and not a column.",
    )


def _sign(found: re.Match[str]) -> str:
    sign = chr(int(found[1], 16))
    return found[0] if "\ud800" <= sign <= "\udfff" else sign
