"""What a reader takes from printed numbers: the least and most people of every cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.system.cell_key import CellKey
from survey.disclosure.system.linear_system import ANYTHING, Cell, CellRule, System, ZeroSum


@dataclass(frozen=True, slots=True)
class RuledCell:
    """What the rule of the cell at a place says; `among`: the places of the cells of those among
    whom its people are looked for."""

    place: int
    threshold: int
    zeros: bool
    among: tuple[int, ...]


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

    @cached_property
    def widest(self) -> Ints:
        """The least and the most people of each cell by the public rules alone, in two rows."""
        return np.array([cell.surely for cell in self.cells], np.int64).reshape(-1, 2).T.copy()

    @cached_property
    def everyone(self) -> Flags:
        """Which cells hold all people, of the release or of some waves."""
        name = str(CellKey())
        return np.array([cell.id.rpartition("|")[2] == name for cell in self.cells], np.bool_)

    @cached_property
    def printable(self) -> Flags:
        """Which cells are printed unless they are hidden."""
        return np.array([cell.role == "printable" for cell in self.cells], np.bool_)

    @cached_property
    def ruled(self) -> tuple[RuledCell, ...]:
        """The cells of which something may be demanded, in order."""
        return tuple(
            RuledCell(i, rule.threshold, rule.zeros, self._among(cell, rule))
            for i, cell in enumerate(self.cells)
            if (rule := cell.rule) is not None and rule.threshold
        )

    def _among(self, cell: Cell, rule: CellRule) -> tuple[int, ...]:
        among = (*filter(None, (rule.few,)), *(rule.groups if cell.table else ()))
        return tuple(self.at[one] for one in among)

    @cached_property
    def _known(self) -> Flags:
        return np.array([cell.role == "known" for cell in self.cells], np.bool_)

    @cached_property
    def _bounded(self) -> Flags:
        return np.array([cell.bounded for cell in self.cells], np.bool_)

    @cached_property
    def _cuts(self) -> tuple[Ints, Ints]:
        """The places of cells that have cuts, one for each, and these."""
        cuts = [(i, cut) for i, cell in enumerate(self.cells) for cut in cell.cuts]
        places, at = np.array(cuts, np.int64).reshape(-1, 2).T
        return places, at

    @cached_property
    def _instead(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The cells in whose place others are printed, with these."""
        return tuple((i, cell.instead) for i, cell in enumerate(self.cells) if cell.instead)

    def _printed(self, step: int) -> tuple[Ints, Ints]:
        """Return the least and most people that a reader takes each cell to hold, by the public
        rules and its count rounded to `step`."""
        printed, slack = step * ((2 * self.counts + step) // (2 * step)), step // 2
        low = np.maximum(self.widest[0], printed - slack)
        high = np.minimum(self.widest[1], printed + slack)
        places, cuts = self._cuts
        reached = self.counts[places] >= cuts
        np.maximum.at(low, places[reached], cuts[reached])
        np.minimum.at(high, places[~reached], cuts[~reached] - 1)
        return low, high

    def shown(self, hidden: Collection[str]) -> Flags:
        """Return which cells are printed, those that were before among them."""
        found = self.printable.copy()
        found[[self.at[one] for one in hidden if one in self.at]] = False
        for i, parts in self._instead:
            found[i] &= any(part in hidden for part in parts)
        return found | self._known

    def ranges(
        self, hidden: Collection[str], stated: Collection[str], step: int
    ) -> tuple[Ints, Ints]:
        """Return the least and most people of each cell, as far as each tells by itself: by the
        public rules and, where it is printed, by its count rounded to `step`.

        Of cells that are `stated` readers are told that they hold no small group.
        """
        shown, printed = self.shown(hidden), self._printed(step)
        low, high = (np.where(shown, *ends) for ends in zip(printed, self.widest, strict=True))
        known = high[self._known & (high < ANYTHING)]
        for cell in stated:
            rule = self.system.cells[cell].rule
            low[self.at[cell]] = max(low[self.at[cell]], rule.threshold if rule else 0)
        everyone = known.max() if known.size else self.system.total
        return low, np.where(self._bounded, np.minimum(high, everyone), high)


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
    shown, places, goals = sums.shown(hidden), [], []
    for cell in sums.ruled:
        i = cell.place
        if shown[i] or low[i] >= cell.threshold or (high[i] == 0 and not cell.zeros):
            continue
        most = min([cell.threshold, *(int(high[one]) for one in cell.among)])
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
