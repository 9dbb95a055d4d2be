"""Whole people in every cell: tables that fit everything printed, and reach what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity
from scipy.sparse.csgraph import connected_components

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.reader.program import Program
from survey.disclosure.reader.ranges import Demand
from survey.disclosure.system.linear_system import ANYTHING

Vector = NDArray[np.float64]

#: What reaching further for the other cells is worth, beside the cell that is asked about.
_ALSO = 1e-4
#: How far a program in whole numbers looks: not by the clock, so that every machine finds the same.
_NODES = 2_000
#: How many cells are held to whole people, one after the other, before that is given up.
_DIVES = 40
#: How far from whole people an answer of the solver is that does not mean them.
_BROKEN = 1e-6


@dataclass(frozen=True)
class Block:
    """Cells that move together, at `places`, while all others stay: matrix x = right."""

    places: Ints
    matrix: csr_array
    right: Ints
    program: Program

    def solve(self, cost: Vector, low: Ints, high: Ints) -> Vector | None:
        """Return the cells at least cost within ranges, or None where nothing is within them."""
        return self.program.solve(cost, low, high, self.right)

    def cells(self, cost: Vector, low: Ints, high: Ints) -> Ints | None:
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
        size = len(self.places)
        found = milp(
            np.zeros(size),
            integrality=np.ones(size, np.int64),
            bounds=Bounds(low, np.where(high >= ANYTHING, np.inf, high)),
            constraints=LinearConstraint(self.matrix, self.right, self.right),
            options={"node_limit": _NODES},
        )
        return None if found.x is None else self.rounded(found.x, low, high)

    def dived(self, cost: Vector, found: Vector, low: Ints, high: Ints) -> Ints | None:
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

    def _beside(self, at: int, cost: Vector, found: Vector, low: Ints, high: Ints) -> Vector | None:
        """Return an answer with whole people in a broken cell, of which the ranges hold no others
        from then on: as near as can be, or else on the other side; or None."""
        for people in sorted((floor(found[at]), ceil(found[at])), key=lambda n: abs(n - found[at])):
            low[at] = high[at] = people
            further = self.solve(cost, low, high)
            if further is not None:
                return further
        return None

    def rounded(self, found: Vector, low: Ints, high: Ints) -> Ints | None:
        """Return an answer of a program in whole people, or None where it is not whole."""
        cells = np.rint(found).astype(np.int64)
        return cells if self.agrees(cells, low, high) else None

    def agrees(self, cells: Ints, low: Ints, high: Ints) -> bool:
        """Say in whole numbers whether cells are within ranges and add up."""
        within = bool(np.all(cells >= low) and np.all(cells <= high))
        return within and bool(np.array_equal(self.matrix @ cells, self.right))


@dataclass(frozen=True)
class Part:
    """Cells that move together, at `places`, and those beside them in the same sums, that stay."""

    places: Ints
    matrix: csr_array
    beside: csr_array
    program: Program

    def around(self, table: Ints) -> Block:
        """Return the block in which all others stay as they are in a table."""
        return Block(self.places, self.matrix, -(self.beside @ table), self.program)


def cut(matrix: csr_array, free: Flags) -> list[Part]:
    """Cut the sums into parts that share no `free` cell."""
    places = np.flatnonzero(free)
    lines = np.flatnonzero(np.diff(csr_array(matrix[:, places]).indptr))
    inner = csr_array(matrix[lines][:, places])
    still = csr_array(matrix[lines].multiply(~free))
    rows, size = inner.shape
    ends = (np.repeat(np.arange(rows), np.diff(inner.indptr)), inner.indices + rows)
    graph = csr_array((np.ones(len(inner.indices)), ends), shape=(rows + size,) * 2)
    label = connected_components(graph, directed=False)[1]
    found = []
    for one in dict.fromkeys(label[rows:].tolist()):
        mine = np.flatnonzero(label[rows:] == one)
        held = np.flatnonzero(label[:rows] == one)
        part = csr_array(inner[held][:, mine])
        found.append(Part(places[mine], part, csr_array(still[held]), Program(part)))
    return found


@dataclass(frozen=True)
class Pieces:
    """All sums, and the parts they fall into while the `fixed` cells stay."""

    matrix: csr_array
    fixed: Flags

    @cached_property
    def parts(self) -> list[Part]:
        """Return the parts of what is not fixed."""
        return cut(self.matrix, ~self.fixed)

    def around(self, table: Ints) -> Iterator[Block]:
        """Return the parts around a table."""
        return (part.around(table) for part in self.parts)


@dataclass
class Reached:
    """The tables found, and the least and most people that any of them has in each cell."""

    low: Ints
    high: Ints
    tables: list[Ints] = field(default_factory=list)

    @classmethod
    def of(cls, table: Ints) -> Reached:
        """Start from one table."""
        return cls(table.copy(), table.copy(), [table])

    def note(self, places: Ints, cells: Ints) -> None:
        """Keep what a part of a table shows."""
        self.low[places] = np.minimum(self.low[places], cells)
        self.high[places] = np.maximum(self.high[places], cells)

    def open(self, demand: Demand) -> tuple[Ints, Ints]:
        """Return the places that no table shows empty, and those that none shows as full as it is
        demanded."""
        low = demand.places[self.low[demand.places] > 0]
        return low, demand.places[self.high[demand.places] < demand.high]


class Search:
    """Looks for tables that show what is demanded, in each block around one table at a time."""

    def __init__(self, pieces: Pieces, start: Ints) -> None:
        self._pieces = pieces
        self.reached = Reached.of(start)
        #: parts of tables, by the table around which they were found
        self.parts: list[tuple[Ints, Ints, Ints]] = []
        self._goal = np.zeros(len(start), np.int64)

    def around(self, table: Ints, demand: Demand, low: Ints, high: Ints) -> None:
        """Try every demand that is still open, block by block, with all fixed cells as in the
        table."""
        for block in self._pieces.around(table):
            self.in_block(block, table, demand, low, high)

    def in_block(self, block: Block, table: Ints, demand: Demand, low: Ints, high: Ints) -> None:
        """Try the demands of one block."""
        tried: set[tuple[int, int]] = set()
        here = self._of(block, demand)
        while True:
            waiting = [one for one in self.waiting(here) if one not in tried]
            if not waiting:
                return
            tried.add(waiting[0])
            self.shown(block, table, here, waiting[0], low, high)

    def shown(
        self,
        block: Block,
        table: Ints,
        demand: Demand,
        wanted: tuple[int, int],
        low: Ints,
        high: Ints,
    ) -> bool:
        """Say whether one of the demands that are waiting in a block can be shown, and keep what
        shows it."""
        here = self._of(block, demand)
        self._goal[here.places] = here.high
        cells = self.reach(block, wanted, self.waiting(here), low, high)
        if cells is not None:
            self.reached.note(block.places, cells)
            self.parts.append((table, block.places, cells))
        return cells is not None

    def _of(self, block: Block, demand: Demand) -> Demand:
        mine = np.isin(demand.places, block.places)
        return Demand(demand.places[mine], demand.high[mine])

    def keep_within(self, low: Ints, high: Ints) -> None:
        """Let go of every table, and part of one, that is not within these ranges."""
        tables = [one for one in self.reached.tables if _within(one, low, high)]
        self.parts = [
            (table, places, cells)
            for table, places, cells in self.parts
            if any(table is one for one in tables) and _within(cells, low[places], high[places])
        ]
        self.reached = Reached.of(tables[0])
        self.reached.tables = tables
        for table in tables:
            self.reached.note(np.arange(len(low)), table)
        for _, places, cells in self.parts:
            self.reached.note(places, cells)

    def waiting(self, demand: Demand) -> list[tuple[int, int]]:
        """Return what is demanded and not shown yet: places that must be empty (sign 1), and that
        must be as large as their goal (sign -1)."""
        least, most = self.reached.open(demand)
        return [*((int(i), 1) for i in least), *((int(i), -1) for i in most)]

    def everywhere(
        self, demand: Demand, low: Ints, high: Ints, *, most: int, thorough: bool = False
    ) -> None:
        """Look for whole tables of everything, `most` times at most, for what no block shows."""
        goal = dict(zip(demand.places.tolist(), demand.high.tolist(), strict=True))
        tried: set[tuple[int, int]] = set()
        for _ in range(most):
            left = [one for one in self.waiting(demand) if one not in tried]
            if not left:
                return
            tried.add(left[0])
            cost = np.zeros(len(low))
            for place, sign in left:
                cost[place] += sign
            ends = forced(low, high, left[0], goal[left[0][0]])
            table = ends and whole(self._pieces, cost, *ends, thorough=thorough)
            if table is not None:
                self.reached.note(np.arange(len(low)), table)
                self.reached.tables.append(table)
                self.around(table, demand, low, high)

    def joined(self) -> list[Ints]:
        """Return all tables as whole ones: parts found around one table stand side by side."""
        found = []
        for base in self.reached.tables:
            found.append(base)
            by_block: dict[int, list[tuple[Ints, Ints]]] = {}
            for around, places, cells in self.parts:
                if around is base:
                    by_block.setdefault(int(places[0]), []).append((places, cells))
            for k in range(max((len(parts) for parts in by_block.values()), default=0)):
                table = base.copy()
                for parts in by_block.values():
                    if k < len(parts):
                        table[parts[k][0]] = parts[k][1]
                found.append(table)
        return found

    def reach(
        self,
        block: Block,
        wanted: tuple[int, int],
        also: Sequence[tuple[int, int]],
        low: Ints,
        high: Ints,
    ) -> Ints | None:
        """Return whole cells of a block in which a cell is empty (sign 1) or as full as it is
        demanded (sign -1), as far as possible the others that are waiting too; or None."""
        cost = np.zeros(len(block.places))
        for place, sign in also:
            cost[np.searchsorted(block.places, place)] += _ALSO * sign
        at = int(np.searchsorted(block.places, wanted[0]))
        goal = int(self._goal[wanted[0]])
        ends = forced(low[block.places], high[block.places], (at, wanted[1]), goal)
        if ends is None:
            return None
        return block.cells(cost, *ends)


def _within(cells: Ints, low: Ints, high: Ints) -> bool:
    return bool(np.all(cells >= low) and np.all(cells <= high))


def forced(low: Ints, high: Ints, wanted: tuple[int, int], goal: int) -> tuple[Ints, Ints] | None:
    """Return the ranges in which a cell is empty (sign 1), or as large as its goal (sign -1)."""
    (place, sign), low, high = wanted, low.copy(), high.copy()
    if sign > 0:
        high[place] = 0
    else:
        low[place] = goal
    return None if low[place] > high[place] else (low, high)


def whole(
    pieces: Pieces, cost: Vector, low: Ints, high: Ints, *, thorough: bool = False
) -> Ints | None:
    """Return a whole table within ranges at about the least cost, or None where none was found.

    Fixed cells first, near to what the program without whole numbers says; then block by block;
    and where that fails, if it is to be `thorough`, all at once.
    """
    matrix, fixed = pieces.matrix, pieces.fixed
    nothing = np.zeros(matrix.shape[0], np.int64)
    everything = Block(np.arange(matrix.shape[1]), matrix, nothing, Program(matrix))
    rough = everything.solve(cost, low, high)
    if rough is None:
        return None
    table = np.rint(rough).astype(np.int64)
    if everything.agrees(table, low, high):
        return table
    frame = _near(matrix, fixed, rough, low, high)
    if frame is not None:
        table = np.zeros(matrix.shape[1], np.int64)
        table[fixed] = frame
        if _filled(pieces, table, low, high):
            return table
    return everything.any_cells(low, high) if thorough else None


def _near(matrix: csr_array, fixed: Flags, rough: Vector, low: Ints, high: Ints) -> Ints | None:
    """Return whole people for the fixed cells, as near to a table as their own sums allow."""
    places = np.flatnonzero(fixed)
    others = np.diff(csr_array(matrix[:, np.flatnonzero(~fixed)]).indptr)
    own = csr_array(matrix[:, places])
    own = csr_array(own[np.flatnonzero((others == 0) & (np.diff(own.indptr) > 0))])
    size, none = len(places), np.zeros(own.shape[0])
    eye = identity(size, format="csr")
    spare = csr_array((own.shape[0], 2 * size), dtype=np.int64)
    most = np.where(high[places] >= ANYTHING, np.inf, high[places])
    # cell = rough + above - below, at the least above + below
    found = milp(
        np.concatenate((np.zeros(size), np.ones(2 * size))),
        integrality=np.concatenate((np.ones(size), np.zeros(2 * size))),
        bounds=Bounds(
            np.concatenate((low[places], np.zeros(2 * size))),
            np.concatenate((most, np.full(2 * size, np.inf))),
        ),
        constraints=[
            LinearConstraint(hstack([own, spare], format="csr"), none, none),
            LinearConstraint(hstack([eye, -eye, eye], format="csr"), rough[places], rough[places]),
        ],
        options={"node_limit": _NODES},
    )
    return None if found.x is None else np.rint(found.x[:size]).astype(np.int64)


def _filled(pieces: Pieces, table: Ints, low: Ints, high: Ints) -> bool:
    """Fill in all that is not fixed, block by block; say whether that was possible."""
    for block in pieces.around(table):
        here = low[block.places], high[block.places]
        nothing = np.zeros(len(block.places))
        cells = block.cells(nothing, *here)
        if cells is None:
            return False
        table[block.places] = cells
    return not (pieces.matrix @ table).any()


def needed(tables: Sequence[Ints], demand: Demand) -> list[Ints]:
    """Return the tables that show something which none before them shows."""
    kept: list[Ints] = []
    empty = np.zeros(len(demand.places), np.bool_)
    full = np.zeros(len(demand.places), np.bool_)
    for table in tables:
        here = table[demand.places]
        now_empty, now_full = empty | (here == 0), full | (here >= demand.high)
        if not kept or (now_empty != empty).any() or (now_full != full).any():
            kept.append(table)
            empty, full = now_empty, now_full
    return kept
