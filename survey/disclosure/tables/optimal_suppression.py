"""The least that can be hidden in a two-way table, by cutting planes, with a proven lower bound.

It reads no clock: it is handed one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from survey.disclosure.arrays import Flags, Floats, Ints
from survey.disclosure.tables.table_network import RequiredChange, TableNetwork, hide

#: Larger tables are left to the greedy way: their programs do not end in time.
LARGEST = 1_200
#: Parts of a person that capacities are counted in, and by how much a cut must be broken to count.
_FINE = 10_000
_BROKEN = 1e-3
#: The library counts what is carried in numbers up to 2^31.
_MOST_CARRIED = 2**30
_NEAR = 1e-6
_HALF, _CHEAP = 0.5, 0.01
#: Programs in whole numbers are solved to this gap first, until their answers fall short no more.
_FIRST_GAP = 0.01


@dataclass(frozen=True, slots=True)
class Best:
    """What to hide, what it costs, and a cost that nothing can go below.

    `hopeless` are demands that nothing can meet, with everything hidden; then nothing is proven.
    """

    hidden: Flags
    cost: float
    bound: float
    hopeless: tuple[RequiredChange, ...] = ()
    rounds: int = 0

    @property
    def proven(self) -> bool:
        """Say whether nothing cheaper exists."""
        return self.bound >= self.cost - _NEAR

    @property
    def gap(self) -> float:
        """Return by how much of its cost the hiding may be above the least."""
        return 0.0 if self.proven else (self.cost - self.bound) / self.cost


def least(net: TableNetwork, seconds_left: Callable[[], float], rounds: int = 200) -> Best:
    """Return the cheapest hiding that is found, and the proven bound.

    Ends when it is proven, after so many `rounds` of the solver, or when `seconds_left` says 0;
    with 0 from the start it is the greedy hiding, with the bound of what must be hidden anyway.
    """
    hidden, hopeless = hide(net)
    cost = _cost(net, hidden)
    must = _cost(net, net.primary)
    if hopeless or not net.demands or cost <= must + _NEAR:
        return Best(hidden, cost, 0.0 if hopeless else cost, hopeless)
    furthest = max(abs(demand.people) for demand in net.demands)
    too_large = net.counts.size > LARGEST or furthest * sum(net.counts.shape) > _MOST_CARRIED
    if too_large or seconds_left() <= 0:
        return Best(hidden, cost, must)
    return _Cutting(net, hidden, must, seconds_left).solve(rounds)


def _cost(net: TableNetwork, hidden: Flags) -> float:
    return float(net.weights[hidden].sum())


class _Cutting:
    """A program of what to hide that grows by one cut for each way in which a hiding fell short.

    A cut (Fischetti and Salazar): the cells between two sides of the network, each taken for no
    more than it can carry, must together carry what the demand asks.
    """

    def __init__(
        self, net: TableNetwork, hidden: Flags, must: float, seconds_left: Callable[[], float]
    ) -> None:
        self._grid = net
        self._left = seconds_left
        self._flow = _Flow(net)
        free = ~net.primary & np.isfinite(net.weights)
        self._free = np.flatnonzero(free.ravel())
        self._column = np.full(net.counts.size, -1)
        self._column[self._free] = np.arange(len(self._free))
        self._weights = net.weights.ravel()[self._free]
        self._must = must
        self._best = hidden
        self._bound = must
        self._cuts: dict[bytes, tuple[Ints, float]] = {}

    def solve(self, rounds: int) -> Best:
        """Add cuts until the program's answer meets every demand."""
        self._add(self._ends())
        self._add_lonely()
        whole, gap, used = False, _FIRST_GAP, 0
        while used < rounds and self._left() > 0:
            used += 1
            point = self._program(whole, gap)
            if point is None:
                break
            hidden = self._grid.primary.astype(np.float64)
            hidden.flat[self._free] = point
            new = self._add(self._broken(hidden))
            if whole:
                new |= self._add_bridges(hidden > _HALF)
                self._improve(hide(self._grid, hidden > _HALF)[0])
            elif not new:
                # cells that the program would rather hide are cheap for the greedy way
                cheap = self._grid.weights * np.maximum(1 - hidden, _CHEAP)
                self._improve(hide(replace(self._grid, weights=cheap))[0])
            if self._cost() <= self._bound + _NEAR or self._left() <= 0:
                break
            if not new:
                if whole and gap == 0:
                    break
                whole, gap = True, 0.0 if whole else gap
        cost = self._cost()
        return Best(self._best, cost, min(self._bound, cost), rounds=used)

    def _cost(self) -> float:
        return _cost(self._grid, self._best)

    def _improve(self, hidden: Flags) -> None:
        """Keep a hiding that meets every demand where it is cheaper than the best so far."""
        if _cost(self._grid, hidden) < self._cost() - _NEAR:
            self._best = hidden

    def _program(self, whole: bool, gap: float) -> Floats | None:
        """Solve the program of all cuts, to a `gap`; raise the bound; None where time ran out."""
        cuts = [row for row, _ in self._cuts.values()]
        least = np.array([right for _, right in self._cuts.values()])
        size = len(self._free)
        if not cuts:
            return np.zeros(size)
        entries = np.concatenate([np.flatnonzero(row) for row in cuts])
        starts = np.concatenate(([0], np.cumsum([np.count_nonzero(row) for row in cuts])))
        data = np.concatenate([row[row != 0] for row in cuts]).astype(np.float64)
        matrix = csr_array((data, entries, starts), shape=(len(cuts), size))
        found = milp(
            self._weights,
            integrality=np.full(size, int(whole)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, least, np.inf),
            options={"time_limit": max(self._left(), 0.01), "mip_rel_gap": gap},
        )
        bound = found.fun if not whole and found.status == 0 else found.mip_dual_bound
        if bound is not None and np.isfinite(bound) and (whole or found.status == 0):
            self._bound = max(self._bound, self._must + float(bound))
        if found.x is None:
            return None
        point: Floats = np.clip(found.x, 0.0, 1.0)
        return np.rint(point) if whole else point

    def _broken(self, hidden: Floats) -> Iterable[tuple[Floats, int]]:
        """Return a cut for each demand that a hiding, in parts of cells, does not meet."""
        met = np.zeros(len(self._grid.demands), np.bool_)
        for k, demand in enumerate(self._grid.demands):
            if met[k]:
                continue
            if self._left() <= 0:
                return
            carried, cut = self._flow.most(demand, hidden)
            if carried < abs(demand.people) * (1 - _BROKEN):
                yield cut, abs(demand.people)

    def _ends(self) -> Iterable[tuple[Floats, int]]:
        """Return the cuts round the row and the column of each demand."""
        for demand in self._grid.demands:
            for sides in self._flow.single(demand):
                yield sides, abs(demand.people)

    def _add(self, cuts: Iterable[tuple[Floats, int]]) -> bool:
        """Put cuts into the program, each once; say whether any was new."""
        before = len(self._cuts)
        for cut, people in cuts:
            left = people - int(cut[self._grid.primary].sum())
            row = np.minimum(cut.ravel()[self._free], left).astype(np.int64)
            if left > 0:
                self._cuts.setdefault(row.tobytes() + bytes([min(left, 255)]), (row, float(left)))
        return len(self._cuts) > before

    def _add_lonely(self) -> None:
        """Say of every cell that may be hidden that it is of no use alone in its row or column."""
        primary, free = self._grid.primary, self._column.reshape(self._grid.counts.shape)
        for busy, columns in ((primary.any(axis=1), free), (primary.any(axis=0), free.T)):
            for line in columns[~busy]:
                for cell in line[line >= 0]:
                    self._add_unless(line[line >= 0], int(cell))

    def _add_bridges(self, hidden: Flags) -> bool:
        """Say of hidden cells on no way round that they are of no use unless another cell of the
        same cut is hidden; say whether any was new."""
        before = len(self._cuts)
        free = self._column.reshape(hidden.shape)
        for row, column in np.argwhere(hidden & (free >= 0)).tolist():
            rows, columns = _reached(hidden, row, (row, column))
            if columns[column]:
                continue
            across = rows[:, None] ^ columns[None, :]
            if not (across & self._grid.primary).any():
                self._add_unless(free[across & (free >= 0)], int(free[row, column]))
        return len(self._cuts) > before

    def _add_unless(self, cells: Ints, cell: int) -> None:
        """Put in: a cell is hidden only if another of these is."""
        row = np.zeros(len(self._free), np.int64)
        row[cells] = 1
        row[cell] = -1
        self._cuts.setdefault(row.tobytes(), (row, 0.0))


