"""A two-way table with its margins as a network, and the cheapest ways to move people in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.disclosure.arrays import Flags, Floats, Ints

#: What a step through a cell that is hidden anyway costs: next to nothing, so short ways win.
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class RequiredChange:
    """The cell at (`row`, `column`) must be able to change by `people`, up or down, not by 0."""

    row: int
    column: int
    people: int


@dataclass(frozen=True)
class TableNetwork:
    """A table of counts with one more row and column for its margins, and the total in the corner.

    A change of the table is written with its margins negated, so that every row and column of the
    change is zero: `up` and `down` are how far each entry of it can go. `weights` are the prices
    of hiding; the corner is never hidden. `primary` are the cells with a requirement.
    """

    counts: Ints
    up: Ints
    down: Ints
    weights: Floats
    primary: Flags
    demands: tuple[RequiredChange, ...]


def as_network(inner: Ints, low: Ints, high: Ints, weights: Floats) -> TableNetwork:
    """Return the network of a table of inner cells.

    `low` and `high` are of the size with margins: what the interval of each cell must contain, and
    both its own count where nothing is required.
    """
    counts = with_margins(inner)
    rise, fall = np.maximum(high - counts, 0), np.maximum(counts - low, 0)
    far = max(int(rise.max()), int(fall.max()), 1)
    # no way needs to carry more than the largest demand
    up = np.minimum(counts[-1, -1] - counts, far)
    down = np.minimum(counts, far)
    for edge in (np.s_[:-1, -1], np.s_[-1, :-1]):
        up[edge], down[edge] = down[edge].copy(), up[edge].copy()
    up[-1, -1] = down[-1, -1] = 0
    sign = np.ones_like(counts)
    sign[:-1, -1] = sign[-1, :-1] = -1
    demands = [
        RequiredChange(int(i), int(j), int(way * sign[i, j] * people[i, j]))
        for people, way in ((rise, 1), (fall, -1))
        for i, j in np.argwhere(people > 0)
    ]
    # margins first, then what must move furthest
    size = counts.shape
    demands.sort(key=lambda d: (d.row < size[0] - 1 and d.column < size[1] - 1, -abs(d.people)))
    return TableNetwork(counts, up, down, weights, (rise > 0) | (fall > 0), tuple(demands))


def with_margins(inner: Ints) -> Ints:
    """Return a table with a row and a column of totals."""
    rows = np.concatenate((inner, inner.sum(axis=1, keepdims=True)), axis=1)
    return np.concatenate((rows, rows.sum(axis=0, keepdims=True)), axis=0)


def cheapest(net: TableNetwork, demand: RequiredChange, price: Floats) -> Ints | None:
    """Return a change of the table that meets a demand and goes through cheap cells, or None.

    `price` is for touching a cell at all; an infinite one keeps the cell as it is.
    """
    room = (net.up if demand.people > 0 else net.down)[demand.row, demand.column]
    if not np.isfinite(price[demand.row, demand.column]) or room < abs(demand.people):
        return None
    bold = _change(net, demand, price, bold=True)
    if bold is None or not price[bold != 0].any():
        return bold
    shy = _change(net, demand, price, bold=False)
    if shy is None or price[bold != 0].sum() <= price[shy != 0].sum():
        return bold
    return shy


def _change(net: TableNetwork, demand: RequiredChange, price: Floats, bold: bool) -> Ints | None:
    """Carry people round on the cheapest ways: `bold`, on one that takes all that are left where
    there is one; else on each as many as it takes, which never leaves hidden cells without need."""
    at, left, rising = (demand.row, demand.column), abs(demand.people), demand.people > 0
    change = np.zeros(net.counts.shape, np.int64)
    price = price + _STEP
    price[at] = np.inf
    while left:
        up, down = net.up - change, net.down + change
        forth, back = (down, up) if rising else (up, down)
        way: list[tuple[int, int]] = []
        for fewest in (left, 1) if bold and left > 1 else (1,):
            way = way or _way(
                np.where(forth >= fewest, price, np.inf),
                np.where(back >= fewest, price, np.inf),
                at,
            )
        if not way:
            return None
        carried = min(left, *(int((back if k % 2 else forth)[cell]) for k, cell in enumerate(way)))
        for k, cell in enumerate(way):
            change[cell] += carried if (k % 2 == 1) == rising else -carried
            price[cell] = _STEP
        left -= carried
    change[at] = demand.people
    return change


def _way(forth: Floats, back: Floats, at: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the cells of the cheapest way from a row to a column, or none.

    A step from a row to a column costs `forth`, one from a column to a row `back`.
    """
    start, end = at
    rows, columns = forth.shape
    to_row, to_column = np.full(rows, np.inf), np.full(columns, np.inf)
    from_row, from_column = np.full(columns, -1), np.full(rows, -1)
    to_row[start] = 0.0
    every_row, every_column = np.arange(rows), np.arange(columns)
    for _ in range(rows + columns):
        sums = to_row[:, None] + forth
        best = sums.argmin(axis=0)
        cost = sums[best, every_column]
        nearer = cost < to_column
        if not nearer.any():
            break
        to_column[nearer], from_row[nearer] = cost[nearer], best[nearer]
        sums = to_column[None, :] + back
        best = sums.argmin(axis=1)
        cost = sums[every_row, best]
        nearer = cost < to_row
        if not nearer.any():
            break
        to_row[nearer], from_column[nearer] = cost[nearer], best[nearer]
    if not np.isfinite(to_column[end]):
        return []
    way, column = [], end
    while True:
        row = int(from_row[column])
        way.append((row, column))
        if row == start:
            return way[::-1]
        column = int(from_column[row])
        way.append((row, column))


