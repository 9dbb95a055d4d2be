"""What ties two tables of a file that have other totals: the same rows or columns in both, one that
is part of the other, and several that come to one.

Found by names and by arithmetic, as in `table_links`. It must not know a file or how hiding works.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.tables.plain_fitting import HOLE
from survey.disclosure.tables.table_links import (
    NumberedTable,
    TableLink,
    own_name,
    part_links,
    same_name,
)

#: Tables of which every choice is tried as the parts of one.
_TRIED = 12
#: So many numbers above 0 that are the same make a row that is the same by chance unlikely.
_SURE = 2


def inside_links(one: NumberedTable, other: NumberedTable) -> tuple[TableLink, ...]:
    """Return which cells of two tables count the same people, and which of one are part of the
    other's, where every number of both is known."""
    ways = [tuple(_same_cells(one, other, seen)) for seen in (other, other.turned)]
    same = {(link.one, link.other): link for link in max(ways, key=len)}
    parts = part_links(one, other) or part_links(other, one)
    alike = one.numbers[-1, -1] == other.numbers[-1, -1]
    more = (TableLink(link.one, link.other, part=not alike) for link in parts)
    told = {frozenset((*a, *b)) for a, b in same}
    return (*same.values(), *(x for x in more if frozenset((*x.one, *x.other)) not in told))


def _same_cells(
    one: NumberedTable, other: NumberedTable, seen: NumberedTable
) -> Iterator[TableLink]:
    """Return links of the cells of rows, or of columns, of one name with the same numbers."""
    rows, columns = _common(one.rows, seen.rows), _common(one.columns, seen.columns)
    mine, theirs = (_inner(t, rows, columns, k) for k, t in enumerate((one, seen)))
    ends = (len(one.rows), len(seen.rows)), (len(one.columns), len(seen.columns))
    pairs: dict[tuple[tuple[int, int], tuple[int, int]], None] = {}
    whole = [
        len(shared) == len(a) == len(b)
        for shared, a, b in ((rows, one.rows, seen.rows), (columns, one.columns, seen.columns))
    ]
    for row in _chosen(rows, _same_lines(mine, theirs)):
        pairs |= dict.fromkeys(_crossed([row], [*columns, *([ends[1]] if whole[1] else [])]))
    for column in _chosen(columns, _same_lines(mine.T, theirs.T)):
        pairs |= dict.fromkeys(_crossed([*rows, *([ends[0]] if whole[0] else [])], [column]))
    if _same_margins(one.numbers[:, -1], seen.numbers[:, -1], rows):
        pairs |= dict.fromkeys(_crossed(rows, [ends[1]]))
    if _same_margins(one.numbers[-1], seen.numbers[-1], columns):
        pairs |= dict.fromkeys(_crossed([ends[0]], columns))
    for at, there in pairs:
        yield TableLink((one.name(*at),), (own_name(seen, other, there),))


def _common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of names that are in both."""
    at = {same_name(name): i for i, name in enumerate(one)}
    found = [(at.get(same_name(name), -1), k) for k, name in enumerate(other)]
    return [pair for pair in found if pair[0] >= 0]


def _inner(
    table: NumberedTable, rows: list[tuple[int, int]], columns: list[tuple[int, int]], which: int
) -> Ints:
    across, down = [pair[which] for pair in rows], [pair[which] for pair in columns]
    inner: Ints = table.numbers[np.ix_(across, down)] if rows and columns else np.zeros((0, 0), int)
    return inner


def _same_lines(one: Ints, other: Ints) -> Flags:
    """Say of each row whether it is the same in both, and hardly by chance."""
    if not one.size:
        return np.zeros(len(one), np.bool_)
    same: Flags = (one == other).all(axis=1)
    if same.all() and np.count_nonzero(one) >= _SURE:
        return same
    sure: Flags = same & (np.count_nonzero(one, axis=1) >= _SURE)
    return sure


def _same_margins(one: Ints, other: Ints, shared: list[tuple[int, int]]) -> bool:
    told = [(int(one[i]), int(other[k])) for i, k in shared]
    return sum(a > 0 for a, _ in told) >= _SURE and all(a == b for a, b in told)


def _chosen(lines: list[tuple[int, int]], same: Flags) -> list[tuple[int, int]]:
    return [line for line, is_same in zip(lines, same, strict=False) if is_same]


def _crossed(
    rows: list[tuple[int, int]], columns: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    return (((i, j), (k, m)) for i, k in rows for j, m in columns)


def come_to_one(new: NumberedTable, others: Sequence[NumberedTable]) -> tuple[str, ...]:
    """Return the ids of tables that come together to another one, as women and men do to all, where
    the new one is the whole or a part; none where no numbers show that.

    Tables that hold whole rows or columns of the other are left out: links tell all of those.
    """
    for whole in (new, *others):
        placed = {
            one.id: numbers
            for one in (new, *others)
            if one is not whole and (numbers := _placed(one, whole)) is not None
        }
        if whole is not new and new.id not in placed:
            continue
        sizes = range(2, (len(placed) if len(placed) <= _TRIED else 2) + 1)
        for choice in (one for size in sizes for one in combinations(placed, size)):
            if whole is not new and new.id not in choice:
                continue
            if _is_sum([placed[name] for name in choice], whole.numbers):
                return (whole.id, *choice)
    return ()


def _placed(part: NumberedTable, whole: NumberedTable) -> Ints | None:
    """Return the numbers of a table at the places of another that holds its people and more; None
    where it does not, or where its rows or columns are those of the other."""
    if not part_links(whole, part):
        return None
    for seen in (part, part.turned):
        rows, columns = _common(whole.rows, seen.rows), _common(whole.columns, seen.columns)
        if len(rows) == len(seen.rows) and len(columns) == len(seen.columns):
            break
    ends = [(len(whole.rows), len(seen.rows)), (len(whole.columns), len(seen.columns))]
    numbers = np.zeros_like(whole.numbers)
    for at, there in _crossed([*rows, ends[0]], [*columns, ends[1]]):
        numbers[at] = seen.numbers[there]
    inner, all_of = numbers[:-1, :-1], whole.numbers[:-1, :-1]
    for mine, theirs in ((inner, all_of), (inner.T, all_of.T)):
        if ((mine == theirs).all(axis=1) | ~mine.any(axis=1)).all():
            return None
    return numbers


def _is_sum(parts: list[Ints], whole: Ints) -> bool:
    """Say whether tables come to another one as far as numbers are known, and its total is."""
    if sum(int(part[-1, -1]) for part in parts) != int(whole[-1, -1]):
        return False
    known = np.logical_and.reduce([one != HOLE for one in (*parts, whole)])
    return bool((np.sum(parts, axis=0) == whole)[known].all())
