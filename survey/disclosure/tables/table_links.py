"""Which cells of two tables count the same people, and which of one are part of the other's.

Found by names and by arithmetic, so a link may be there by chance: then more is hidden than needs
to be. It must not know a file or how hiding works.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations

import numpy as np

from survey.disclosure.arrays import Ints
from survey.disclosure.tables.plain_fitting import HOLE
from survey.disclosure.tables.plain_reading import plain_name

#: Rows or columns of which every choice is tried as the parts of one.
_TRIED = 12
#: So many rows with other names, all with the same margins, are the same rows.
_FEWEST = 3
#: Tables of which one has fewer people by less than one in so many have nearly as many.
_NEARLY = 5

#: Rows, or columns, of one table that are together the same people as some of another.
AxisGroups = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class NumberedTable:
    """A table with its names, and its numbers with margins; HOLE where one is not known."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: Ints

    @property
    def turned(self) -> NumberedTable:
        """Return the table with its rows as columns."""
        return NumberedTable(self.id, self.columns, self.rows, self.numbers.T)

    def name(self, row: int, column: int) -> str:
        """Return the name of a cell, as certificates have it."""
        at = "*" if row == len(self.rows) else str(row)
        return f"{self.id}/{at}/{'*' if column == len(self.columns) else column}"


@dataclass(frozen=True, slots=True)
class TableLink:
    """Names of cells of one table and of another that hold as many people; or, where `part`, at
    least as many: those of the other are some of the people of the one."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    part: bool = False


@dataclass(frozen=True, slots=True)
class SharedAxes:
    """What two tables have in common: groups of the rows and of the columns of the first beside
    those of the second, which is `turned` where its rows are like the columns of the first."""

    one: NumberedTable
    other: NumberedTable
    turned: bool = False
    rows: AxisGroups = ()
    columns: AxisGroups = ()

    @property
    def axes(self) -> tuple[tuple[int, int], ...]:
        """Return the axes that are the same, 0 for rows and 1 for columns, of the first and of the
        second."""
        pairs = ((0, 1), (1, 0)) if self.turned else ((0, 0), (1, 1))
        shared = zip(pairs, (self.rows, self.columns), strict=True)
        return tuple(pair for pair, groups in shared if groups)

    @property
    def links(self) -> tuple[TableLink, ...]:
        """Return which cells hold the same people."""
        return tuple(_tied(self)) if self.rows or self.columns else ()


def shared_axes(one: NumberedTable, other: NumberedTable) -> SharedAxes:
    """Return what two tables have in common; nothing where no name or number shows it."""
    if not _may_equal(one.numbers[-1, -1], other.numbers[-1, -1]):
        return SharedAxes(one, other)
    ways = [
        SharedAxes(one, other, turned, *_shared(one, other.turned if turned else other))
        for turned in (False, True)
    ]
    return max(ways, key=lambda way: len(way.rows) + len(way.columns))


def nearly_alike(tables: Sequence[NumberedTable]) -> tuple[tuple[str, str], ...]:
    """Return pairs of tables with a grouping of the same names and nearly as many people that share
    nothing: some people of one may lack an answer in the other."""
    seen: dict[frozenset[str], list[NumberedTable]] = {}
    pairs: dict[tuple[str, str], None] = {}
    for table in tables:
        for names in (table.rows, table.columns):
            alike = seen.setdefault(frozenset(map(same_name, names)), [])
            for one in alike if len(names) > 1 else ():
                totals = sorted(int(each.numbers[-1, -1]) for each in (one, table))
                if _NEARLY * (totals[1] - totals[0]) < totals[1] and one is not table:
                    pairs[one.id, table.id] = None
            alike.append(table)
    by_id = {table.id: table for table in tables}
    return tuple((one, other) for one, other in pairs if not _is_tied(by_id[one], by_id[other]))


def _is_tied(one: NumberedTable, other: NumberedTable) -> bool:
    """Say whether two tables are protected together, all of one with all of the other."""
    return bool(shared_axes(one, other).links or part_links(one, other) or part_links(other, one))


def part_links(one: NumberedTable, other: NumberedTable) -> tuple[TableLink, ...]:
    """Return which cells of one table hold the people of another's and more, by names alone; none
    where their names differ or a number does not fit."""
    for turned in (other, other.turned):
        rows, columns = _by_name(one.rows, turned.rows), _by_name(one.columns, turned.columns)
        if rows is None or columns is None:
            continue
        pairs = [
            ((i, j), (k, m))
            for i, k in (*rows, (len(one.rows), len(turned.rows)))
            for j, m in (*columns, (len(one.columns), len(turned.columns)))
        ]
        if all(int(turned.numbers[less]) <= int(one.numbers[more]) for more, less in pairs):
            return tuple(
                TableLink((one.name(*more),), (own_name(turned, other, less),), part=True)
                for more, less in pairs
            )
    return ()


def own_name(seen: NumberedTable, table: NumberedTable, at: tuple[int, int]) -> str:
    """Return the name of a cell of a table that may be seen turned."""
    return table.name(*(at if seen is table else at[::-1]))


def _by_name(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return the places of the second names among the first; None where one is missing."""
    at = {same_name(name): i for i, name in enumerate(one)}
    found = [(at.get(same_name(name), -1), k) for k, name in enumerate(other)]
    return None if any(i < 0 for i, _ in found) else found


@lru_cache(maxsize=20_000)
def same_name(name: str) -> str:
    """Return a name as it is compared between tables."""
    return plain_name(name).casefold()


