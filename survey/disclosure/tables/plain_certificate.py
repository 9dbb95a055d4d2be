"""The certificate of plain tables: made of what is printed alone, so anybody can make it again.

It must not know a true count, a file or how hiding works.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from survey.disclosure.proof.certificate import FORMAT, digest
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_proof import TableProof, show


def certificate_of(printed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the certificate of a protected.json, ready to be written as JSON.

    Each of its tables has one number for every cell of all tables that are not refused, in the
    order of the cells' names. The same file gives the same certificate, number by number.
    """
    every: dict[str, list[int]] = {}
    found = []
    for table in printed["tables"]:
        if "refused" not in table:
            names, numbers = cells_of(table)
            found.append((names, show_table(numbers, printed["policy"], table["sensitive"])))
    most = max((len(shown.tables) for _, shown in found), default=1)
    for names, shown in found:
        for k in range(most):
            whole = shown.tables[k if k < len(shown.tables) else 0].tolist()
            for row, counts in zip(names, whole, strict=True):
                for name, count in zip(row, counts, strict=True):
                    every.setdefault(name, []).append(count)
    tables = [[every[name][k] for name in sorted(every)] for k in range(most)]
    return {"format": FORMAT, "release": digest(printed), "tables": tables}


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
