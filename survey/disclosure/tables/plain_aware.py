"""The reader who knows the method and runs it on every table that fits what is printed.

It must not know labels, files or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.tables.optimal_suppression import Best
from survey.disclosure.tables.plain_fitting import PrintedTable, RowAndColumn
from survey.disclosure.tables.plain_hiding import TableHiding, greedy, hiding, needs
from survey.disclosure.tables.plain_proof import asked
from survey.disclosure.tables.table_network import TableNetwork, with_margins

#: Fewer tables than this that fit are few: somebody runs the method on all of them.
FEW = 2_000
#: Cells that nothing fixes in a block of rows or columns that is hidden whole, at least.
_FREE = 3
#: Tables that the method is run on for each end of each cell, at most.
_TRIES = 12

Method = Callable[[TableNetwork], Best]


@dataclass(frozen=True)
class Aware:
    """What the method makes of a table: the hiding, or None, and whether `whole` lines are hidden
    since few tables would fit otherwise."""

    hiding: TableHiding | None
    whole: bool = False


def protected(inner: Ints, t: int, zeros: bool, method: Method) -> Aware:
    """Return what to hide of a table.

    Where few tables fit what the quick way would print, whole rows or columns are hidden, in groups
    that are the same for every table, and only where that leaves both ends of each small cell to
    somebody who runs this on all tables that fit. `method` is asked only where many fit.
    """
    quick = hiding(inner, t, zeros, greedy)
    if quick is None or not quick.hidden.any():
        return Aware(quick)
    if many_fit(quick):
        best = hiding(inner, t, zeros, method)
        return Aware(best if best is not None and many_fit(best) else quick)
    parts = lines(inner, t, zeros)
    coarse = hiding(inner, t, zeros, greedy, _together(parts, inner))
    if coarse is None:
        return Aware(None, True)
    open_ = _small(with_margins(inner), t, zeros) & asked(coarse.sheet, t, zeros)
    fine = not (open_ & ~_kept(coarse, parts, t, zeros)).any()
    return Aware(coarse if fine else None, True)


def many_fit(one: TableHiding) -> bool:
    """Say whether many tables fit what is printed."""
    return one.sheet.at_least(one.shown.tables, FEW) == FEW


def lines(inner: Ints, t: int, zeros: bool) -> list[Flags]:
    """Return the groups of rows, or of columns where those are shorter, in which something is asked
    for, as flags of their cells; margins are groups of their own."""
    low, high = needs(inner, t, zeros)
    primary = low != high
    turned = inner.shape[0] <= inner.shape[1]
    flags = primary.T if turned else primary
    found = []
    long, wide = flags.shape[0] - 1, flags.shape[1] - 1
    margins = slice(long, None), slice(wide, None)
    parts = [
        *((slice(*group), slice(0, wide)) for group in _groups(long, wide)),
        *((slice(*group), margins[1]) for group in _groups(long, 2)),
        *((margins[0], slice(*group)) for group in _groups(wide, 2)),
    ]
    for part in parts:
        if flags[part].any():
            one = np.zeros_like(flags)
            one[part] = True
            found.append(one.T if turned else one)
    return found


def _together(parts: list[Flags], inner: Ints) -> Flags:
    flags = np.zeros((inner.shape[0] + 1, inner.shape[1] + 1), np.bool_)
    for part in parts:
        flags |= part
    return flags


def _groups(lines: int, cells: int) -> list[tuple[int, int]]:
    """Cut lines of so many cells into groups with enough free cells, in their order."""
    size = 2
    while (size - 1) * (cells - 1) < _FREE and size < lines:
        size += 1
    starts = list(range(0, max(lines - size + 1, 1), size))
    return [(start, end) for start, end in zip(starts, [*starts[1:], lines], strict=True)]


def _kept(one: TableHiding, parts: list[Flags], t: int, zeros: bool) -> Flags:
    """Return the cells that stand at 0 and at t in tables that are printed just like this one, each
    of which has nothing small elsewhere."""
    open_ = asked(one.sheet, t, zeros)
    alike = np.array(list(_alike_ones(one, parts, t, zeros)), np.int64)
    alike = alike.reshape(-1, *open_.shape)
    small = _small(alike, t, zeros) & open_
    kept = open_
    while True:
        fine = alike[~(small & ~kept).any(axis=(1, 2))]
        both: Flags = kept & (fine == 0).any(axis=0) & (fine >= t).any(axis=0)
        if np.array_equal(both, kept):
            return kept
        kept = both


def _alike_ones(one: TableHiding, parts: list[Flags], t: int, zeros: bool) -> Iterator[Ints]:
    """Return tables that are printed just like this one, until both ends of each cell are there or
    too many were looked at; the same for each of them."""
    ends = [asked(one.sheet, t, zeros), asked(one.sheet, t, zeros)]
    chance = _Chance(one.sheet)
    for end, goal in ((ends[0], 0), (ends[1], t)):
        for i, j in np.argwhere(end).tolist():
            for _ in range(_TRIES):
                if not end[i, j]:
                    break
                table = _trial(one, (i, j), goal, parts, (t, zeros), chance)
                if table is not None and _alike(one, parts, table[:-1, :-1], t, zeros):
                    ends[0] &= table != 0
                    ends[1] &= table < t
                    yield table


def _small(counts: Ints, t: int, zeros: bool) -> Flags:
    small: Flags = (counts < t) & ((counts > 0) | zeros)
    return small


def _trial(
    one: TableHiding,
    at: RowAndColumn,
    goal: int,
    parts: list[Flags],
    rule: tuple[int, bool],
    chance: _Chance,
) -> Ints | None:
    """Return a table that fits with one cell at its goal, a small one in each part, and the others
    anywhere; or None."""
    t, zeros = rule
    sheet, still = one.sheet, np.zeros_like(one.sheet.holes)
    table = sheet.moved(one.shown.tables[0], at, goal - int(one.shown.tables[0][at]), still)
    still[at] = True
    for part in parts:
        if zeros and goal == 0 and part[at]:
            continue
        cells = np.argwhere(part & sheet.holes & ~still).tolist()
        if table is None or not cells:
            break
        i, j = cells[chance(len(cells))]
        other = sheet.moved(table, (i, j), 1 + chance(t - 1) - int(table[i, j]), still)
        if other is not None:
            table, still[i, j] = other, True
    if table is None:
        return None
    return PrintedTable(np.where(still, table, sheet.numbers)).walked(table, chance)


class _Chance:
    """Numbers that look drawn and are the same for everybody who has the same sheet."""

    def __init__(self, sheet: PrintedTable) -> None:
        digest = sha256(sheet.numbers.astype("<i8").tobytes()).digest()
        self._state = int.from_bytes(digest[:8], "big")

    def __call__(self, size: int) -> int:
        """Return a number from 0 to one less than a size."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 32) * size >> 32


def _alike(one: TableHiding, parts: list[Flags], inner: Ints, t: int, zeros: bool) -> bool:
    """Say whether a table that fits is printed just like this one."""
    block = _together(lines(inner, t, zeros), inner)
    if not np.array_equal(block, _together(parts, inner)):
        return False
    quick = hiding(inner, t, zeros, greedy)
    if quick is None or many_fit(quick):
        return False
    coarse = hiding(inner, t, zeros, greedy, block)
    return coarse is not None and np.array_equal(coarse.hidden, one.hidden)