def hide(
    net: TableNetwork, hidden: Flags | None = None
) -> tuple[Flags, tuple[RequiredChange, ...]]:
    """Return what to hide so that every demand can be met, `hidden` included, and the demands that
    nothing can meet. Greedy, with a pool of changes that were found; then what is not needed is
    shown again, dearest first."""
    search = _Search(net, net.primary if hidden is None else net.primary | hidden)
    for k in range(len(net.demands)):
        search.meet(k)
    search.clean()
    return search.hidden, tuple(net.demands[k] for k in search.hopeless)


class _Search:
    """The state of one search: what is hidden, and the changes found so far."""

    def __init__(self, net: TableNetwork, hidden: Flags) -> None:
        self._grid = net
        self.hidden = hidden.copy()
        self.hopeless: list[int] = []
        self._at = (
            np.array([demand.row for demand in net.demands], np.intp),
            np.array([demand.column for demand in net.demands], np.intp),
        )
        self._people = np.array([demand.people for demand in net.demands], np.int64)
        self._changes: list[Ints] = []
        self._meets: list[Flags] = []
        self._times = np.zeros(len(net.demands), np.int64)

    def meet(self, k: int) -> None:
        """Hide what it takes to meet a demand, unless a known change meets it."""
        if self._times[k]:
            return
        price = np.where(self.hidden, 0.0, self._grid.weights)
        change = cheapest(self._grid, self._grid.demands[k], price)
        if change is None:
            self.hopeless.append(k)
            return
        self.hidden |= change != 0
        self._keep(change)

    def clean(self) -> None:
        """Show again what no demand needs hidden, dearest first."""
        spare = np.argwhere(self.hidden & ~self._grid.primary)
        weights = self._grid.weights
        order = sorted(((int(i), int(j)) for i, j in spare), key=lambda at: (-weights[at], at))
        for at in order:
            self._try_without(at)

    def _try_without(self, at: tuple[int, int]) -> None:
        through = [k for k, change in enumerate(self._changes) if change[at]]
        lost = (self._times > 0) & (self._times == sum((self._meets[k] for k in through), 0))
        self.hidden[at] = False
        price = np.where(self.hidden, 0.0, np.inf)
        found: list[Ints] = []
        while lost.any():
            k = int(np.argmax(lost))
            change = cheapest(self._grid, self._grid.demands[k], price)
            if change is None:
                self.hidden[at] = True
                return
            found.append(change)
            lost &= ~self._met_by(change)
        for k in reversed(through):
            self._times -= self._meets[k]
            del self._changes[k], self._meets[k]
        for change in found:
            self._keep(change)

    def _keep(self, change: Ints) -> None:
        meets = self._met_by(change)
        self._changes.append(change)
        self._meets.append(meets)
        self._times += meets

    def _met_by(self, change: Ints) -> Flags:
        """Say which demands a change meets, made forwards or backwards as often as it can be."""
        net = self._grid
        up, down = change > 0, change < 0
        forth = min(_times(net.up[up], change[up]), _times(net.down[down], -change[down]))
        back = min(_times(net.down[up], change[up]), _times(net.up[down], -change[down]))
        steps = change[self._at]
        met: Flags = np.where(
            (steps > 0) == (self._people > 0),
            np.abs(self._people) <= forth * np.abs(steps),
            np.abs(self._people) <= back * np.abs(steps),
        ) & (steps != 0)
        return met


def _times(room: Ints, steps: Ints) -> int:
    return int((room // steps).min()) if len(steps) else 0