def _shared(one: NumberedTable, other: NumberedTable) -> tuple[AxisGroups, AxisGroups]:
    """Return the groups of rows, and of columns, that two tables have in common; an axis with none
    is empty."""
    rows = _axis(one, other, ())
    columns = _axis(one.turned, other.turned, rows)
    rows = _axis(one, other, columns) or rows
    if rows and columns and _agree(one, other, rows, columns):
        return rows, columns
    rows = rows if _is_told(one, other, rows) else ()
    columns = columns if _is_told(one.turned, other.turned, columns) else ()
    if rows and columns:
        return (rows, ()) if len(rows) >= len(columns) else ((), columns)
    return rows, columns


def _is_told(one: NumberedTable, other: NumberedTable, rows: AxisGroups) -> bool:
    """Say whether every margin of some rows is known: names alone do not show the same people."""
    margins = [table.numbers[:-1, -1] for table in (one, other)]
    return not any(
        (margins[0][list(a)] == HOLE).any() or (margins[1][list(b)] == HOLE).any() for a, b in rows
    )


def _axis(one: NumberedTable, other: NumberedTable, across: AxisGroups) -> AxisGroups:
    """Return the groups of rows of two tables; `across` are the columns that they share."""
    lines = [_collapsed(one.numbers, [a for a, _ in across])]
    lines.append(_collapsed(other.numbers, [b for _, b in across]))
    names = [{same_name(name): i for i, name in enumerate(table.rows)} for table in (one, other)]
    same = [(names[0][name], names[1][name]) for name in names[0] if name in names[1]]
    if not same and not across:
        return _renamed(*lines)
    if any(not _alike(lines[0][i], lines[1][k]) for i, k in same):
        if not across:
            return ()
        return _axis(one, other, ())
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((i,), (k,)) for i, k in same]
    left = [i for i in range(len(one.rows)) if i not in {i for i, _ in same}]
    right = [k for k in range(len(other.rows)) if k not in {k for _, k in same}]
    for k in list(right):
        parts = _parts(lines[0], left, lines[1][k])
        if parts:
            found.append((parts, (k,)))
            right.remove(k)
            left = [i for i in left if i not in parts]
    for i in list(left):
        parts = _parts(lines[1], right, lines[0][i])
        if parts:
            found.append(((i,), parts))
            left.remove(i)
            right = [k for k in right if k not in parts]
    if left and right:
        found.append((tuple(left), tuple(right)))
    elif lines[0][left].any() or lines[1][right].any():
        return ()
    return tuple(found) if len(found) > 1 else ()


def _renamed(one: Ints, other: Ints) -> AxisGroups:
    """Return each row of one table beside that of another with the same margin, where all have
    one and no two are the same."""
    places = [{int(line[-1]): i for i, line in enumerate(lines)} for lines in (one, other)]
    if HOLE in places[0] or len(places[0]) < max(_FEWEST, len(one)) or len(other) != len(one):
        return ()
    if places[0].keys() != places[1].keys():
        return ()
    return tuple(((i,), (places[1][margin],)) for margin, i in places[0].items())


def _collapsed(numbers: Ints, groups: list[tuple[int, ...]]) -> Ints:
    """Return for each row its sums over groups of columns, and its margin; HOLE where unknown."""
    columns = [numbers[:-1, list(group)] for group in groups]
    sums = [np.where((one == HOLE).any(axis=1), HOLE, one.sum(axis=1)) for one in columns]
    return np.stack([*sums, numbers[:-1, -1]], axis=1)


def _parts(lines: Ints, left: list[int], whole: Ints) -> tuple[int, ...]:
    """Return the lines, two or more, or one of another name, that add up to a whole one."""
    if not left or not whole.any() or (whole == HOLE).any() or (lines[left] == HOLE).any():
        return ()
    size = len(left)
    runs = (tuple(left[i:k]) for i in range(size) for k in range(i + 1, size + 1))
    some = (
        chain.from_iterable(combinations(left, n) for n in range(2, size))
        if size <= _TRIED
        else combinations(left, 2)
    )
    for choice in chain(runs, some):
        if np.array_equal(lines[list(choice)].sum(axis=0), whole):
            return choice
    return ()


def _may_equal(one: int, other: int) -> bool:
    return HOLE in (one, other) or one == other


def _alike(one: Ints, other: Ints) -> bool:
    return bool(np.all((one == other) | (one == HOLE) | (other == HOLE)))


def _agree(one: NumberedTable, other: NumberedTable, rows: AxisGroups, columns: AxisGroups) -> bool:
    """Say whether all that is known of both is the same, and something is."""
    told = []
    for a, b in rows:
        for c, d in columns:
            first, second = one.numbers[np.ix_(a, c)], other.numbers[np.ix_(b, d)]
            if not (first == HOLE).any() and not (second == HOLE).any():
                told.append((int(first.sum()), int(second.sum())))
    return any(first for first, _ in told) and all(first == second for first, second in told)


def _tied(shared: SharedAxes) -> Iterator[TableLink]:
    one, other = shared.one, shared.other
    seen = other.turned if shared.turned else other
    ends = (((len(one.rows),), (len(seen.rows),)), ((len(one.columns),), (len(seen.columns),)))
    across = [*shared.rows, ends[0]]
    down = [*shared.columns, ends[1]]
    for a, b in across:
        for c, d in down:
            if (a, c) == (ends[0][0], ends[1][0]):
                continue
            mine = tuple(one.name(i, j) for i in a for j in c)
            theirs = tuple(own_name(seen, other, (i, j)) for i in b for j in d)
            yield TableLink(mine, theirs)
