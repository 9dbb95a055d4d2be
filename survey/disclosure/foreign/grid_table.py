"""A sheet as somebody has it, as one two-way table: a cross-table, or one cell in each row.

It knows texts in rows and columns, and not what of them may be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from survey.disclosure.foreign.count_text import CountText, count_text, looks_like_value
from survey.disclosure.tables.counted_names import counts_people
from survey.disclosure.tables.plain_reading import LONGEST, MOST_CELLS, plain_name
from survey.table_files.table_file import Sheet

GridPlace = tuple[int, int]
#: Rows that may name columns.
_MOST_HEADS = 2


@dataclass(slots=True)
class GridTable:
    """A table as it stands in a sheet: names, what stands in its cells, and where.

    `words`: places of words outside of it. `long`: one cell in each row.
    """

    sheet: Sheet
    is_book: bool
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cells: list[list[CountText]] = field(default_factory=list)
    places: list[list[GridPlace]] = field(default_factory=list)
    words: list[GridPlace] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    long: bool = False

    def place(self, row: int, column: int) -> str:
        """Return how a person finds a cell."""
        letters, rest = "", column + 1
        while rest:
            rest, last = divmod(rest - 1, 26)
            letters = chr(ord("A") + last) + letters
        if self.is_book:
            return f"sheet “{self.sheet.name}”, cell {letters}{self.sheet.lines[row][0]}"
        return f"line {self.sheet.lines[row][0]}, column {column + 1}"


def grid_table(sheet: Sheet, *, is_book: bool) -> GridTable | None:
    """Return the table of a sheet, with all its problems; None where there is no number in it."""
    table = GridTable(sheet, is_book)
    used = [[bool(text.strip()) for text in row] for row in sheet.rows]
    if not any(looks_like_value(text) for row in sheet.rows for text in row):
        table.words = [(i, j) for i, row in enumerate(used) for j, one in enumerate(row) if one]
        return None
    head = next((i for i, row in enumerate(used) if sum(row) > 1), None)
    if head is None:
        table.problems.append(
            f"{table.place(0, 0)}: there is one column only. Write the names of the columns in the "
            "first row, and the names of the rows in the first column."
        )
        return table
    first = min(j for row in used[head:] for j, one in enumerate(row) if one)
    last = max(j for row in used[head:] if sum(row) > 1 for j, one in enumerate(row) if one)
    body = _body(table, used, head, first)
    if not body:
        if not table.problems:
            table.problems.append(
                f"{table.place(head, first)}: there is no row of counts below the names of the "
                "columns."
            )
        return table
    heads = list(range(head, body[0]))
    labels = _label_columns(table, body, first, last)
    if _is_long(table, body, first, last):
        labels = last - first
    if labels and last - first + 1 == labels + 1 and labels > 1:
        _read_long(table, heads, body, first, labels)
    else:
        _read_cross(table, heads, body, (first, last), max(labels, 1))
    inside = {*heads, *body}
    table.words = [
        (i, j) for i, row in enumerate(used) if i not in inside for j, one in enumerate(row) if one
    ]
    _check_names(table, heads[-1], first)
    table.problems += _counts_in_names(table, heads, body)
    return table


def _body(table: GridTable, used: list[list[bool]], head: int, first: int) -> list[int]:
    """Return the rows of counts; a row with words in it ends them."""
    rows = table.sheet.rows
    body: list[int] = []
    ended = False
    for i in range(head + 1, len(rows)):
        if not any(used[i]):
            ended = bool(body)
            continue
        values = [j for j, text in enumerate(rows[i]) if j > first and looks_like_value(text)]
        named = used[i][first] if first < len(used[i]) else False
        if not body and not named and i - head < _MOST_HEADS:
            continue
        if not body and not values and sum(used[i]) > 1 and i - head < _MOST_HEADS:
            continue
        if sum(used[i]) == 1:
            ended = bool(body)
            continue
        if not body and not values:
            table.problems.append(
                f"{table.place(i, first)}: a row without a count. Use one or two rows for the "
                "names of columns, and begin with the counts below them."
            )
            return []
        if ended:
            table.problems.append(
                f"{table.place(i, first)}: a second table begins here. Put each table on a sheet, "
                "or into a file, of its own."
            )
            return body
        body.append(i)
    return body


def _label_columns(table: GridTable, body: Sequence[int], first: int, last: int) -> int:
    """Return how many of the first columns hold names: all those before the first that holds a
    number in most of its rows."""
    for j in range(first, last + 1):
        texts = [_text(table, i, j) for i in body]
        values = sum(map(looks_like_value, texts))
        if 2 * values > len(texts) and (j > first or last == first):
            return j - first
    return 1


def _is_long(table: GridTable, body: Sequence[int], first: int, last: int) -> bool:
    """Say whether all columns but the last hold names, each with each: then numbers in them are
    names, such as years."""
    if last - first < 2:
        return False
    whole = [tuple(_text(table, i, j) for j in range(first, last)) for i in body]
    sizes = len({one[0] for one in whole}), len({one[1:] for one in whole})
    return min(sizes) > 1 and sizes[0] * sizes[1] == len(whole) == len(set(whole))


def _text(table: GridTable, i: int, j: int) -> str:
    row = table.sheet.rows[i]
    return " ".join(row[j].split()) if j < len(row) else ""


def _read_cross(
    table: GridTable, heads: Sequence[int], body: Sequence[int], ends: tuple[int, int], labels: int
) -> None:
    first, last = ends
    across = range(first + labels, last + 1)
    upper = _filled([_text(table, heads[0], j) for j in across])
    lower = [_text(table, heads[-1], j) for j in across]
    names = lower if len(heads) == 1 else [_joined(pair) for pair in zip(upper, lower, strict=True)]
    used = [k for k, j in enumerate(across) if names[k] or any(_text(table, i, j) for i in body)]
    for k in used:
        if not names[k]:
            table.problems.append(
                f"{table.place(heads[-1], across[k])}: the column has no name. Write one, of 1 to "
                f"{LONGEST} letters."
            )
    table.columns = [names[k] for k in used]
    outer = ""
    for i in body:
        parts = [_text(table, i, first + k) for k in range(labels)]
        if labels > 1:
            outer = parts[0] or outer
            parts[0] = outer
        table.rows.append(_joined(parts))
        table.cells.append([count_text(_text(table, i, across[k])) for k in used])
        table.places.append([(i, across[k]) for k in used])


def _read_long(
    table: GridTable, heads: Sequence[int], body: Sequence[int], first: int, labels: int
) -> None:
    """Read a table with one cell in each row: names in columns, and its count in the last one."""
    table.long = True
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    found: dict[tuple[str, str], int] = {}
    for i in body:
        parts = [_text(table, i, first + k) for k in range(labels)]
        for k, part in enumerate(parts):
            if not part:
                table.problems.append(
                    f"{table.place(i, first + k)}: it is empty. Write in each row what it counts."
                )
        pair = parts[0], _joined(parts[1:])
        if pair in found:
            table.problems.append(
                f"{table.place(i, first)}: “{_joined(parts)}” stands in an earlier row, too. Keep "
                "one of the two."
            )
        rows.setdefault(pair[0], len(rows))
        columns.setdefault(pair[1], len(columns))
        found[pair] = i
    if len(rows) * len(columns) > MOST_CELLS:
        return
    absent = [(row, column) for row in rows for column in columns if (row, column) not in found]
    for row, column in absent[:20]:
        table.problems.append(
            f"{table.place(body[-1], first)}: there is no row for “{row}, {column}”. Write one, "
            "with 0 where it is nobody: a row that is left out tells that, too."
        )
    count = first + labels
    if table.problems:  # one below the other: what is wrong with a count is told all the same
        table.cells = [[count_text(_text(table, i, count))] for i in body]
        table.places = [[(i, count)] for i in body]
        return
    table.rows, table.columns = list(rows), list(columns)
    table.cells = [[count_text(_text(table, found[r, c], count)) for c in columns] for r in rows]
    table.places = [[(found[r, c], count) for c in columns] for r in rows]


def _filled(texts: Sequence[str]) -> list[str]:
    """Return the upper names of columns, each of which holds until the next one."""
    found, last = [], ""
    for text in texts:
        last = text or last
        found.append(last)
    return found


def _joined(parts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _check_names(table: GridTable, head: int, first: int) -> None:
    if len(table.rows) * len(table.columns) > MOST_CELLS:
        table.problems.append(
            f"{table.place(head, first)}: the table has more than {MOST_CELLS} cells. Write a "
            "smaller one."
        )
    table.problems += [*_names(table, table.rows, "row"), *_names(table, table.columns, "column")]


def _counts_in_names(table: GridTable, heads: Sequence[int], body: Sequence[int]) -> Iterator[str]:
    """Say where a name tells how many people there are: “Women (n = 34)”."""
    counted = {place for row in table.places for place in row}
    for i in (*heads, *body):
        for j in range(len(table.sheet.rows[i])):
            if (i, j) not in counted and counts_people(_text(table, i, j)):
                yield (
                    f"{table.place(i, j)}: the name “{_text(table, i, j)[:40]}” tells a number of "
                    "people, which is not protected. Take the number out of the heading."
                )


def _names(table: GridTable, names: Sequence[str], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for k, name in enumerate(names):
        place = table.places[k][0] if what == "row" else table.places[0][k]
        if not plain_name(name) and what == "column":
            continue  # told with the place at which its name is missing
        if not plain_name(name) or len(name) > LONGEST:
            yield f"{table.place(*place)}: write a name for this {what}, of 1 to {LONGEST} letters."
        elif plain_name(name) in seen:
            yield (
                f"{table.place(*place)}: there are two {what}s “{name}”. Give each a name of its "
                "own."
            )
        seen.add(plain_name(name))
