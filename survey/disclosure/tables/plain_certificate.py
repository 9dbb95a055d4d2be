"""The certificate of plain tables: made of what is printed alone, so anybody can make it again.

It must not know a true count, a file or how hiding works.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from survey.disclosure.proof.certificate import FORMAT, digest
from survey.disclosure.tables.joined_tables import JoinedTable, JoinedTables
from survey.disclosure.tables.joint_protection import Ledger, tied_by
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_proof import TableProof, show
from survey.disclosure.tables.table_links import NumberedTable, TableLink


def certificate_of(printed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the certificate of a protected.json, ready to be written as JSON.

    Each of its tables has one number for every cell of all tables that are not refused, in the
    order of the cells' names. The same file gives the same certificate, number by number.
    """
    every: dict[str, list[int]] = {}
    joined = joined_groups(printed)
    in_group = {one.numbered.id for group in joined for one in group.tables}
    for group in joined:
        every.update(group.shown().numbers())
    for table in printed["tables"]:
        if "refused" not in table and table["id"] not in in_group:
            names, numbers = cells_of(table)
            shown = show_table(numbers, printed["policy"], table["sensitive"])
            for at in np.ndindex(len(names), len(names[0])):
                every[names[at[0]][at[1]]] = [int(whole[at]) for whole in shown.tables]
    most = max(map(len, every.values()), default=1)
    order = [every[name] for name in sorted(every)]
    tables = [[numbers[k if k < len(numbers) else 0] for numbers in order] for k in range(most)]
    return {"format": FORMAT, "release": digest(printed), "tables": tables}


def printed_ties(ledger: Ledger) -> dict[str, Any]:
    """Return what protected.json says of tables that share people: those published before, and
    which cells hold the same people; nothing where no two do."""
    if not ledger.links:
        return {}
    tied = {
        cell.rsplit("/", 2)[0] for link in ledger.links for cell in (link.one[0], link.other[0])
    }
    return {
        "published": [
            _published(ledger.tables[one.numbered.id])
            for one in ledger.published
            if one.numbered.id in tied
        ],
        "links": [
            {"cells": list(link.one), "at_least" if link.part else "same_as": list(link.other)}
            for link in ledger.links
        ],
    }


def _published(table: JoinedTable) -> dict[str, Any]:
    numbered, holes = table.numbered, table.holes
    lines = [
        [None if holes[i, j] else int(numbered.numbers[i, j]) for j in range(holes.shape[1])]
        for i in range(holes.shape[0])
    ]
    return {
        "id": numbered.id,
        "rows": list(numbered.rows),
        "columns": list(numbered.columns),
        "counts": [line[:-1] for line in lines[:-1]],
        "row_totals": [line[-1] for line in lines[:-1]],
        "column_totals": lines[-1][:-1],
        "total": lines[-1][-1],
        "keeps": table.open,
    }


def joined_groups(printed: Mapping[str, Any]) -> list[JoinedTables]:
    """Return the tables of a protected.json that share people, group by group."""
    links = [
        TableLink(tuple(one["cells"]), tuple(other), "at_least" in one)
        for one in printed.get("links", [])
        for other in [one["at_least"] if "at_least" in one else one["same_as"]]
    ]
    tables = [
        *(_joined(table, printed["policy"], True) for table in printed.get("published", [])),
        *(_joined(t, printed["policy"], False) for t in printed["tables"] if "refused" not in t),
    ]
    left, groups = list(links), list[JoinedTables]()
    while left:
        ids, mine = set(tied_by(left[0])), list[TableLink]()
        while more := [link for link in left if ids.intersection(tied_by(link))]:
            ids = ids.union(*map(tied_by, more))
            mine += more
            left = [link for link in left if link not in more]
        inside = tuple(one for one in tables if one.numbered.id in ids)
        groups.append(JoinedTables(inside, tuple(link for link in links if link in mine)))
    return groups


def _joined(table: Mapping[str, Any], policy: Mapping[str, int], published: bool) -> JoinedTable:
    _, lines = cells_of(table)
    numbers = np.array([[HOLE if n is None else n for n in line] for line in lines], np.int64)
    numbered = NumberedTable(table["id"], tuple(table["rows"]), tuple(table["columns"]), numbers)
    zeros = not published and table["sensitive"]
    t = policy["threshold_sensitive" if zeros else "threshold"]
    keeps = table["keeps"] if published else True
    return JoinedTable(numbered, numbers == HOLE, t, zeros, published, keeps)


def show_table(
    numbers: list[list[int | None]], policy: Mapping[str, int], sensitive: bool
) -> TableProof:
    """Return the tables that fit printed numbers with their margins, and what they cannot show."""
    sheet = PrintedTable(
        np.array([[HOLE if n is None else n for n in row] for row in numbers], np.int64)
    )
    return show(sheet, policy["threshold_sensitive" if sensitive else "threshold"], sensitive)


def cells_of(table: Mapping[str, Any]) -> tuple[list[list[str]], list[list[int | None]]]:
    """Return the names of a printed table's cells, margins in the last row and column, and their
    numbers."""
    rows, columns = ([*map(str, range(len(table[key]))), "*"] for key in ("rows", "columns"))
    names = [[f"{table['id']}/{row}/{column}" for column in columns] for row in rows]
    inner = [*table["counts"], table["column_totals"]]
    ends = [*table["row_totals"], table["total"]]
    return names, [[*row, end] for row, end in zip(inner, ends, strict=True)]
