"""Does a certificate of format 1 prove that a release gives nobody away?

It knows two JSON texts and whole numbers. It trusts nothing else: no solver, and not the program
that made the two. What is proven, and what is not, says docs/disclosure-tables.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from survey.disclosure.verify_rounded import wrong_in_study

FORMAT = "survivor-survey-certificate/1"
KEYS = {"format", "release", "cells", "names", "lines", "needs", "published", "tables", "check"}
FLOOR, FEWEST_CELLS = 5, 16
PUBLIC = ("printed", "known")


def proven_before(release: Any, certificate: Any) -> list[str]:
    """Return what is wrong, one sentence each; an empty list means that the release is proven.

    Both arguments are parsed JSON.
    """
    try:
        found = list(_shape(certificate))
        if found:
            return found
        if certificate["release"] != _digest(release):
            found.append("The certificate was made for another release than this one.")
        found += _tables_that_do_not_fit(certificate)
        found += _needs_that_are_not_met(certificate)
        judge = _plain_tables if "tables" in release else wrong_in_study
        return found + list(judge(release, certificate))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return [f"One of the two files is not what it should be ({type(error).__name__}: {error})."]


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _shape(c: Any) -> Iterator[str]:
    """The certificate holds what it should, and every index in it points to a cell."""
    if type(c) is not dict or set(c) != KEYS or c["format"] != FORMAT:
        yield "The certificate is not of the form that this program reads."
        return
    if c["check"] != _digest({key: value for key, value in c.items() if key != "check"}):
        yield "The certificate was changed after it was made."
    size = len(c["cells"])
    whole = [n for table in c["tables"] for n in table] + [n for need in c["needs"] for n in need]
    whole += [n for line in c["lines"] for term in line for n in term]
    whole += [n for pair in c["published"] for n in pair]
    places = [pair[0] for pair in c["published"]] + [need[0] for need in c["needs"]]
    places += [place for line in c["lines"] for place, factor in line]
    places += [place for name, place in c["names"]]
    for id_, threshold, zeros, status, number, groups, few in c["cells"]:
        whole += [threshold, number, few, *groups]
        places += [*groups, max(few, 0)]
        right = type(id_) is str and type(zeros) is bool
        right = right and number >= (status == "printed") and (status in PUBLIC or number == 0)
        if not right or status not in ("hidden", "printed", "silent", "known"):
            yield f"The cell {id_} is not well described."
    if any(type(n) is not int for n in whole) or any(not 0 <= place < size for place in places):
        yield "The certificate has a number that is not whole, or no place in it."
    if len({cell[0] for cell in c["cells"]}) < size:
        yield "A cell stands in the certificate twice."
    if not c["tables"] or any(len(table) != size for table in c["tables"]):
        yield "A table of the certificate does not have one number for each cell."


def _tables_that_do_not_fit(c: Any) -> Iterator[str]:
    """Every table adds up, has no negative number, and agrees with everything published."""
    public = {place for place, cell in enumerate(c["cells"]) if cell[3] in PUBLIC}
    if sorted(place for place, _ in c["published"]) != sorted(public):
        yield "The list of published counts is not that of the printed cells."
    for k, table in enumerate(c["tables"]):
        if min(table, default=0) < 0:
            yield f"Table {k} of the certificate has a negative number."
        if any(sum(factor * table[place] for place, factor in line) for line in c["lines"]):
            yield f"Table {k} of the certificate does not add up."
        if any(table[place] != count for place, count in c["published"]):
            yield f"Table {k} of the certificate contradicts a published number."


def _need(cell: Any, truth: Any, place: int) -> tuple[int, int] | None:
    """What a reader must be unable to exclude for a cell: from at most, to at least so many."""
    count, (_, t, zeros, _, _, groups, few) = truth[place], cell
    ends = []
    if 0 < count < t or (count == 0 and zeros and t):
        most = t if few < 0 else min(t, truth[few])
        ends += [(0, most)] if most else []
    ends += [(count - t, count) for group in groups if count == truth[group] >= t > 0]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None


def _needs_that_are_not_met(c: Any) -> Iterator[str]:
    """Small cells are not printed, and tables show both ends of what a reader must allow for."""
    truth, needs = c["tables"][0], {place: (low, high) for place, low, high in c["needs"]}
    if len(needs) < len(c["needs"]):
        yield "A requirement stands in the certificate twice."
    for place, cell in enumerate(c["cells"]):
        need, name = _need(cell, truth, place), cell[0]
        if need != needs.get(place):
            yield f"The requirement of {name} is not the one that the rules ask for."
        if need is None:
            continue
        if cell[3] in PUBLIC:
            yield f"{name} is printed, and tells about too few people."
        values = [table[place] for table in c["tables"]]
        if min(values) > need[0] or max(values) < need[1]:
            yield f"No table shows that {name} may be as low as {need[0]} and as high as {need[1]}."


def _plain_tables(release: Any, c: Any) -> Iterator[str]:
    """Plain tables: the certificate has their cells, rules and sums, and their exact numbers."""
    policy = release["policy"]
    if not FLOOR <= policy["threshold"] <= policy["threshold_sensitive"]:
        yield "The thresholds of the policy are too low."
    if len({table["id"] for table in release["tables"]}) < len(release["tables"]):
        yield "Two tables have the same name."
    id_ = [cell[0] for cell in c["cells"]]
    numbers, rules, lines, needed = {}, {}, set(), {id_[need[0]] for need in c["needs"]}
    for table in release["tables"]:
        rows, columns = len(table["rows"]), len(table["columns"])
        whole, names = _with_margins(table)
        if len(whole) != rows + 1 or any(len(row) != columns + 1 for row in whole):
            yield f"{table['id']} does not have a number for each row and column."
        if "refused" in table:
            if any(number is not None for row in whole for number in row):
                yield f"{table['id']} is refused, and has a number all the same."
            continue
        t = policy["threshold_sensitive" if table["sensitive"] else "threshold"]
        lines |= {_sum(part) for part in (*names, *zip(*names, strict=True))}
        for i, row in enumerate(names):
            for j, name in enumerate(row):
                groups = {row[-1], names[-1][j]} - {name} if name != row[-1] else {names[-1][-1]}
                rules[name], numbers[name] = (t, table["sensitive"], groups), whole[i][j]
        rules[names[-1][-1]] = (0, False, set())
        if rows * columns < FEWEST_CELLS and needed & {name for row in names for name in row}:
            yield f"{table['id']} has too few cells to hide anything in it."
    said = {cell[0]: (cell[1], cell[2], {id_[g] for g in cell[5]}) for cell in c["cells"]}
    if said != rules or any(
        cell[4] != (cell[3] == "printed") or cell[6] != -1 for cell in c["cells"]
    ):
        yield "The certificate does not have the cells of these tables, with their rules."
    if lines != {frozenset((id_[place], n) for place, n in line) for line in c["lines"]}:
        yield "The certificate does not have the sums of these tables."
    exact = dict.fromkeys(id_) | {id_[place]: count for place, count in c["published"]}
    yield from (f"{name} is printed as {number}, which is not what was proven."
                for name, number in numbers.items() if exact.get(name, -1) != number)  # fmt: skip


def _with_margins(table: Any) -> tuple[list[list[Any]], list[list[str]]]:
    """The numbers of a plain table with its totals, and the names of their cells."""
    ends = [*table["row_totals"], table["total"]]
    inner = [*table["counts"], table["column_totals"]]
    rows, columns = ([*map(str, range(len(table[key]))), "*"] for key in ("rows", "columns"))
    names = [[f"{table['id']}/{row}/{column}" for column in columns] for row in rows]
    return [[*row, end] for row, end in zip(inner, ends, strict=True)], names


def _sum(names: Any) -> frozenset[tuple[str, int]]:
    """The last of some cells is the sum of the others."""
    return frozenset([(names[-1], 1), *((name, -1) for name in names[:-1])])
