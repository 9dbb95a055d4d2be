"""Whole tables that show of a printed two-way table that no hidden cell can be told from nobody.

They are made of what is printed alone, so they tell nobody more than that. It must not know a true
count, a label or a file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.tables.plain_fitting import PrintedTable, RowAndColumn


@dataclass(frozen=True)
class TableProof:
    """Tables that fit a sheet, the first the one that is found without asking for anything;
    `unmet`: cells of which they should show both ends and nothing can; `lonely`: rows and columns,
    by number and with 0 or 1 for which, in which everybody is in one cell."""

    tables: tuple[Ints, ...]
    unmet: tuple[RowAndColumn, ...] = ()
    lonely: tuple[RowAndColumn, ...] = ()

    @property
    def safe(self) -> bool:
        """Say whether nothing is told."""
        return bool(self.tables) and not self.unmet and not self.lonely


def asked(sheet: PrintedTable, t: int, zeros: bool) -> Flags:
    """Return the hidden cells of which a reader must be able to exclude neither 0 nor t: all but
    those that are surely as many as t, and those that are surely nobody where that is no secret."""
    least, most = sheet.bounds
    open_: Flags = sheet.holes & (least < t)
    return open_ if zeros else open_ & (most > 0)


def show(sheet: PrintedTable, t: int, zeros: bool) -> TableProof:
    """Return tables that show both ends of each cell that is asked for, and what cannot be
    shown."""
    start = sheet.some_table
    if start is None:
        return TableProof(())
    ends = [asked(sheet, t, zeros), asked(sheet, t, zeros)]
    tables, unmet = [start], list[RowAndColumn]()
    while True:
        ends[0] &= tables[-1] != 0
        ends[1] &= tables[-1] < t
        if not ends[0].any() and not ends[1].any():
            return TableProof(tuple(tables), tuple(dict.fromkeys(unmet)), _lonely(sheet))
        table, cannot = _pushed(sheet, start, ends, t)
        tables += [] if table is None else [table]
        unmet += [] if cannot is None else [cannot]


def _pushed(
    sheet: PrintedTable, start: Ints, ends: list[Flags], t: int
) -> tuple[Ints | None, RowAndColumn | None]:
    """Return a table with the first open end and as many others as it can have; or, struck off, the
    cell that cannot have it."""
    table: Ints | None = None
    still = np.zeros(start.shape, np.bool_)
    for end, goal in ((ends[0], 0), (ends[1], t)):
        for i, j in np.argwhere(end).tolist():
            at, now = (i, j), start if table is None else table
            if still[at]:
                continue
            people = goal - int(now[at])
            done = people * (1 if goal else -1) <= 0
            other = now if done else sheet.moved(now, at, people, still)
            if other is not None:
                table, still[at] = other, True
            elif table is None:
                end[at] = False
                return None, at
    return table, None


def _lonely(sheet: PrintedTable) -> tuple[RowAndColumn, ...]:
    """Return the rows and columns, margins too, in which all who are there are in one cell."""
    filled = sheet.bounds[1] > 0
    found = []
    for axis, lines in ((0, filled), (1, filled.T)):
        cells = lines[:, :-1].sum(axis=1)
        found += [(axis, int(k)) for k in np.flatnonzero(cells == 1)]
    return tuple(found)
