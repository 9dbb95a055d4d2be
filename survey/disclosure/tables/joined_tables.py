"""Tables that share people as one system of sums, and whole tables that show what it leaves open.

What is shown is made of what is printed alone. It must not know a file or a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import lcm

import numpy as np

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.reader.ranges import SumArrays, demanded, propagated
from survey.disclosure.reader.whole_tables import Pieces, Search, needed, whole
from survey.disclosure.system.linear_system import ANYTHING, Cell, CellRule, Role, System, ZeroSum
from survey.disclosure.tables.plain_fitting import HOLE
from survey.disclosure.tables.table_links import NumberedTable, TableLink

#: How often all tables are looked at together.
_FRAMES = 40
#: A margin is this much dearer to hide than an inner cell.
_MARGIN = 3.0
#: Whole tables of which the differences lead to others that fit.
_STEPS_FROM = 24
_AT_ONCE = 32
#: Cells that may move when tables that fit are counted, and moves that are made two at a time.
_FREE, _TOGETHER = 120, 30


@dataclass(frozen=True, slots=True, eq=False)
class JoinedTable:
    """One table of several: its numbers, and what of them is hidden.

    `published`: it was printed before, so it stands as it is. `open`: of its hidden numbers nothing
    may be told; of one published before that tells on itself, that is lost.
    """

    numbered: NumberedTable
    holes: Flags
    t: int
    zeros: bool = False
    published: bool = False
    open: bool = True

    def cells(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Return the names of all cells, margins last in each row and column, and their places."""
        for at in np.ndindex(self.numbered.numbers.shape):
            row, column = int(at[0]), int(at[1])
            yield self.numbered.name(row, column), (row, column)

    def lines(self) -> Iterator[list[str]]:
        """Return the names of the cells of each row and column, the last the sum of the others."""
        height, width = self.numbered.numbers.shape
        for i in range(height):
            yield [self.numbered.name(i, j) for j in range(width)]
        for j in range(width):
            yield [self.numbered.name(i, j) for i in range(height)]


@dataclass(frozen=True, eq=False)
class JoinedTables:
    """Tables and what ties them; numbers that are not known are 0."""

    tables: tuple[JoinedTable, ...]
    links: tuple[TableLink, ...]

    @cached_property
    def sums(self) -> SumArrays:
        """Return all cells and sums; more people than before are cells of their own."""
        cells = {cell.id: cell for table in self.tables for cell in _cells(table)}
        lines: dict[ZeroSum, None] = {}
        for table in self.tables:
            for line in table.lines():
                lines[((line[-1], 1), *((name, -1) for name in line[:-1]))] = None
        for k, link in enumerate(self.links):
            terms = (*((name, 1) for name in link.one), *((name, -1) for name in link.other))
            if link.part:
                more = self._more(k, link, cells)
                cells[more.id] = more
                terms = (*terms, (more.id, -1))
            lines[terms] = None
        most = max((int(table.numbered.numbers[-1, -1]) for table in self.tables), default=0)
        return SumArrays(System(most, cells, tuple(lines)))

    def _more(self, k: int, link: TableLink, cells: dict[str, Cell]) -> Cell:
        """Return the cell of those who are in a table, and not in one that is part of it."""
        count = sum(cells[name].count for name in link.one)
        count -= sum(cells[name].count for name in link.other)
        table = self._of[link.one[0]]
        known = all(cells[name].role == "known" for name in (*link.one, *link.other))
        needs_no_rule = table.published or not table.open or known
        other = self._of[link.other[0]]
        strict = CellRule(max(table.t, other.t), table.zeros or other.zeros)
        rule = None if needs_no_rule else strict
        return Cell(f"more/{k}", count, "", role="printable", rule=rule)

    @cached_property
    def _of(self) -> dict[str, JoinedTable]:
        return {name: table for table in self.tables for name, _ in table.cells()}

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Return the cells that are not printed."""
        names = {name for table in self.tables for name, at in table.cells() if table.holes[at]}
        more = {
            f"more/{k}"
            for k, link in enumerate(self.links)
            if link.part and names.intersection((*link.one, *link.other))
        }
        return frozenset(names | more)

    @cached_property
    def ranges(self) -> tuple[Ints, Ints]:
        """Return the least and most of every cell by following one sum after the other to the end;
        ValueError where the numbers contradict each other."""
        low, high = self.sums.ranges(self.hidden, (), 1)
        for i, cell in enumerate(self.sums.cells):
            # what a difference of two numbers is follows from them
            if cell.id.startswith("more/") and cell.id.count("/") == 1:
                low[i], high[i] = 0, self.sums.system.total
        return propagated(self.sums.matrix, low, high)

    def some(self) -> Ints | None:
        """Return whole people for every cell that agree with all that is known, or None."""
        try:
            low, high = self.ranges
        except ValueError:
            return None
        return whole(self._pieces, np.zeros(len(low)), low, high, thorough=True)

    @cached_property
    def _pieces(self) -> Pieces:
        fixed = np.array([cell.role == "known" for cell in self.sums.cells], np.bool_)
        return Pieces(self.sums.matrix, fixed)

    def shown(self) -> JoinedProof:
        """Return whole tables that show both ends of each cell that is not printed, and what
        nothing shows."""
        try:
            low, high = self.ranges
        except ValueError:
            return JoinedProof(self, ())
        demand = demanded(self.sums, self.hidden, low, high)
        cost = np.zeros(len(low))
        cost[demand.places[::2]], cost[demand.places[1::2]] = 1, -1
        start = whole(self._pieces, cost, low, high, thorough=True)
        if start is None:
            return JoinedProof(self, ())
        search = Search(self._pieces, start)
        search.around(start, demand, low, high)
        search.everywhere(demand, low, high, most=_FRAMES, thorough=True)
        unmet = {self.sums.cells[place].id for place, _ in search.waiting(demand)}
        tables = needed(search.joined(), demand)
        return JoinedProof(self, tuple(tables), tuple(sorted(unmet)), tuple(self._lonely(high)))

    def _lonely(self, high: Ints) -> Iterator[str]:
        at = self.sums.at
        for table in self.tables:
            for line in table.lines() if not table.published else ():
                if sum(high[at[name]] > 0 for name in line[:-1]) == 1:
                    yield line[-1]


@dataclass(frozen=True, eq=False)
class JoinedProof:
    """Whole tables, one number for each cell; `unmet`: cells that they cannot show empty or large;
    `lonely`: rows and columns, by their margins, in which everybody is in one cell."""

    joined: JoinedTables
    tables: tuple[Ints, ...]
    unmet: tuple[str, ...] = ()
    lonely: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Say whether nothing is told."""
        return bool(self.tables) and not self.unmet and not self.lonely

    def numbers(self) -> Iterator[tuple[str, list[int]]]:
        """Return each cell of a table with its number in every whole table."""
        for i, cell in enumerate(self.joined.sums.cells):
            if cell.id.count("/") > 1:
                yield cell.id, [int(table[i]) for table in self.tables]

    def at_least(self, most: int) -> int:
        """Return how many whole tables fit, up to `most`, as far as some steps from those found
        lead: there may be more."""
        low, high = self.joined.ranges
        free = np.flatnonzero(low < high)[:_FREE]
        moves = _moves(self.joined.sums.matrix.toarray(), free)
        found = {tuple(one.tolist()) for one in (*_between(self.tables[:_STEPS_FROM]), *moves)}
        found |= {tuple(-n for n in one) for one in found}
        steps = np.array(sorted(found), np.int64)
        seen = {table.tobytes() for table in self.tables}
        queue = list(self.tables)
        while queue and len(seen) < most and len(steps):
            now, queue = np.array(queue[:_AT_ONCE]), queue[_AT_ONCE:]
            others = (now[:, None] + steps).reshape(-1, now.shape[1])
            for other in others[((others >= low) & (others <= high)).all(axis=1)]:
                if other.tobytes() not in seen:
                    seen.add(other.tobytes())
                    queue.append(other)
        return min(most, len(seen))


