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
SHAPE = {"id", "rows", "columns", "counts", "row_totals", "column_totals", "total"}
TABLE, BEFORE = SHAPE | {"sensitive"}, SHAPE | {"keeps"}
KEYS = {"policy", "tables"}
CellBounds = dict[str, tuple[int, int]]
#: Cells with a factor each, which come to nothing together.
PlainSum = tuple[tuple[str, int], ...]


def wrong_in_tables(printed: Any, certificate: Any) -> Iterator[str]:
    """Return what is wrong, one sentence each; nothing means that the tables are proven.

    Cells, sums, thresholds and what must be shown follow from `printed` and from the floors above;
    the certificate brings whole tables that fit, and nothing else.
    """
    found = [*_wrong_policy(printed), *_wrong_certificate(printed, certificate)]
    before = printed.get("published", [])
    names = [table["id"] for table in (*before, *printed["tables"])]
    if len(set(names)) < len(names):
        found.append("Two tables have the same name.")
    shapes = [problem for table in printed["tables"] for problem in _wrong_shape(table, TABLE)]
    shapes += [problem for table in before for problem in _wrong_shape(table, BEFORE)]
    yield from [*found, *shapes]
    if found or shapes:
        return
    open_ = [*before, *(table for table in printed["tables"] if "refused" not in table)]
    order = sorted(name for table in open_ for row in _names(table) for name in row)
    if any(len(whole) != len(order) for whole in certificate["tables"]):
        yield "A table of the certificate does not have one number for each cell."
        return
    links = printed.get("links", [])
    wrong = [problem for link in links for problem in _wrong_link(link, set(order))]
    yield from wrong
    if not wrong:
        whole = [dict(zip(order, numbers, strict=True)) for numbers in certificate["tables"]]
        yield from _wrong_tables(printed, open_, _ties(links), whole)


def _wrong_policy(printed: Any) -> Iterator[str]:
    policy = printed["policy"]
    known = set(printed) in (KEYS, KEYS | {"published", "links"})
    if not known or set(policy) != {"threshold", "threshold_sensitive"}:
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


def _wrong_shape(table: Any, keys: set[str]) -> Iterator[str]:
    """The table has what it should, and a number or nothing for each row, column and total."""
    name, refused = table["id"], "refused" in table
    texts = [name, *table["rows"], *table["columns"]]
    if refused:
        said = table["refused"]
        texts += [said["reason"], *said["next_steps"]]
        if set(said) != {"reason", "next_steps"} or type(said["next_steps"]) is not list:
            yield f"{name} does not say why it is refused."
    flag = "sensitive" if keys is TABLE else "keeps"
    extra = {"refused"} if keys is TABLE else set[str]()
    if set(table) - extra != keys or type(table[flag]) is not bool:
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
    elif not refused and keys is TABLE and table["total"] is None:
        yield f"{name} does not say how many people are in it."


def _wrong_link(link: Any, cells: set[str]) -> Iterator[str]:
    """A link names cells of some people, and cells of the same people or of some of them."""
    if set(link) not in ({"cells", "same_as"}, {"cells", "at_least"}):
        yield "A link between tables is not of the form that this program reads."
    elif not all(type(part) is list and part and set(part) <= cells for part in link.values()):
        yield "A link between tables names a cell that is not there."


def _ties(links: Any) -> list[PlainSum]:
    """What holds between tables; those who came since a table of before are a cell of their own."""
    ties = []
    for k, link in enumerate(links):
        less = link["at_least"] if "at_least" in link else link["same_as"]
        tie = [*((name, 1) for name in link["cells"]), *((name, -1) for name in less)]
        ties.append((*tie, (f"more/{k}", -1)) if "at_least" in link else tuple(tie))
    return ties


def _is_more(tie: PlainSum) -> bool:
    """Those who came since have a name that no cell of a table has."""
    return tie[-1][0].count("/") == 1


