"""Tables of others, read from the rows of a file: what is in them, and where each number stands.

It must not know where the file lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from survey.disclosure.arrays import Ints
from survey.disclosure.foreign.grid_table import GridPlace, GridTable, grid_table
from survey.disclosure.foreign.sums_inside import SumsInside, sums_inside
from survey.disclosure.tables.plain_fitting import HOLE
from survey.disclosure.tables.plain_reading import MOST_CELLS, PlainTable
from survey.disclosure.tables.table_links import NumberedTable
from survey.disclosure.tables.table_network import with_margins
from survey.errors import BadInput
from survey.table_files.table_file import TableFile

_MOST_SAID = 30
#: Shares of a whole that were rounded come to this much less or more than 100.
_OFF = 1

#: A cell of a table: its row and column, -1 for its margins.
CellAt = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class FoundTable:
    """A table of a file: its names, its numbers with margins, HOLE where one is not given, and in
    which cells of which sheet they stand."""

    numbered: NumberedTable
    sheet: int
    places: dict[GridPlace, CellAt]

    def plain(self, *, sensitive: bool) -> PlainTable:
        """Return a table of which every number is given."""
        inner = self.numbered.numbers[:-1, :-1]
        counts = tuple(tuple(int(count) for count in row) for row in inner)
        one = self.numbered
        return PlainTable(one.id, one.rows, one.columns, counts, sensitive)


@dataclass(slots=True)
class FoundTables:
    """All tables of a file; `words`: the sheets' places of words outside of tables; `said`: what a
    person should know of how they were read."""

    file: TableFile
    tables: list[FoundTable] = field(default_factory=list)
    words: list[tuple[int, GridPlace]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def found_tables(
    file: TableFile,
    name: str,
    *,
    published: bool = False,
    groups_only: bool = False,
    are_counts: bool = False,
) -> FoundTables:
    """Return the tables of a file, each called `name`, with that of its sheet where there are more;
    BadInput lists every problem with its place.

    In what was `published` numbers may be hidden. `groups_only`: no row or column is a sum unless
    it is named so; `are_counts`: numbers that come to 100 are counts all the same.
    """
    found = FoundTables(file)
    problems: list[str] = []
    grids: list[tuple[int, GridTable]] = []
    for k, sheet in enumerate(file.sheets):
        if sheet.hidden:
            found.said.append(f"The sheet “{sheet.name}” is hidden, so it was left out.")
            continue
        grid = grid_table(sheet, is_book=file.format != "csv")
        if grid is None:
            found.words += [
                (k, (i, j)) for i, row in enumerate(sheet.rows) for j, one in enumerate(row) if one
            ]
            continue
        found.words += [(k, place) for place in grid.words]
        grids.append((k, grid))
    if not grids:
        problems.append("There is no table of numbers in it.")
    for k, grid in grids:
        own = f"{name}, {grid.sheet.name}" if len(grids) > 1 else name
        wrong = [*grid.problems, *_cell_problems(grid, published)]
        shares = [] if are_counts or published else list(_percentages(grid))
        if wrong or shares:
            problems += [*wrong, *shares, *([] if shares else _doubts_beside(grid, groups_only))]
        else:
            problems += _take(found, k, grid, own, groups_only)
    _refuse(file.name, problems)
    return found


def _refuse(name: str, problems: Sequence[str]) -> None:
    if problems:
        count = len(problems)
        more = [f"… and {count - _MOST_SAID} more."] if count > _MOST_SAID else []
        raise BadInput(
            f"{name} cannot be used: {count} problem{'' if count == 1 else 's'}.",
            kept="Nothing was written.",
            do="\n".join([*problems[:_MOST_SAID], *more]),
        )


def _cell_problems(grid: GridTable, published: bool) -> Iterable[str]:
    hidden = 0
    for row, places in zip(grid.cells, grid.places, strict=True):
        for cell, place in zip(row, places, strict=True):
            if cell.wrong:
                text = grid.sheet.rows[place[0]][place[1]] if _is_there(grid, place) else ""
                shown = f" “{' '.join(text.split())[:30]}”" if text.strip() else ""
                yield f"{grid.place(*place)}:{shown} {cell.wrong}."
            elif cell.hidden and not published:
                hidden += 1
                if hidden == 1:
                    yield (
                        f"{grid.place(*place)}: a number is hidden already. What else has to be "
                        "hidden can be told only from all true counts: give the table as it was "
                        "before, and what was published of it beside it."
                    )


def _is_there(grid: GridTable, place: GridPlace) -> bool:
    return place[1] < len(grid.sheet.rows[place[0]])


def _percentages(grid: GridTable) -> Iterable[str]:
    """Say where whole numbers look like shares of a whole: each row, or each column, comes to
    100."""
    counts = [[cell.count for cell in row] for row in grid.cells]
    if not counts or any(count is None or count > 100 for row in counts for count in row):
        return
    whole = np.array(counts, np.int64)
    for what, sums in (("row", whole.sum(axis=1)), ("column", whole.sum(axis=0))):
        parts = whole.shape[1 if what == "row" else 0]
        full = [np.abs(sums - goal) <= _OFF for goal in (100, 200)]
        if parts > 1 and len(sums) > 1 and any(bool(one.all()) for one in full):
            yield (
                f"{grid.place(*grid.places[0][0])}: every {what} comes to 100, as percentages do. "
                "Write how many people these are; or say, with the option for that, that they "
                "are counts."
            )
            return


def _take(found: FoundTables, k: int, grid: GridTable, name: str, groups_only: bool) -> list[str]:
    """Put the tables of a sheet in: the one of all groups, and those of sums of them."""
    numbers, rows, columns = _sums(grid, groups_only)
    where = grid.place(*grid.places[0][0])
    if doubts := _doubts(grid, rows, columns):
        return doubts
    if len(rows.basic) < 2 or len(columns.basic) < 2:
        return [
            f"{where}: there are counts of one grouping only, beside sums. Give a table with two "
            "or more rows and two or more columns of groups: one column cannot be protected by "
            "hiding."
        ]
    if any(cell.fewer for row in grid.cells for cell in row):
        found.said.append(
            f"{name}: a sign such as “<5” tells that fewer are there. That is out; it was taken as "
            "hidden."
        )
    found.said += _said(name, "row", grid.rows, rows)
    found.said += _said(name, "column", grid.columns, columns)
    found.tables += _tables(k, grid, name, numbers, (rows, columns))
    return []


def _sums(grid: GridTable, groups_only: bool) -> tuple[Ints, SumsInside, SumsInside]:
    """Return the numbers of a sheet, and which of its rows and columns are sums."""
    numbers = np.array(
        [[HOLE if cell.count is None else cell.count for cell in row] for row in grid.cells],
        np.int64,
    )
    rows = sums_inside(grid.rows, numbers, groups_only=groups_only)
    return numbers, rows, sums_inside(grid.columns, numbers.T, groups_only=groups_only)


def _doubts_beside(grid: GridTable, groups_only: bool) -> list[str]:
    """Return what is wrong with sums in a sheet that cannot be used for other reasons anyway."""
    few = 0 < len(grid.rows) * len(grid.columns) <= MOST_CELLS
    return _doubts(grid, *_sums(grid, groups_only)[1:]) if few else []


def _doubts(grid: GridTable, rows: SumsInside, columns: SumsInside) -> list[str]:
    """Return doubts with their places; where one wrong number makes two, of a row and a column,
    only that of the row, and where the two cross."""
    of_rows = [(grid.places[one.row][one.column], one.said) for one in rows.doubts]
    of_columns = [(grid.places[one.column][one.row], one.said) for one in columns.doubts]
    if len(of_rows) != 1 or len(of_columns) != 1:
        return [f"{grid.place(*at)}: {said}" for at, said in (*of_rows, *of_columns)]
    (row,), (column,), ((at, said),) = rows.doubts, columns.doubts, of_rows
    crossing = grid.places[column.column][row.column]
    also = f" “{grid.columns[column.row]}” does not fit either: look first at the number in "
    return [f"{grid.place(*at)}: {said}{f'{also}{grid.place(*crossing)}.' * (crossing != at)}"]


def _said(name: str, what: str, names: Sequence[str], sums: SumsInside) -> Iterable[str]:
    for k in sums.totals:
        yield f"{name}: the {what} “{names[k]}” is the sum of all others."
    for k, run in sums.parts.items():
        parts = ", ".join(f"“{names[i]}”" for i in run[:3]) + (" …" if len(run) > 3 else "")
        yield f"{name}: the {what} “{names[k]}” is the sum of {parts}."


def _tables(
    k: int,
    grid: GridTable,
    name: str,
    numbers: Ints,
    sums: tuple[SumsInside, SumsInside],
) -> Iterator[FoundTable]:
    """Return the table of all groups; and for sums of some of them tables of their own, which are
    protected with it as tables about the same people."""
    rows, columns = sums
    yield _table(k, grid, name, numbers, (list(rows.basic), list(columns.basic)), sums)
    for by_rows, by_columns, what in ((0, 1, "columns"), (1, 0, "rows"), (1, 1, "both")):
        if (by_rows and not rows.parts) or (by_columns and not columns.parts):
            continue
        axes = (_lines(rows, summed=by_rows), _lines(columns, summed=by_columns))
        if min(map(len, axes)) > 1:
            yield _table(k, grid, f"{name}, sums of {what}", numbers, axes, sums)


def _lines(sums: SumsInside, *, summed: int) -> list[int]:
    if not summed:
        return list(sums.basic)
    taken = {i for run in sums.parts.values() for i in run}
    return sorted({*sums.parts, *(i for i in sums.basic if i not in taken)})


def _table(
    k: int,
    grid: GridTable,
    name: str,
    numbers: Ints,
    axes: tuple[list[int], list[int]],
    sums: tuple[SumsInside, SumsInside],
) -> FoundTable:
    rows, columns = axes
    ends = [*enumerate(rows), *((-1, i) for i in sums[0].totals)]
    sides = [*enumerate(columns), *((-1, j) for j in sums[1].totals)]
    places = {grid.places[i][j]: (a, b) for a, i in ends for b, j in sides}
    names = tuple(grid.rows[i] for i in rows), tuple(grid.columns[j] for j in columns)
    given = (sums[0].totals[:1], sums[1].totals[:1])
    return FoundTable(NumberedTable(name, *names, _whole(numbers, axes, given)), k, places)


def _whole(
    numbers: Ints,
    axes: tuple[list[int], list[int]],
    totals: tuple[tuple[int, ...], tuple[int, ...]],
) -> Ints:
    """Return a table with its margins: those that are given, else worked out where all is given."""
    inner = numbers[np.ix_(*axes)]
    if not (inner == HOLE).any():
        return with_margins(inner)
    whole = np.full((inner.shape[0] + 1, inner.shape[1] + 1), HOLE)
    whole[:-1, :-1] = inner
    for i in totals[0]:
        whole[-1, :-1] = numbers[i, axes[1]]
    for j in totals[1]:
        whole[:-1, -1] = numbers[axes[0], j]
    for i in totals[0]:
        for j in totals[1]:
            whole[-1, -1] = numbers[i, j]
    for lines in (whole, whole.T, whole):
        for line in lines:
            if line[-1] == HOLE and not (line[:-1] == HOLE).any():
                line[-1] = line[:-1].sum()
    return whole
