"""Groups of two breakdowns that are the same people, or nearly: regions within countries.

It knows how many people two groups have in common, and the cells of a question in each. It must not
know what is hidden, or solvers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.disclosure.cells import Slice
from survey.disclosure.system import Draft

#: Two sets of groups are tied where fewer people than this are in one of them only, and their
#: answers where fewer than this could still be moved.
NEARLY = 25


@dataclass(frozen=True, slots=True)
class Alike:
    """Places of groups of two breakdowns that hold nearly the same people, and how many people are
    in those of one breakdown only."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    only_one: int
    only_other: int


def alike(common: NDArray[np.int64]) -> Iterator[Alike]:
    """Give sets of groups of two breakdowns that hold nearly the same people.

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
            pair = Alike(one, other, int(ones[list(one)].sum()) - both,
                         int(others[list(other)].sum()) - both)  # fmt: skip
            if min(pair.only_one, pair.only_other) < NEARLY:
                yield pair


def _parts(tied: NDArray[np.bool_]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Give the connected parts of a graph between rows and columns, by their places."""
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
    draft: Draft,
    question_id: str,
    names: Sequence[str],
    pair: Alike,
    groups: tuple[Sequence[Slice], Sequence[Slice]],
) -> None:
    """Add what a reader knows of a question's answers, given by nearly the same people.

    `names` are its rows, `groups` the slices of the pair. Of each answer there are at most so many
    more among one set as there are people in that set only: known where a table of the two
    breakdowns tells it, and where there are none.
    """
    both = _in_both(draft, *groups)
    for name in names:
        cells = [[part.cell(question_id, name) for part in parts] for parts in groups]
        if pair.only_one == pair.only_other == 0:
            draft.tie([*((x, 1) for x in cells[0]), *((x, -1) for x in cells[1])])
            continue
        for k, only in enumerate((pair.only_one, pair.only_other)):
            if only and both is None:
                continue
            room = [*((part.total, 1) for part in groups[k]), *(both or ())] if only else []
            terms = [*((x, -1) for x in cells[k]), *((x, 1) for x in cells[1 - k]), *room]
            if sum(factor * draft.cells[cell].count for cell, factor in terms) >= NEARLY:
                continue
            label = "".join(part.suffix for part in (*groups[k], *groups[1 - k]))
            draft.slack(f"{question_id}/{name}/within{label}", question_id, terms)


def _in_both(
    draft: Draft, one: Sequence[Slice], other: Sequence[Slice]
) -> list[tuple[str, int]] | None:
    """Give, as terms to take away, the people in both sets; None where no table tells of them."""
    for rows, columns in ((one, other), (other, one)):
        cells = [column.option(rows[0].by, option) for column in columns for row in rows
                 for option in row.options or ()]  # fmt: skip
        if all(draft.has(cell) for cell in cells):
            return [(cell, -1) for cell in cells]
    return None
