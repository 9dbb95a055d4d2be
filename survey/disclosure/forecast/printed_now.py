"""How much a release prints of tables that are split, beside what other groups would print.

It knows a release: protected results only. It must not load the solver, since pages ask it.
"""

from __future__ import annotations

from collections.abc import Sequence

from survey.disclosure.forecast.foretold import WhatPrints
from survey.disclosure.release import Breakdown, Release


def what_is_printed(release: Release) -> tuple[WhatPrints, ...]:
    """Return what a release prints of the tables by each breakdown that is printed in any, as
    counted in it."""
    splits: dict[str, list[Breakdown]] = {}
    refused: dict[str, int] = {}
    for question in release.questions:
        for one in question.breakdowns:
            splits.setdefault(one.by, []).append(one)
        for refusal in question.refusals:
            by = refusal.table.rpartition(" by ")[2]
            refused[by] = refused.get(by, 0) + 1
    return tuple(_printed(by, tables, refused.get(by, 0)) for by, tables in splits.items())


def _printed(by: str, tables: Sequence[Breakdown], refused: int) -> WhatPrints:
    cells = [cell for table in tables for row in table.cells for cell in row]
    hidden = sum(cell.hidden for cell in cells)
    label = tables[0].label
    return WhatPrints(
        by=by,
        title=label.get("en") or next(iter(label.values()), by),
        tables=f"{len(tables)} of {len(tables) + refused}",
        numbers=f"{len(cells) - hidden:,}",
        hidden=percent_hidden(hidden, len(cells)),
    )


def percent_hidden(hidden: int, cells: int) -> str:
    """Return how much of some tables is hidden, in whole percent."""
    return f"{round(100 * hidden / cells)}%" if cells else "nothing is printed"
