"""Tables that somebody has in a file, read to be protected, and written again in the same shape.

It needs no instance. What is hidden is decided in `survey.disclosure`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from survey.answers.csv_text import plain_cell
from survey.disclosure.foreign.found_tables import CellAt, FoundTables, found_tables
from survey.disclosure.foreign.grid_table import GridPlace
from survey.disclosure.tables.counted_names import without_numbers
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_reading import (
    MOST_CELLS,
    MOST_PEOPLE,
    PlainFile,
    PlainPolicy,
    read_tables,
)
from survey.disclosure.tables.table_links import NumberedTable
from survey.errors import BadInput, Refused
from survey.reports.tables.sheet_model import WorkbookFacts
from survey.reports.tables.sheet_wording import HIDDEN_SHORTHAND
from survey.reports.tables.workbook_file import grid_file
from survey.table_files.table_rows import read_rows

_DIGIT = re.compile(r"\d")
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables of numbers are taken: thresholds, whether every table is `sensitive`, and what
    somebody says of numbers that could be something else."""

    policy: PlainPolicy
    sensitive: bool = False
    groups_only: bool = False
    are_counts: bool = False


@dataclass(frozen=True, slots=True)
class TablesGiven:
    """The tables of a file; `found` is where their numbers stand, None for a file of JSON."""

    plain: PlainFile
    found: FoundTables | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """Return what a person should know of how the file was read."""
        if self.found is None:
            return ()
        return (*self.found.file.notes, *self.found.said)


