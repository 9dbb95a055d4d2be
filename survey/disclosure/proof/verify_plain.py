"""Does a certificate prove that plain tables give nobody away? Read this once, top to bottom.

It trusts nothing else: no solver, and not the program that made the two. What is proven, and what
is not, says docs/disclosure-tables.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

FORMAT = "survivor-survey-certificate/2"
FLOOR, FEWEST_CELLS = 5, 16
TABLE = {"id", "rows", "columns", "counts", "sensitive", "row_totals", "column_totals", "total"}
CellBounds = dict[str, tuple[int, int]]


def wrong_in_tables(printed: Any, certificate: Any) -> Iterator[str]:
    """Return what is wrong, one sentence each; nothing means that the tables are proven.

    Cells, sums, thresholds and what must be shown follow from `printed` and from the floors above;
    the certificate brings whole tables that fit, and nothing else.
    """
    found = [*_wrong_policy(printed), *_wrong_certificate(printed, certificate)]
    names = [table["id"] for table in printed["tables"]]
    if len(set(names)) < len(names):
        found.append("Two tables have the same name.")
    shapes = [problem for table in printed["tables"] for problem in _wrong_shape(table)]
    yield from [*found, *shapes]
    if found or shapes:
        return
    open_ = [table for table in printed["tables"] if "refused" not in table]
    order = sorted(name for table in open_ for row in _names(table) for name in row)
    if any(len(whole) != len(order) for whole in certificate["tables"]):
        yield "A table of the certificate does not have one number for each cell."
        return
    whole = [dict(zip(order, numbers, strict=True)) for numbers in certificate["tables"]]
    for table in open_:
        policy = printed["policy"]
        t = policy["threshold_sensitive" if table["sensitive"] else "threshold"]
        yield from _wrong_table(table, t, whole)


def _wrong_policy(printed: Any) -> Iterator[str]:
    policy = printed["policy"]
    if set(printed) != {"policy", "tables"} or set(policy) != {"threshold", "threshold_sensitive"}:
        yield "The release has something that does not belong there, or not all of it."
    low, high = policy["threshold"], policy["threshold_sensitive"]
    if type(low) is not int or type(high) is not int or not FLOOR <= low <= high:
        yield "The thresholds of the policy are too low."


def _wrong_certificate(printed: Any, c: Any) -> Iterator[str]:
    text = json.dumps(printed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    if set(c) != {"format", "release", "tables"} or c["format"] != FORMAT:
        yield "The certificate is not of the form that this program reads."
        return
    if c["release"] != hashlib.sha256(text.encode()).hexdigest():
        yield "The certificate was made for another release than this one."
    if type(c["tables"]) is not list or not c["tables"]:
        yield "The certificate has no table."
    elif any(type(n) is not int or n < 0 for whole in c["tables"] for n in whole):
        yield "The certificate has something that is no number of people."


def _wrong_shape(table: Any) -> Iterator[str]:
    """The table has what it should, and a number or nothing for each row, column and total."""
    name, refused = table["id"], "refused" in table
    texts = [name, *table["rows"], *table["columns"]]
    if refused:
        said = table["refused"]
        texts += [said["reason"], *said["next_steps"]]
        if set(said) != {"reason", "next_steps"} or type(said["next_steps"]) is not list:
            yield f"{name} does not say why it is refused."
    if set(table) - {"refused"} != TABLE or type(table["sensitive"]) is not bool:
        yield f"{name} has something that does not belong there, or not all of it."
    if any(type(text) is not str or not text.strip() for text in texts):
        yield f"{name} has a name or a text that is none."
    for key in ("rows", "columns"):
        if type(table[key]) is not list or len(set(table[key])) < len(table[key]) or not table[key]:
            yield f"The {key} of {name} are not a list of different names."
    rows, columns = len(table["rows"]), len(table["columns"])
    numbers = [*table["counts"], table["row_totals"], table["column_totals"]]
    sizes = [len(line) for line in numbers]
    flat = [n for line in numbers for n in line] + [table["total"]]
    if sizes != [columns] * rows + [rows, columns]:
        yield f"{name} does not have a number for each row and column."
    elif refused and any(n is not None for n in flat):
        yield f"{name} is refused, and has a number all the same."
    elif any(n is not None and (type(n) is not int or n < 0) for n in flat):
        yield f"{name} has something that is no number of people."
    elif not refused and table["total"] is None:
        yield f"{name} does not say how many people are in it."


def _wrong_table(table: Any, t: int, whole: list[dict[str, int]]) -> Iterator[str]:
    """What is printed is large enough, every table fits, and they show both ends of what is not."""
    names, zeros = _names(table), table["sensitive"]
    inner = [*table["counts"], table["column_totals"]]
    ends = [*table["row_totals"], table["total"]]
    shown = {
        name: n
        for row, line, end in zip(names, inner, ends, strict=True)
        for name, n in zip(row, [*line, end], strict=True)
    }
    lines = [*names, *(list(column) for column in zip(*names, strict=True))]
    if table["total"] < t:
        yield f"{table['id']} has too few people in it to be printed."
    if len(table["rows"]) * len(table["columns"]) < FEWEST_CELLS and None in shown.values():
        yield f"{table['id']} has too few cells to hide anything in it."
    for name, n in shown.items():
        if n is not None and n < t and (n or zeros) and name != names[-1][-1]:
            yield f"{name} is printed, and tells about too few people."
    for k, numbers in enumerate(whole):
        if any(n not in (None, numbers[name]) for name, n in shown.items()):
            yield f"Table {k} of the certificate contradicts a printed number of {table['id']}."
        if any(numbers[line[-1]] != sum(numbers[name] for name in line[:-1]) for line in lines):
            yield f"Table {k} of the certificate does not add up in {table['id']}."
    bounds = _bounds(shown, lines, table["total"])
    for line in lines:
        if sum(bounds[name][1] > 0 for name in line[:-1]) == 1:
            yield f"All people of {line[-1]} are surely in one cell."
    for name, n in shown.items():
        low, high = bounds[name]
        if n is None and low < t and (high > 0 or zeros):
            counts = [numbers[name] for numbers in whole]
            if min(counts) > 0 or max(counts) < t:
                yield f"No table shows that {name} may be nobody, or none that it may be {t}."


def _bounds(shown: dict[str, Any], lines: list[list[str]], total: int) -> CellBounds:
    """The least and most of each cell, by following one sum after the other until nothing changes.

    Each of the numbers lies between the ends of another only as long as some table fits."""
    bounds = {name: (0, total) if n is None else (n, n) for name, n in shown.items()}
    before: CellBounds = {}
    while before != bounds and all(low <= high for low, high in bounds.values()):
        before = dict(bounds)
        for *parts, end in lines:
            low, high = (sum(bounds[name][k] for name in parts) for k in (0, 1))
            bounds[end] = (max(bounds[end][0], low), min(bounds[end][1], high))
            for name in parts:
                least, most = bounds[name]
                bounds[name] = (
                    max(least, bounds[end][0] - (high - most)),
                    min(most, bounds[end][1] - (low - least)),
                )
                low, high = (
                    x + bounds[name][k] - y for k, (x, y) in enumerate(((low, least), (high, most)))
                )
    return bounds


def _names(table: Any) -> list[list[str]]:
    """The names of the cells of a table, its totals last."""
    rows, columns = ([*map(str, range(len(table[key]))), "*"] for key in ("rows", "columns"))
    return [[f"{table['id']}/{row}/{column}" for column in columns] for row in rows]
