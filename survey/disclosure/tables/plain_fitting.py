"""What a reader of one printed two-way table can make of it: bounds, whole tables, how many fit.

It knows printed numbers and holes, never a true count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise

import numpy as np

from survey.disclosure.arrays import Flags, Ints

RowAndColumn = tuple[int, int]

#: What stands in a sheet where a number is hidden.
HOLE = -1
#: With up to so many hidden cells that nothing else fixes, every round of cells is tried.
_EVERY_ROUND = 8
#: With more, so many rounds are tried: those that close with one such cell each.
_MOST_ROUNDS = 48
#: Tables are told apart by one number each; so many are taken on at once.
_MIX = np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE = 32
#: Each round is made so many times, on average, to walk away from a table.
_TURNS = 3


@dataclass(frozen=True, eq=False)
class PrintedTable:
    """A printed table with its margins in the last row and column, and holes; its total stands.

    Changes of it are written with the margins negated, so that each row and column of one is zero.
    """

    numbers: Ints

    @cached_property
    def holes(self) -> Flags:
        """Return where a number is hidden."""
        return np.asarray(self.numbers == HOLE, np.bool_)

    @cached_property
    def sign(self) -> Ints:
        """Return -1 for the margins, 1 for all else."""
        sign = np.ones_like(self.numbers)
        sign[:-1, -1] = sign[-1, :-1] = -1
        return sign

    @cached_property
    def bounds(self) -> tuple[Ints, Ints]:
        """Return the least and most of each cell by following one sum after the other to the
        end."""
        least = np.where(self.holes, 0, self.numbers)
        most = np.where(self.holes, self.numbers[-1, -1], self.numbers)
        while True:
            before = least.copy(), most.copy()
            _tighten(least, most)
            _tighten(least.T, most.T)
            if np.array_equal(before[0], least) and np.array_equal(before[1], most):
                return least, most

    @cached_property
    def some_table(self) -> Ints | None:
        """Return one whole table that fits, the same for everybody; None where nothing fits."""
        table = np.where(self.holes, 0, self.numbers)
        signed = table * self.sign
        if _settle(self, table, -signed.sum(axis=1), -signed.sum(axis=0)):
            return table
        return None

    def moved(self, table: Ints, at: RowAndColumn, people: int, still: Flags) -> Ints | None:
        """Return a table that fits in which one cell is changed by so many people and those that
        are `still` are as they were, or None."""
        other = table.copy()
        other[at] += people
        if other[at] < 0 or still[at]:
            return None
        rows, columns = (np.zeros(size, np.int64) for size in table.shape)
        rows[at[0]] = columns[at[1]] = -people * self.sign[at]
        kept = still.copy()
        kept[at] = True
        return other if _settle(self, other, rows, columns, kept) else None

    @cached_property
    def rounds(self) -> tuple[Ints, ...]:
        """Return changes of one person that lead from a table that fits to others: all that cannot
        be made of smaller ones where few cells are free, else one for each of the first free
        cells."""
        closing, first = _closing(self.holes)
        if len(closing) > _EVERY_ROUND:
            longer = [first(at) for at in closing[:_MOST_ROUNDS]]
            return (*_squares(self.holes), *longer)
        return tuple(_every_round([first(at) for at in closing]))

    def at_least(self, starts: Sequence[Ints], most: int) -> int:
        """Return how many tables fit, up to `most`, counted from those that are known to.

        Exact where the rounds are all there are; else there may be more.
        """
        steps = np.array([m * self.sign for m in self.rounds], np.int64)
        steps = np.concatenate((steps, -steps)).reshape(-1, self.numbers.size)
        if len(steps) == 2:
            return min(most, sum(_times(starts[0].ravel(), step) for step in steps) + 1)
        name = np.arange(1, self.numbers.size + 1, dtype=np.uint64) ** 3 * _MIX | np.uint64(1)
        queue = np.array([start.ravel() for start in starts], np.int64)
        seen = set((queue.astype(np.uint64) @ name).tolist())
        while len(queue) and len(seen) < most:
            others = (queue[:_AT_ONCE, None] + steps).reshape(-1, self.numbers.size)
            others = others[(others >= 0).all(axis=1)]
            names = dict(zip((others.astype(np.uint64) @ name).tolist(), count(), strict=False))
            new = [at for one, at in names.items() if one not in seen]
            queue = np.concatenate((queue[_AT_ONCE:], others[new]))
            seen |= names.keys()
        return min(most, len(seen))

    def walked(self, table: Ints, chance: Callable[[int], int]) -> Ints:
        """Return a table that fits, as far from a given one as rounds of cells lead, each made as
        often as `chance` says of so many times that it can be."""
        moves = [move * self.sign for move in self.rounds]
        table = table.copy()
        for _ in range(_TURNS * len(moves)):
            move = moves[chance(len(moves))]
            back, forth = _times(table, move), _times(table, -move)
            table += (chance(back + forth + 1) - back) * move
        return table


def _times(table: Ints, move: Ints) -> int:
    """Return how often a change can be taken back from a table."""
    rising = move > 0
    return int((table[rising] // move[rising]).min())


def _tighten(least: Ints, most: Ints) -> None:
    """Narrow every cell by the sum of its row, the last of which is the sum of the others."""
    parts, whole = np.s_[:, :-1], np.s_[:, -1]
    low, high = least[parts].sum(axis=1), most[parts].sum(axis=1)
    least[whole] = np.maximum(least[whole], low)
    most[whole] = np.minimum(most[whole], high)
    others_high = most[whole][:, None] - (low[:, None] - least[parts])
    others_low = least[whole][:, None] - (high[:, None] - most[parts])
    most[parts] = np.minimum(most[parts], others_high)
    least[parts] = np.maximum(least[parts], others_low)


def _settle(
    sheet: PrintedTable, table: Ints, rows: Ints, columns: Ints, still: Flags | None = None
) -> bool:
    """Change hidden cells of a table in place until nothing is left over, the shortest ways first;
    say whether that was possible. `rows`, `columns`: what is missing in them, margins negated."""
    free = sheet.holes if still is None else sheet.holes & ~still
    rising = sheet.sign > 0
    while rows.any() or columns.any():
        may_rise = free & (rising | (table > 0))
        may_fall = free & (~rising | (table > 0))
        way = _way(may_rise, may_fall, rows, columns)
        if not way:
            return False
        starts_low = len(way) and way[0][2] < 0
        first = way[0][1] if starts_low else way[0][0]
        people = abs(int((columns if starts_low else rows)[first]))
        last = way[-1][1] if way[-1][2] > 0 else way[-1][0]
        people = min(people, abs(int((columns if way[-1][2] > 0 else rows)[last])))
        for i, j, step in way:
            if step * int(sheet.sign[i, j]) < 0:
                people = min(people, int(table[i, j]))
        for i, j, step in way:
            table[i, j] += step * people * sheet.sign[i, j]
            rows[i] -= step * people
            columns[j] -= step * people
    return True


def _way(may_rise: Flags, may_fall: Flags, rows: Ints, columns: Ints) -> list[tuple[int, int, int]]:
    """Return the cells of a shortest way, with 1 for those that rise and -1 for those that fall,
    from what has too little to what has too much, or none."""
    height, width = may_rise.shape
    from_column, from_row = np.full(height, -1), np.full(width, -1)
    seen_rows, seen_columns = rows > 0, columns < 0
    near_rows, near_columns = seen_rows.copy(), seen_columns.copy()
    while near_rows.any() or near_columns.any():
        at = np.flatnonzero(near_rows)
        new = np.flatnonzero(may_rise[at].any(axis=0) & ~seen_columns)
        from_row[new] = at[may_rise[at][:, new].argmax(axis=0)] if len(new) else -1
        back = np.flatnonzero(near_columns)
        more = np.flatnonzero(may_fall[:, back].any(axis=1) & ~seen_rows)
        from_column[more] = back[may_fall[more][:, back].argmax(axis=1)] if len(more) else -1
        near_rows, near_columns = np.zeros(height, np.bool_), np.zeros(width, np.bool_)
        near_rows[more] = near_columns[new] = True
        seen_rows, seen_columns = seen_rows | near_rows, seen_columns | near_columns
        ends = [
            *((0, int(j)) for j in new if columns[j] > 0),
            *((1, int(i)) for i in more if rows[i] < 0),
        ]
        if ends:
            return _back(ends[0], from_row, from_column)
    return []


def _back(end: tuple[int, int], from_row: Ints, from_column: Ints) -> list[tuple[int, int, int]]:
    way, (is_row, at) = [], end
    while (from_column if is_row else from_row)[at] >= 0:
        if is_row:
            before = int(from_column[at])
            way.append((at, before, -1))
        else:
            before = int(from_row[at])
            way.append((before, at, 1))
        is_row, at = 1 - is_row, before
    return way[::-1]


def _closing(holes: Flags) -> tuple[list[RowAndColumn], Callable[[RowAndColumn], Ints]]:
    """Return the hidden cells that would close a round among those before them, and what makes the
    round of one of them: people move through it and through cells that close none."""
    height, width = holes.shape
    near: dict[int, list[int]] = {node: [] for node in range(height + width)}
    part = list(range(height + width))
    closing = []
    for i, j in np.argwhere(holes).tolist():
        one, other = part[i], part[height + j]
        if one == other:
            closing.append((i, j))
            continue
        near[i].append(height + j)
        near[height + j].append(i)
        part = [one if name == other else name for name in part]

    def first(at: RowAndColumn) -> Ints:
        start, end = height + at[1], at[0]
        before = {start: start}
        queue = [start]
        for node in queue:  # it grows meanwhile
            for after in near[node]:
                if after not in before:
                    before[after] = node
                    queue.append(after)
        move = np.zeros(holes.shape, np.int64)
        move[at] = 1
        node = end
        while node != start:
            step, node = (node, before[node]), before[node]
            move[min(step), max(step) - height] = -1 if step[0] < height else 1
        return move

    return closing, first


def _every_round(first: list[Ints]) -> Iterator[Ints]:
    """Return every round of cells, each once, made of those of the closing cells."""
    if not first:
        return
    through = np.zeros((1, *first[0].shape), np.bool_)
    for move in first:
        through = np.concatenate((through, through ^ (move != 0)))
    two = np.isin(through.sum(axis=1), (0, 2)).all(axis=1) & np.isin(
        through.sum(axis=2), (0, 2)
    ).all(axis=1)
    for cells in through[two]:
        move = _alternating(cells)
        if move.any() and np.array_equal(move != 0, cells):
            yield move


def _alternating(cells: Flags) -> Ints:
    """Return a change that goes round through cells of which each row and column has two or none;
    it leaves some out where they are more than one round."""
    move = np.zeros(cells.shape, np.int64)
    left = cells.copy()
    i, j = divmod(int(cells.argmax()), cells.shape[1])
    step = 1
    while left[i, j]:
        move[i, j], left[i, j] = step, False
        if step > 0 and left[i].any():
            j = int(left[i].argmax())
        elif step < 0 and left[:, j].any():
            i = int(left[:, j].argmax())
        step = -step
    return move


def _squares(holes: Flags) -> list[Ints]:
    """Return rounds through two rows and two columns, the first of them."""
    found: list[Ints] = []
    height = holes.shape[0]
    for one, other in ((i, k) for i in range(height) for k in range(i + 1, height)):
        columns = np.flatnonzero(holes[one] & holes[other]).tolist()
        for left, right in pairwise(columns):
            move = np.zeros(holes.shape, np.int64)
            move[one, left] = move[other, right] = 1
            move[one, right] = move[other, left] = -1
            found.append(move)
            if len(found) == _MOST_ROUNDS:
                return found
    return found