def _reached(hidden: Flags, row: int, without: tuple[int, int]) -> tuple[Flags, Flags]:
    """Return the rows and columns that hidden cells tie to a row, without one of them."""
    ways = hidden.copy()
    ways[without] = False
    rows = np.zeros(hidden.shape[0], np.bool_)
    columns = np.zeros(hidden.shape[1], np.bool_)
    rows[row] = True
    for _ in range(sum(hidden.shape)):
        columns = np.asarray(ways[rows].any(axis=0), np.bool_)
        more: Flags = rows | ways[:, columns].any(axis=1)
        if (more == rows).all():
            break
        rows = more
    return rows, columns


class _Flow:
    """How much a network carries from the row of a cell to its column, through all others."""

    def __init__(self, net: TableNetwork) -> None:
        self._grid = net
        rows, columns = net.counts.shape
        row, column = np.indices((rows, columns))
        self._nodes = rows + columns
        most = max((abs(demand.people) for demand in net.demands), default=1)
        self._fine = max(1, min(_FINE, _MOST_CARRIED // (most * self._nodes)))
        tails = np.concatenate((row.ravel(), rows + column.ravel()))
        heads = np.concatenate((rows + column.ravel(), row.ravel()))
        order = np.lexsort((heads, tails))
        self._order, self._heads = order, heads[order].astype(np.int32)
        self._starts = np.searchsorted(tails[order], np.arange(self._nodes + 1)).astype(np.int32)

    def most(self, demand: RequiredChange, hidden: Floats) -> tuple[float, Floats]:
        """Return what can be carried where cells are hidden in parts, and the cells of the
        narrowest cut, each with what it can carry when it is hidden whole."""
        forth, back = self._room(demand)
        whole = np.concatenate(((forth * hidden).ravel(), (back * hidden).ravel()))
        parts = np.floor(whole * self._fine)
        room = csr_array(
            (parts[self._order].astype(np.int32), self._heads, self._starts),
            shape=(self._nodes, self._nodes),
        )
        end = self._grid.counts.shape[0] + demand.column
        found = maximum_flow(room, demand.row, end)
        left = room - found.flow
        left.eliminate_zeros()
        near = breadth_first_order(left, demand.row, return_predecessors=False)
        side = np.zeros(self._nodes, np.bool_)
        side[near] = True
        return found.flow_value / self._fine, self._across(side, forth, back)

    def single(self, demand: RequiredChange) -> tuple[Floats, Floats]:
        """Return the cuts with the row alone on one side, and with the column alone on the
        other."""
        forth, back = self._room(demand)
        alone = np.zeros(self._nodes, np.bool_)
        alone[demand.row] = True
        rest = np.ones(self._nodes, np.bool_)
        rest[self._grid.counts.shape[0] + demand.column] = False
        return self._across(alone, forth, back), self._across(rest, forth, back)

    def _room(self, demand: RequiredChange) -> tuple[Ints, Ints]:
        """Return what each cell can carry from its row to its column, and from column to row."""
        people, net = abs(demand.people), self._grid
        forth, back = (net.down, net.up) if demand.people > 0 else (net.up, net.down)
        forth, back = np.minimum(forth, people), np.minimum(back, people)
        forth[demand.row, demand.column] = back[demand.row, demand.column] = 0
        return forth, back

    def _across(self, side: NDArray[np.bool_], forth: Ints, back: Ints) -> Floats:
        rows = self._grid.counts.shape[0]
        near, far = side[:rows, None], side[None, rows:]
        cut: Floats = np.where(near & ~far, forth, 0) + np.where(~near & far, back, 0.0)
        return cut
