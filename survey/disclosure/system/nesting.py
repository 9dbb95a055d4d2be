"""Groups of two breakdowns of which one lies within the other: regions within countries.

It knows how many people two groups have in common, and the cells of a question in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.disclosure.system.cell_key import CellKey
from survey.disclosure.system.cells import Slice
from survey.disclosure.system.linear_system import SystemBuilder

#: Groups are looked for that have more people in common than any number below this; answers are
#: tied where fewer than this could still be moved.
NEARLY = 25


@dataclass(frozen=True, slots=True)
class Alike:
    """Places of groups of two breakdowns of which one set lies within the other, and how many
    people are in those of one breakdown only: none, for one of them."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    only_one: int
    only_other: int


def alike(common: NDArray[np.int64]) -> Iterator[Alike]:
    """Return sets of groups of two breakdowns of which one lies within the other, or is the other.

    `common`: people by group of one and group of the other, last those in no group.
    """
    inner = common[:-1, :-1]
    ones, others = common[:-1].sum(axis=1), common[:, :-1].sum(axis=0)
    found = set()
    for least in range(NEARLY):
        for one, other in _parts(inner > least):
            if not other or (one, other) in found or len(one) == len(inner):
                continue
            found.add((one, other))
            both = int(inner[np.ix_(one, other)].sum())
            pair = Alike(
                one, other, int(ones[list(one)].sum()) - both, int(others[list(other)].sum()) - both
            )
            if min(pair.only_one, pair.only_other) == 0:
                yield pair


def _parts(tied: NDArray[np.bool_]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return the connected parts of a graph between rows and columns, by their places."""
    waiting = set(range(len(tied)))
    while waiting:
        down, across = {min(waiting)}, set[int]()
        while True:
            more = {int(j) for i in down for j in np.flatnonzero(tied[i])}
            back = {int(i) for j in more for i in np.flatnonzero(tied[:, j])}
            if more == across and back <= down:
                break
            across, down = more, down | back
        waiting -= down
        yield tuple(sorted(down)), tuple(sorted(across))


def tie_alike(
    draft: SystemBuilder,
    keys: Sequence[CellKey],
    pair: Alike,
    groups: tuple[Sequence[Slice], Sequence[Slice]],
) -> None:
    """Add what a reader knows of a question's answers, given by people of whom some are within the
    others.

    `keys` are its cells among everyone, `groups` the slices of the pair. Each answer was given by
    the same people in both sets, or by no more in one than in the other.
    """
    for key in keys:
        cells = [[part.among(key) for part in parts] for parts in groups]
        if pair.only_one == pair.only_other == 0:
            both = [*((x, 1) for x in cells[0]), *((x, -1) for x in cells[1])]
            draft.tie(both, private=True)
            continue
        inside = 0 if pair.only_one == 0 else 1
        terms = [*((x, -1) for x in cells[inside]), *((x, 1) for x in cells[1 - inside])]
        if sum(factor * draft.cells[cell].count for cell, factor in terms) < NEARLY:
            of = (*groups[inside], *groups[1 - inside])
            within = f"{key}/within" + "".join(part.among(CellKey(row="")) for part in of)
            draft.slack(within, key.question, terms, private=True)
