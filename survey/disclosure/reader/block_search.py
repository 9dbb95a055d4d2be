"""Looking within one block: for whole cells that show what is demanded, and for what to hide.

It is given all that it needs as plain arrays, so that another process can do it. It must not know a
table, or another block.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from survey.disclosure.arrays import Flags, Floats, Ints
from survey.disclosure.reader.program import Program
from survey.disclosure.system.linear_system import ANYTHING

#: What reaching further for the other cells is worth, beside the cell that is asked about.
_ALSO = 1e-4
#: How far a program in whole numbers looks: not by the clock, so that every machine finds the same.
_NODES = 2_000
#: How many cells are held to whole people, one after the other, before that is given up.
_DIVES = 40
#: How far from whole people an answer of the solver is that does not mean them.
_BROKEN = 1e-6
_NOISE = 1e-6

#: A cell of a block that must be empty (sign 1), or as large as its goal (sign -1).
OpenDemand = tuple[int, int]


class BlockSums:
    """The sums of a block, and the programs over them, which go on from their last answers."""

    def __init__(self, matrix: csr_array) -> None:
        self.matrix = matrix
        self._wider: tuple[Ints, Program] | None = None

    @cached_property
    def program(self) -> Program:
        """The program over the sums."""
        return Program(self.matrix)

    def wider(self, printable: Flags) -> tuple[Ints, Program]:
        """Return which cells may be printed, and the sums with what each of these has above its
        range, and below, as further cells; always of the same `printable` cells."""
        if self._wider is None:
            places = np.flatnonzero(printable)
            part = csr_array(self.matrix[:, places])
            self._wider = places, Program(csr_array(hstack([self.matrix, part, -part])))
        return self._wider


@dataclass(frozen=True)
class Block:
    """Cells that move together, while all others stay: sums x = right."""

    sums: BlockSums
    right: Ints

    def solve(self, cost: Floats, low: Ints, high: Ints) -> Floats | None:
        """Return the cells at least cost within ranges, or None where nothing is within them."""
        return self.sums.program.solve(cost, low, high, self.right)

    def cells(self, cost: Floats, low: Ints, high: Ints) -> Ints | None:
        """Return whole cells at about the least cost within ranges, or None where none were
        found."""
        found = self.solve(cost, low, high)
        if found is None:
            return None
        cells = self.dived(cost, found, low, high)
        return self.any_cells(low, high) if cells is None else cells

    def any_cells(self, low: Ints, high: Ints) -> Ints | None:
        """Return whole cells within ranges by a program in whole numbers, or None where none were
        found."""
        size = self.sums.matrix.shape[1]
        found = milp(
            np.zeros(size),
            integrality=np.ones(size, np.int64),
            bounds=Bounds(low, np.where(high >= ANYTHING, np.inf, high)),
            constraints=LinearConstraint(self.sums.matrix, self.right, self.right),
            options={"node_limit": _NODES},
        )
        return None if found.x is None else self.rounded(found.x, low, high)

    def dived(self, cost: Floats, found: Floats, low: Ints, high: Ints) -> Ints | None:
        """Return whole cells near to an answer, held to whole people in one cell after the other,
        in that nearest to them first; or None where that leads nowhere."""
        low, high = low.copy(), high.copy()
        for _ in range(_DIVES):
            apart = np.abs(found - np.rint(found))
            broken = np.flatnonzero(apart > _BROKEN)
            if not broken.size:
                return self.rounded(found, low, high)
            further = self._beside(int(broken[np.argmin(apart[broken])]), cost, found, low, high)
            if further is None:
                return None
            found = further
        return None

    def _beside(self, at: int, cost: Floats, found: Floats, low: Ints, high: Ints) -> Floats | None:
        """Return an answer with whole people in a broken cell, of which the ranges hold no others
        from then on: as near as can be, or else on the other side; or None."""
        for people in sorted((floor(found[at]), ceil(found[at])), key=lambda n: abs(n - found[at])):
            low[at] = high[at] = people
            further = self.solve(cost, low, high)
            if further is not None:
                return further
        return None

    def rounded(self, found: Floats, low: Ints, high: Ints) -> Ints | None:
        """Return an answer of a program in whole people, or None where it is not whole."""
        cells = np.rint(found).astype(np.int64)
        return cells if self.agrees(cells, low, high) else None

    def agrees(self, cells: Ints, low: Ints, high: Ints) -> bool:
        """Say in whole numbers whether cells are within ranges and add up."""
        within = bool(np.all(cells >= low) and np.all(cells <= high))
        return within and bool(np.array_equal(self.sums.matrix @ cells, self.right))


@dataclass(frozen=True, slots=True)
class BlockTask:
    """What is looked for in a block: within ranges `low` to `high`, cells at `places` that are
    empty, and as large as their `goals`; `least` and `most` are what tables show already."""

    right: Ints
    low: Ints
    high: Ints
    places: Ints
    goals: Ints
    least: Ints
    most: Ints

    @property
    def waiting(self) -> list[OpenDemand]:
        """Return what is demanded and not shown yet."""
        least = self.places[self.least[self.places] > 0]
        most = self.places[self.most[self.places] < self.goals]
        return [*((int(i), 1) for i in least), *((int(i), -1) for i in most)]


@dataclass(frozen=True, slots=True)
class BlockPrint:
    """How the cells of a block are printed: which can be, which are `shown`, from where to where
    the public rules leave each (`widest`), and what hiding each costs."""

    printable: Flags
    shown: Flags
    widest: Ints
    weights: Floats
    people: int


class BlockSearch:
    """Looks for whole cells of a block, and keeps in `found` those that show something."""

    def __init__(self, sums: BlockSums, task: BlockTask) -> None:
        self.block = Block(sums, task.right)
        self.low, self.high = task.low.copy(), task.high.copy()
        self.task = BlockTask(
            task.right, self.low, self.high, task.places, task.goals, task.least.copy(),
            task.most.copy(),
        )  # fmt: skip
        self.goal = dict(zip(task.places.tolist(), task.goals.tolist(), strict=True))
        self.found: list[Ints] = []

    def every(self) -> None:
        """Try every demand once."""
        tried: set[OpenDemand] = set()
        while True:
            waiting = [one for one in self.task.waiting if one not in tried]
            if not waiting:
                return
            tried.add(waiting[0])
            self.shows(waiting[0])

    def shows(self, wanted: OpenDemand) -> bool:
        """Say whether a demand that is waiting can be shown, and keep what shows it."""
        cells = self._reach(wanted)
        if cells is None:
            return False
        np.minimum(self.task.least, cells, out=self.task.least)
        np.maximum(self.task.most, cells, out=self.task.most)
        self.found.append(cells)
        return True

    def _reach(self, wanted: OpenDemand) -> Ints | None:
        """Return whole cells in which a demand is met, as far as possible the others that are
        waiting too; or None."""
        cost = np.zeros(len(self.low))
        for place, sign in self.task.waiting:
            cost[place] += _ALSO * sign
        ends = forced(self.low, self.high, wanted, self.goal[wanted[0]])
        return None if ends is None else self.block.cells(cost, *ends)


class BlockHider(BlockSearch):
    """Hides what it takes for each demand of a block; `widened` are the cells that were hidden."""

    def __init__(self, sums: BlockSums, task: BlockTask, printed: BlockPrint) -> None:
        super().__init__(sums, task)
        self._printed, self._shown = printed, printed.shown.copy()
        self.widened: set[int] = set()

    def hide(self) -> None:
        """Go through every demand that is waiting."""
        wider = False
        for wanted in self.task.waiting:
            place, sign = wanted
            least, most = self.task.least[place], self.task.most[place]
            met = least == 0 if sign > 0 else most >= self.goal[place]
            if met or (wider and self.shows(wanted)):
                continue
            touched = self._cheapest(wanted)
            if touched is None:
                continue
            self._widen(touched)
            wider = True
            self.shows(wanted)

    def _widen(self, touched: Ints) -> None:
        """Hide cells: their ranges are as wide as the public rules leave them."""
        self.widened |= set(touched.tolist())
        self._shown[touched] = False
        self.low[touched] = self._printed.widest[0][touched]
        self.high[touched] = np.minimum(self._printed.widest[1][touched], self._printed.people)

    def _cheapest(self, wanted: OpenDemand) -> Ints | None:
        """Return the cheapest cells to hide so that a demand can be met; None where nothing
        helps."""
        ends = forced(self.low, self.high, wanted, self.goal[wanted[0]])
        if ends is None:
            return None
        low, high = ends
        places, program = self.block.sums.wider(self._printed.printable)
        widest, shown = self._printed.widest, self._shown[places]
        above = np.minimum(widest[1][places], ANYTHING) - high[places]
        below = low[places] - widest[0][places]
        size, more = len(self.low), len(places)
        price = self._printed.weights[places] + _NOISE
        found = program.solve(
            np.concatenate((np.zeros(size), price, price)),
            np.concatenate((low, np.zeros(2 * more, np.int64))),
            np.concatenate(
                (high, *(np.where(shown, np.maximum(far, 0), 0) for far in (above, below)))
            ),
            self.block.right,
        )
        if found is None:
            return None
        moved = found[size : size + more] + found[size + more :]
        return places[moved > _NOISE]


def forced(low: Ints, high: Ints, wanted: OpenDemand, goal: int) -> tuple[Ints, Ints] | None:
    """Return the ranges in which a cell is empty (sign 1), or as large as its goal (sign -1)."""
    (place, sign), low, high = wanted, low.copy(), high.copy()
    if sign > 0:
        high[place] = 0
    else:
        low[place] = goal
    return None if low[place] > high[place] else (low, high)


def search_block(sums: BlockSums, task: BlockTask) -> list[Ints]:
    """Return the whole cells that show what is demanded of a block, as far as it can be."""
    search = BlockSearch(sums, task)
    search.every()
    return search.found


def hide_in_block(
    sums: BlockSums, task: BlockTask, printed: BlockPrint
) -> tuple[list[Ints], list[int]]:
    """Return the whole cells that show what is demanded of a block, and what is hidden for it."""
    hider = BlockHider(sums, task, printed)
    hider.hide()
    return hider.found, sorted(hider.widened)


def fill_block(sums: BlockSums, right: Ints, low: Ints, high: Ints) -> Ints | None:
    """Return whole cells of a block within ranges, or None where none were found."""
    return Block(sums, right).cells(np.zeros(len(low)), low, high)