def _wrong_tables(
    printed: Any, open_: list[Any], ties: list[PlainSum], whole: list[dict[str, int]]
) -> Iterator[str]:
    """Every table fits what is printed, and they show both ends of what is not."""
    shown = {name: n for table in open_ for name, n in _numbers(table).items()}
    came = [tie for tie in ties if _is_more(tie)]
    shown.update(dict.fromkeys(tie[-1][0] for tie in came))
    for numbers in whole:
        for tie in came:
            numbers[tie[-1][0]] = sum(factor * numbers[name] for name, factor in tie[:-1])
    for k, numbers in enumerate(whole):
        if any(sum(factor * numbers[name] for name, factor in tie) for tie in ties):
            yield f"Table {k} of the certificate does not have the same people in linked tables."
        if any(n < 0 for n in numbers.values()):
            yield f"Table {k} of the certificate has fewer people than were there before."
    sums = [_sum(line) for table in open_ for line in _lines(table)]
    most = max((n for n in shown.values() if n is not None), default=0)
    bounds = _bounds(shown, [*sums, *ties], most)
    policy = printed["policy"]
    of: dict[str, tuple[int, bool]] = {}
    for table in open_:
        sensitive = table.get("sensitive", False)
        t = policy["threshold_sensitive" if sensitive else "threshold"]
        if table.get("keeps", True):
            of.update(dict.fromkeys(_numbers(table), (t, sensitive)))
        yield from _wrong_table(table, t, whole, bounds)
    before = {name for table in open_ if "keeps" in table for name in _numbers(table)}
    of.update({tie[-1][0]: of[tie[0][0]] for tie in came if tie[0][0] not in before})
    yield from _wrong_holes(shown, of, whole, bounds)


def _wrong_table(
    table: Any, t: int, whole: list[dict[str, int]], bounds: CellBounds
) -> Iterator[str]:
    """What is printed is large enough, and every table fits."""
    shown, lines = _numbers(table), _lines(table)
    for k, numbers in enumerate(whole):
        if any(n not in (None, numbers[name]) for name, n in shown.items()):
            yield f"Table {k} of the certificate contradicts a printed number of {table['id']}."
        if any(numbers[line[-1]] != sum(numbers[name] for name in line[:-1]) for line in lines):
            yield f"Table {k} of the certificate does not add up in {table['id']}."
    if "keeps" in table:
        return
    if table["total"] < t:
        yield f"{table['id']} has too few people in it to be printed."
    if len(table["rows"]) * len(table["columns"]) < FEWEST_CELLS and None in shown.values():
        yield f"{table['id']} has too few cells to hide anything in it."
    for name, n in shown.items():
        if n is not None and n < t and (n or table["sensitive"]) and name != lines[-1][-1]:
            yield f"{name} is printed, and tells about too few people."
    for line in lines:
        if sum(bounds[name][1] > 0 for name in line[:-1]) == 1:
            yield f"All people of {line[-1]} are surely in one cell."


def _wrong_holes(
    shown: dict[str, Any],
    of: dict[str, tuple[int, bool]],
    whole: list[dict[str, int]],
    bounds: CellBounds,
) -> Iterator[str]:
    """Of what is not printed, tables show that it may be nobody and may be enough."""
    for name, (t, zeros) in of.items():
        low, high = bounds[name]
        if shown[name] is None and low < t and (high > 0 or zeros):
            counts = [numbers[name] for numbers in whole]
            if min(counts) > 0 or max(counts) < t:
                yield f"No table shows that {name} may be nobody, or none that it may be {t}."


def _bounds(shown: dict[str, Any], sums: list[PlainSum], most: int) -> CellBounds:
    """The least and most of each cell, by following one sum after the other until nothing changes.

    Each of the numbers lies between the ends of another only as long as some table fits."""
    bounds = {name: (0, most) if n is None else (n, n) for name, n in shown.items()}
    before: CellBounds = {}
    while before != bounds and all(low <= high for low, high in bounds.values()):
        before = dict(bounds)
        for one in sums:
            ends = [sorted((f * bounds[name][0], f * bounds[name][1])) for name, f in one]
            low, high = (sum(end[k] for end in ends) for k in (0, 1))
            for (name, factor), (least, greatest) in zip(one, ends, strict=True):
                bottom, top = greatest - high, least - low
                if factor < 0:
                    bottom, top = -top, -bottom
                bounds[name] = (max(bounds[name][0], bottom), min(bounds[name][1], top))
    return bounds


def _sum(line: list[str]) -> PlainSum:
    return (*((name, 1) for name in line[:-1]), (line[-1], -1))


def _lines(table: Any) -> list[list[str]]:
    """The names of the cells of each row and column, the last the sum of the others."""
    names = _names(table)
    return [*names, *(list(column) for column in zip(*names, strict=True))]


def _numbers(table: Any) -> dict[str, Any]:
    """What is printed of each cell, None for what is hidden."""
    inner = [*table["counts"], table["column_totals"]]
    ends = [*table["row_totals"], table["total"]]
    return {
        name: n
        for row, line, end in zip(_names(table), inner, ends, strict=True)
        for name, n in zip(row, [*line, end], strict=True)
    }


def _names(table: Any) -> list[list[str]]:
    """The names of the cells of a table, its totals last."""
    rows, columns = ([*map(str, range(len(table[key]))), "*"] for key in ("rows", "columns"))
    return [[f"{table['id']}/{row}/{column}" for column in columns] for row in rows]