def is_json(content: bytes) -> bool:
    """Say whether a file is of JSON, and not of rows."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def tables_of_rows(name: str, stem: str, content: bytes, how: Reading) -> TablesGiven:
    """Return the tables of a CSV file or a workbook; BadInput lists every problem."""
    found = found_tables(
        read_rows(name, content), stem, groups_only=how.groups_only, are_counts=how.are_counts
    )
    plain = tuple(one.plain(sensitive=how.sensitive) for one in found.tables)
    return TablesGiven(PlainFile(how.policy, plain), found)


def tables_of_json(name: str, text: str) -> TablesGiven:
    """Return the tables of a file of JSON; BadInput lists every problem."""
    return TablesGiven(read_tables(text, name))


def published_tables(
    name: str, stem: str, content: bytes, *, groups_only: bool
) -> tuple[list[NumberedTable], tuple[str, ...]]:
    """Return the tables of a file that was published before, in which numbers may be hidden, and
    what a person should know of how it was read."""
    if is_json(content):
        tables, said = _published_json(name, stem, content), tuple[str, ...]()
    else:
        found = found_tables(
            read_rows(name, content), f"{stem} (published)", published=True, groups_only=groups_only
        )
        tables = [one.numbered for one in found.tables]
        said = (*found.file.notes, *found.said)
    for one in tables:
        if not _fits(one):
            raise BadInput(
                f"The numbers of “{one.id}” in {name} contradict each other.",
                kept="Nothing was written.",
                do="Check that sums in it are right, and that it is one table.",
            )
    return tables, said


def _fits(table: NumberedTable) -> bool:
    numbers = table.numbers
    if numbers[-1, -1] == HOLE:
        return True
    return PrintedTable(numbers).some_table is not None


def _published_json(name: str, stem: str, content: bytes) -> list[NumberedTable]:
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
        tables = [one for one in parsed["tables"] if "refused" not in one]
        found = [_numbered(one, f"{stem}, {one['id']} (published)") for one in tables]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadInput(
            f"{name} is no file of tables that were published.",
            kept="Nothing was written.",
            do="Give a protected.json, or a table as CSV or as a workbook. A table has at most "
            f"{MOST_CELLS} cells, and {MOST_PEOPLE} people.",
        ) from error
    if not found:
        raise BadInput(f"{name} holds no table.", do="Check that it is the right file.")
    return found


def _numbered(table: Mapping[str, Any], id_: str) -> NumberedTable:
    counts = [[_known(n) for n in row] for row in table["counts"]]
    rows, columns = tuple(map(str, table["rows"])), tuple(map(str, table["columns"]))
    if not 0 < len(rows) * len(columns) <= MOST_CELLS:
        raise ValueError("too many cells, or none")
    whole = np.full((len(rows) + 1, len(columns) + 1), HOLE)
    whole[:-1, :-1] = counts
    if "total" in table:
        whole[:-1, -1] = [_known(n) for n in table["row_totals"]]
        whole[-1, :-1] = [_known(n) for n in table["column_totals"]]
        whole[-1, -1] = _known(table["total"])
    elif not (whole[:-1, :-1] == HOLE).any():
        whole[:-1, -1], whole[-1, :-1] = whole[:-1, :-1].sum(axis=1), whole[:-1, :-1].sum(axis=0)
        whole[-1, -1] = whole[:-1, :-1].sum()
    return NumberedTable(id_, rows, columns, whole)


def _known(number: object) -> int:
    if number is None:
        return HOLE
    if type(number) is not int or not 0 <= number <= MOST_PEOPLE:
        raise ValueError("no number of people")
    return number


def require_free(given: TablesGiven, out: Path, stem: str) -> None:
    """Refuse to write where a file lies: it may be the only one with the true counts."""
    names = ["protected.json", "certificate.json"]
    if given.found is not None:
        names.append(f"{stem}{_ending(given.found)}")
    lies = next((out / one for one in names if (out / one).exists()), None)
    if lies is not None:
        raise Refused(
            f"{lies} is there already.",
            kept="It was left as it is, and nothing was written.",
            do="Name another folder to write into, or move away what lies there.",
        )


def _ending(found: FoundTables) -> str:
    return ".csv" if found.file.format == "csv" else ".xlsx"


@dataclass(frozen=True, slots=True)
class SameShape:
    """A protected file in the shape of the one that was given: how its name ends, its bytes, and
    the places of words that were left out since they hold a number."""

    ending: str
    content: bytes
    left_out: tuple[str, ...]


def same_shape(found: FoundTables, protected: Mapping[str, Any], facts: WorkbookFacts) -> SameShape:
    """Return protected tables in the shape of the file that they came from."""
    left_out: list[str] = []
    grids = [(found.file.sheets[k].name, rows) for k, rows in _grids(found, protected, left_out)]
    shown = (*left_out[:_MOST_PLACES], *(["…"] if len(left_out) > _MOST_PLACES else []))
    if found.file.format != "csv":
        return SameShape(_ending(found), grid_file(grids, facts), shown)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=found.file.separator or ",", lineterminator="\r\n")
    for _, rows in grids:
        for row in rows:
            cells = [plain_cell(v) if isinstance(v, str) else v for v in row]
            writer.writerow(cells if any(v != "" for v in cells) or len(cells) > 1 else [])
    return SameShape(_ending(found), text.getvalue().encode("utf-8"), shown)


def _grids(
    found: FoundTables, protected: Mapping[str, Any], left_out: list[str]
) -> Iterator[tuple[int, list[list[int | str]]]]:
    printed = {one["id"]: one for one in protected["tables"]}
    numbers: dict[int, dict[GridPlace, int | None]] = {}
    for one in found.tables:
        known = numbers.setdefault(one.sheet, {})
        for place, at in one.places.items():
            known.setdefault(place, _number(printed[one.numbered.id], at))
    words = sorted(set(found.words))
    for k, sheet in enumerate(found.file.sheets):
        if sheet.hidden:
            continue
        grid: list[list[int | str]] = [list(row) for row in sheet.rows]
        for place, number in numbers.get(k, {}).items():
            grid[place[0]][place[1]] = HIDDEN_SHORTHAND if number is None else number
        if any(one.sheet == k and "refused" in printed[one.numbered.id] for one in found.tables):
            _leave_out_numbers(grid, numbers.get(k, {}))
        for owner, (i, j) in words:
            if owner == k and _DIGIT.search(str(grid[i][j])):
                grid[i][j] = ""
                left_out.append(f"{sheet.name or 'line'} {sheet.lines[i][0]}")
        yield k, grid


def _leave_out_numbers(grid: list[list[int | str]], counted: Mapping[GridPlace, object]) -> None:
    """Leave numbers out of the headings of a sheet with a table of which nothing is printed."""
    for i, row in enumerate(grid):
        for j, text in enumerate(row):
            if isinstance(text, str) and (i, j) not in counted:
                row[j] = without_numbers(text)


def _number(table: Mapping[str, Any], at: CellAt) -> int | None:
    row, column = at
    found: int | None
    if row < 0:
        found = table["total"] if column < 0 else table["column_totals"][column]
    else:
        found = table["row_totals"][row] if column < 0 else table["counts"][row][column]
    return found


def require_used(unused: Sequence[str]) -> None:
    """Refuse with BadInput what was published of other people, as far as names and numbers show."""
    if unused:
        names = " and ".join(f"“{one}”" for one in unused)
        raise BadInput(
            f"{names}: neither names nor numbers show what of it is in these tables, so it cannot "
            "be taken into account.",
            kept="Nothing was written.",
            do="Give rows and columns the same names as there. Where people have gone since, or "
            "where it is about other people, leave it out.",
        )
