"""What a reader takes from printed numbers: the least and most people of every cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from survey.disclosure.arrays import Ints
from survey.disclosure.rounding import nearest
from survey.disclosure.system.linear_system import ANYTHING, Cell, System, ZeroSum


def told(cell: Cell, shown: bool, step: int) -> tuple[int, int]:
    """Return the least and most people that a reader takes a cell to hold, by the public rules and,
    where it is `shown`, by its count rounded to `step`."""
    low, high = cell.surely
    if shown:
        printed, slack = nearest(cell.count, step), step // 2
        low, high = max(low, printed - slack), min(high, printed + slack)
        for cut in cell.cuts:
            low, high = (max(low, cut), high) if cell.count >= cut else (low, min(high, cut - 1))
    return low, high


@dataclass(frozen=True)
class SumArrays:
    """A system as arrays: one column for each cell, one row for each sum.

    `public`: which sums follow from the questionnaire and from what is printed.
    """

    system: System

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells in order."""
        return tuple(self.system.cells.values())

    @cached_property
    def at(self) -> dict[str, int]:
        """The place of each cell by its id."""
        return {cell.id: i for i, cell in enumerate(self.cells)}

    @cached_property
    def counts(self) -> Ints:
        """The people in each cell."""
        return np.array([cell.count for cell in self.cells], np.int64)

    @cached_property
    def matrix(self) -> csr_array:
        """All sums."""
        return self._matrix(self.system.lines)

    @cached_property
    def public(self) -> csr_array:
        """The sums that anybody can know."""
        return self._matrix([one for one in self.system.lines if one not in self.system.private])

    def _matrix(self, lines: Sequence[ZeroSum]) -> csr_array:
        starts = np.cumsum([0, *(len(line) for line in lines)])
        places = np.array([self.at[cell] for line in lines for cell, _ in line], np.int64)
        factors = np.array([factor for line in lines for _, factor in line], np.int64)
        return csr_array((factors, places, starts), shape=(len(lines), len(self.cells)))

    def ranges(
        self, hidden: Collection[str], stated: Collection[str], step: int
    ) -> tuple[Ints, Ints]:
        """Return the least and most people of each cell, as far as each tells by itself.

        Of cells that are `stated` readers are told that they hold no small group.
        """
        ends = [told(cell, _is_shown(cell, hidden), step) for cell in self.cells]
        low, high = np.array(ends, np.int64).reshape(-1, 2).T.copy()
        for cell in stated:
            rule = self.system.cells[cell].rule
            low[self.at[cell]] = max(low[self.at[cell]], rule.threshold if rule else 0)
        known = (
            end
            for cell, (_, end) in zip(self.cells, ends, strict=True)
            if cell.role == "known" and end < ANYTHING
        )
        everyone = max(known, default=self.system.total)
        bounded = np.array([cell.bounded for cell in self.cells], np.bool_)
        return low, np.where(bounded, np.minimum(high, everyone), high)


def _is_shown(cell: Cell, hidden: Collection[str]) -> bool:
    if cell.role != "printable":
        return cell.role == "known"
    told_apart = cell.instead and not any(part in hidden for part in cell.instead)
    return cell.id not in hidden and not told_apart


def propagated(matrix: csr_array, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the ranges that follow from sums one at a time, in whole people, until none narrows.

    `low` and `high` are those before. ValueError where they contradict each other.
    """
    low, high = low.copy(), high.copy()
    lines = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    places, factors = matrix.indices, matrix.data
    rising = factors > 0
    size = np.abs(factors)
    while True:
        least = factors * np.where(rising, low[places], high[places])
        most = factors * np.where(rising, high[places], low[places])
        floor_, ceiling = np.zeros(matrix.shape[0], np.int64), np.zeros(matrix.shape[0], np.int64)
        np.add.at(floor_, lines, least)
        np.add.at(ceiling, lines, most)
        # the others of a line come to between these
        rest_least, rest_most = floor_[lines] - least, ceiling[lines] - most
        up, down = -rest_least, -rest_most
        best_high = np.where(rising, up // size, (-down) // size)
        best_low = np.where(rising, -((-down) // size), -(up // size))
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, places, best_low)
        np.minimum.at(new_high, places, best_high)
        if (new_low > new_high).any():
            raise ValueError("what is printed contradicts itself")
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            return low, high
        low, high = new_low, new_high


@dataclass(frozen=True, slots=True)
class Demand:
    """Places of cells that must be able to hold nobody, and as many as `high` says."""

    places: Ints
    high: Ints


def demanded(sums: SumArrays, hidden: Collection[str], low: Ints, high: Ints) -> Demand:
    """Return what must be possible of the cells that are not printed; `low` and `high` are the
    propagated ranges.

    Nothing of a cell that surely holds no small group, nor of one that surely holds nobody where
    that is no secret: so what is demanded follows from what is printed alone.
    """
    places, goals = [], []
    for i, cell in enumerate(sums.cells):
        rule = cell.rule
        if rule is None or not rule.threshold or _is_shown(cell, hidden):
            continue
        if low[i] >= rule.threshold or (high[i] == 0 and not rule.zeros):
            continue
        among = (*filter(None, (rule.few,)), *(rule.groups if cell.table else ()))
        most = min([rule.threshold, *(int(high[sums.at[one]]) for one in among)])
        if most > 0:
            places.append(i)
            goals.append(most)
    return Demand(np.array(places, np.int64), np.array(goals, np.int64))


def small(cells: Iterable[Cell]) -> frozenset[str]:
    """Return the printable cells whose own count may not be printed."""
    return frozenset(
        cell.id
        for cell in cells
        if cell.role == "printable"
        and cell.rule is not None
        and (0 < cell.count < cell.rule.threshold or (cell.count == 0 and cell.rule.zeros))
    )