def _between(tables: Sequence[Ints]) -> Iterator[Ints]:
    """Return the ways from each table to each other, cut to the shortest of whole people."""
    for one, other in combinations(tables, 2):
        step = other - one
        size = int(np.gcd.reduce(step))
        if size:
            yield step // size


def _moves(matrix: Ints, free: Ints) -> Iterator[Ints]:
    """Return changes of free cells that leave every sum as it is: one for each cell that others
    follow from, and of two of these together."""
    rows = [[Fraction(int(n)) for n in row] for row in matrix[:, free] if row.any()]
    pivots: list[int] = []
    for j in range(len(free)):
        k = next((k for k in range(len(pivots), len(rows)) if rows[k][j]), None)
        if k is None:
            continue
        at = len(pivots)
        rows[at], rows[k] = rows[k], rows[at]
        rows[at] = [n / rows[at][j] for n in rows[at]]
        for i, row in enumerate(rows):
            if i != at and row[j]:
                rows[i] = [n - row[j] * m for n, m in zip(row, rows[at], strict=True)]
        pivots.append(j)
    found = []
    for j in (j for j in range(len(free)) if j not in pivots):
        move = [Fraction(0)] * len(free)
        move[j] = Fraction(1)
        for at, pivot in enumerate(pivots):
            move[pivot] = -rows[at][j]
        size = lcm(*(n.denominator for n in move))
        whole = np.zeros(matrix.shape[1], np.int64)
        whole[free] = [int(n * size) for n in move]
        found.append(whole)
    yield from found
    for one, other in combinations(found[:_TOGETHER], 2):
        yield from (one + other, one - other)


def _cells(table: JoinedTable) -> Iterator[Cell]:
    numbers = table.numbered.numbers
    height, width = numbers.shape
    for name, at in table.cells():
        count = 0 if numbers[at] == HOLE else int(numbers[at])
        margins = (at[0] == height - 1) + (at[1] == width - 1)
        is_known = not table.holes[at] and (table.published or margins == 2)
        rule = CellRule(table.t, table.zeros) if table.open and not is_known else None
        weight = (1 + np.log1p(count) / 10) * (_MARGIN if margins else 1)
        role: Role = "known" if is_known else "printable"
        surely = (0, ANYTHING)
        yield Cell(name, count, "", "", float(weight), role=role, rule=rule, surely=surely)
