"""What to hide in one two-way table: the small, what is needed beside, and what a proof asks for.

It must not know labels, files or a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from survey.disclosure.arrays import Flags, Floats, Ints
from survey.disclosure.tables.optimal_suppression import Best
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_proof import TableProof, show
from survey.disclosure.tables.table_network import TableNetwork, as_network, hide, with_margins

#: A margin is this much dearer to hide than an inner cell.
_MARGIN = 3.0


@dataclass(frozen=True)
class TableHiding:
    """What is hidden, the sheet that is printed then, and the tables that prove it."""

    hidden: Flags
    sheet: PrintedTable
    shown: TableProof
    best: Best


def greedy(network: TableNetwork) -> Best:
    """Return the quick hiding of a network."""
    hidden, hopeless = hide(network)
    cost, must = (float(network.weights[one].sum()) for one in (hidden, network.primary))
    return Best(hidden, cost, 0.0 if hopeless else must, hopeless)


def hiding(
    inner: Ints,
    t: int,
    zeros: bool,
    method: Callable[[TableNetwork], Best],
    also: Flags | None = None,
) -> TableHiding | None:
    """Return what a method hides of a table, and `also`, until what is printed is proven; or None.

    What a reader would know of a hidden cell that is not small is asked for like that of a small
    one, until nothing is left to ask for.
    """
    low, high = needs(inner, t, zeros)
    counts = with_margins(inner)
    bound: float | None = None
    while True:
        best = method(network(inner, low, high, also))
        if best.hopeless:
            return None
        bound = best.bound if bound is None else bound
        sheet = PrintedTable(np.where(best.hidden, HOLE, counts))
        shown = show(sheet, t, zeros)
        if shown.safe:
            return TableHiding(
                best.hidden, sheet, shown, replace(best, bound=min(bound, best.cost))
            )
        more = [*shown.unmet, *(_beside(sheet, counts, one) for one in shown.lonely)]
        if all(low[at] == 0 and high[at] >= max(t, counts[at]) for at in more):
            return None
        for at in more:
            low[at], high[at] = 0, max(t, int(counts[at]))


def needs(inner: Ints, t: int, zeros: bool) -> tuple[Ints, Ints]:
    """Return for each cell, margins included, the least and most that a reader must allow for: its
    own count where nothing is asked for."""
    counts = with_margins(inner)
    low, high = counts.copy(), counts.copy()
    small = (counts < t) & ((counts > 0) | zeros)
    low[small], high[small] = 0, t
    groups = np.minimum(counts[:, -1:], counts[-1:, :])
    groups[:-1, -1] = groups[-1, :-1] = counts[-1, -1]
    everybody = (counts >= t) & ((counts == groups) | (counts == counts[:, -1:]))
    everybody[:, -1] &= counts[:, -1] == counts[-1, -1]
    everybody |= (counts >= t) & (counts == counts[-1:, :])
    everybody[-1, :] &= counts[-1, :] == counts[-1, -1]
    low[everybody] = counts[everybody] - t
    low[-1, -1] = high[-1, -1] = counts[-1, -1]
    return low, high


def network(inner: Ints, low: Ints, high: Ints, also: Flags | None = None) -> TableNetwork:
    """Return a table as a network, with what is asked for and the prices of hiding its cells."""
    counts = with_margins(inner)
    weights: Floats = 1 + np.log1p(counts) / 10
    weights[-1, :] *= _MARGIN
    weights[:-1, -1] *= _MARGIN
    weights[-1, -1] = np.inf
    made = as_network(inner, np.minimum(low, counts), np.maximum(high, counts), weights)
    return made if also is None else replace(made, primary=made.primary | also)


def _beside(sheet: PrintedTable, counts: Ints, lonely: tuple[int, int]) -> tuple[int, int]:
    """Return the cell to hide in a row or column in which everybody is in one cell: the first that
    is printed, or the one itself where there is none."""
    axis, k = lonely
    holes = sheet.holes if axis == 0 else sheet.holes.T
    j = int(holes[k, :-1].argmin())
    return (k, j) if axis == 0 else (j, k)
