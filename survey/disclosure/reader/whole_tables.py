"""Whole people in every cell: tables that fit everything printed, and reach what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity
from scipy.sparse.csgraph import connected_components

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.reader.block_search import (
    Block,
    BlockSums,
    BlockTask,
    fill_block,
    forced,
    search_block,
)
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.reader.ranges import Demand
from survey.disclosure.reader.sharing import Holders, Returned
from survey.disclosure.system.linear_system import ANYTHING

Vector = NDArray[np.float64]

#: How far a program in whole numbers looks: not by the clock, so that every machine finds the same.
_NODES = 2_000


@dataclass(frozen=True)
class Part:
    """Cells that move together, at `places`, and those beside them in the same sums, that stay."""

    number: int
    places: Ints
    sums: BlockSums
    beside: csr_array

    def right(self, table: Ints) -> Ints:
        """Return what the sums come to while all others stay as they are in a table."""
        return -(self.beside @ table)


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
    found: list[Part] = []
    for one in dict.fromkeys(label[rows:].tolist()):
        mine = np.flatnonzero(label[rows:] == one)
        held = np.flatnonzero(label[:rows] == one)
        sums = BlockSums(csr_array(inner[held][:, mine]))
        found.append(Part(len(found), places[mine], sums, csr_array(still[held])))
    return found


class Pieces:
    """All sums, and the parts they fall into while the `fixed` cells stay.

    What is looked for in a part does not depend on the others, so `hands` can share them.
    """

    def __init__(self, matrix: csr_array, fixed: Flags, hands: Hands = NO_HANDS) -> None:
        self.matrix, self.fixed = matrix, fixed
        self._hands, self._is_large = hands, False

    @cached_property
    def parts(self) -> list[Part]:
        """Return the parts of what is not fixed."""
        return cut(self.matrix, ~self.fixed)

    def share(self, demands: int) -> None:
        """Share the parts, if so many demands are enough; before anything is called."""
        self._is_large = self._is_large or self._hands.share(demands)

    @cached_property
    def _holders(self) -> Holders | None:
        if not self._is_large:
            return None
        return Holders(self._hands.executors, [part.sums.matrix for part in self.parts])

    def each(
        self, function: Callable[..., Returned], given: Callable[[Part], tuple[object, ...] | None]
    ) -> Iterator[tuple[Part, Returned]]:
        """Call a function with the sums of each part and what is `given` to it (None: leave it
        out), and return what came of it in the order of the parts."""
        if self._holders is None:
            for part in self.parts:
                if (mine := given(part)) is not None:
                    yield part, function(part.sums, *mine)
            return
        asked = [(part, mine) for part in self.parts if (mine := given(part)) is not None]
        called = [self._holders.call(part.number, function, *mine) for part, mine in asked]
        for (part, _), one in zip(asked, called, strict=True):
            yield part, one.result()

    def call(self, part: Part, function: Callable[..., Returned], *given: object) -> Returned:
        """Call a function with the sums of one part."""
        if self._holders is None:
            return function(part.sums, *given)
        return self._holders.call(part.number, function, *given).result()


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

    def around(self, table: Ints, demand: Demand, low: Ints, high: Ints) -> None:
        """Try every demand that is still open, part by part, with all fixed cells as in the
        table."""

        def given(part: Part) -> tuple[BlockTask] | None:
            task = self.task(part, table, demand, low, high)
            return (task,) if task.waiting else None

        for part, found in self._pieces.each(search_block, given):
            self.keep(part, table, found)

    def in_part(self, part: Part, table: Ints, demand: Demand, low: Ints, high: Ints) -> None:
        """Try the demands of one part."""
        task = self.task(part, table, demand, low, high)
        if task.waiting:
            self.keep(part, table, self._pieces.call(part, search_block, task))

    def task(self, part: Part, table: Ints, demand: Demand, low: Ints, high: Ints) -> BlockTask:
        """Return what is demanded of one part around a table."""
        mine, at = np.isin(demand.places, part.places), part.places
        return BlockTask(
            part.right(table),
            low[at],
            high[at],
            np.searchsorted(at, demand.places[mine]),
            demand.high[mine],
            self.reached.low[at],
            self.reached.high[at],
        )

    def keep(self, part: Part, table: Ints, found: Sequence[Ints]) -> None:
        """Keep what was found in a part around a table."""
        for cells in found:
            self.reached.note(part.places, cells)
            self.parts.append((table, part.places, cells))

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


def _within(cells: Ints, low: Ints, high: Ints) -> bool:
    return bool(np.all(cells >= low) and np.all(cells <= high))


def whole(
    pieces: Pieces, cost: Vector, low: Ints, high: Ints, *, thorough: bool = False
) -> Ints | None:
    """Return a whole table within ranges at about the least cost, or None where none was found.

    Fixed cells first, near to what the program without whole numbers says; then block by block;
    and where that fails, if it is to be `thorough`, all at once.
    """
    matrix, fixed = pieces.matrix, pieces.fixed
    nothing = np.zeros(matrix.shape[0], np.int64)
    everything = Block(BlockSums(matrix), nothing)
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
    for part in pieces.parts:
        here = low[part.places], high[part.places]
        cells = pieces.call(part, fill_block, part.right(table), *here)
        if cells is None:
            return False
        table[part.places] = cells
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
