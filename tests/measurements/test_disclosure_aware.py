"""A reader who knows the method and runs it on every table that fits: how often is that enough?

For each sampled table: everything printed is fixed, all tables of whole people that fit are listed,
our own hiding is run on them, nearest first, and those with the same cells hidden are kept. A small
cell is *recovered* when all that are kept agree on it. `make measure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time

import numpy as np
import pytest

from survey.disclosure.exact import least
from survey.disclosure.grid import hide, with_margins
from survey.disclosure.plain import TINY, protect_table
from survey.disclosure.plain_hiding import needs, network
from survey.disclosure.plain_reading import PlainPolicy, PlainTable

pytestmark = pytest.mark.measurement

#: Tables listed at most, and tables on which the hiding is run at most, for one sampled table.
LISTED, RUNS = 60_000, 1_500
SEED = 20_261_122


def table_of(counts: np.ndarray, sensitive: bool = False) -> PlainTable:
    height, width = counts.shape
    return PlainTable("t", tuple(f"r{i}" for i in range(height)),
                      tuple(f"c{j}" for j in range(width)),
                      tuple(tuple(int(n) for n in row) for row in counts), sensitive)  # fmt: skip


def greedy(counts: np.ndarray) -> np.ndarray | None:
    """What the quick way hides; None where it would refuse."""
    hidden, hopeless = hide(network(counts, *needs(counts, 5, False)))
    return None if hopeless else hidden


def exact(counts: np.ndarray) -> np.ndarray | None:
    """The least that can be hidden; None where it would refuse."""
    best = least(network(counts, *needs(counts, 5, False)), lambda: 60.0)
    return None if best.hopeless else best.hidden


def fitting(counts: np.ndarray, hidden: np.ndarray) -> Iterator[np.ndarray]:
    """Every table of whole people that agrees with all that is printed."""
    height, width = counts.shape
    whole = with_margins(counts)
    free = [(i, j) for i, j in np.ndindex(height, width) if hidden[i, j]]
    row_left = [None if hidden[i, width] else int(whole[i, width]) for i in range(height)]
    column_left = [None if hidden[height, j] else int(whole[height, j]) for j in range(width)]
    left = int(whole[-1, -1])
    trial = np.where(hidden[:-1, :-1], 0, counts)
    for (i, j), people in np.ndenumerate(trial):
        left -= int(people)
        row_left[i] = None if row_left[i] is None else row_left[i] - int(people)
        column_left[j] = None if column_left[j] is None else column_left[j] - int(people)
    last_row = {i: k for k, (i, _) in enumerate(free)}
    last_column = {j: k for k, (_, j) in enumerate(free)}

    def fill(k: int, left: int) -> Iterator[np.ndarray]:
        if k == len(free):
            if left == 0:
                yield trial.copy()
            return
        i, j = free[k]
        limits = [n for n in (row_left[i], column_left[j], left) if n is not None]
        forced = [n for n, last in ((row_left[i], last_row[i]), (column_left[j], last_column[j]))
                  if n is not None and last == k]  # fmt: skip
        for people in forced[:1] or range(min(limits) + 1):
            if people > min(limits) or any(people != n for n in forced):
                continue
            trial[i, j] = people
            row_left[i] = None if row_left[i] is None else row_left[i] - people
            column_left[j] = None if column_left[j] is None else column_left[j] - people
            yield from fill(k + 1, left - people)
            row_left[i] = None if row_left[i] is None else row_left[i] + people
            column_left[j] = None if column_left[j] is None else column_left[j] + people
        trial[i, j] = 0

    yield from fill(0, left)


def recovered(counts: np.ndarray, method: Callable[[np.ndarray], np.ndarray | None]) -> (
    tuple[int, int, int] | None
):  # fmt: skip
    """Small inner cells, how many of them are recovered, and how many were not decided in time;
    None where nothing is small or nothing would be printed."""
    hidden = method(counts)
    small = np.argwhere((counts > 0) & (counts < 5))
    if hidden is None or not len(small):
        return None
    fits, whole = [], True
    for k, other in enumerate(fitting(counts, hidden)):
        if k >= LISTED:
            whole = False
            break
        fits.append(other)
    fits.sort(key=lambda other: int(np.abs(other - counts).sum()))
    alone = {tuple(map(int, at)) for at in small}
    runs = 0
    for other in fits:
        if not any(other[at] != counts[at] for at in alone):
            continue
        if runs == RUNS:
            whole = False
            break
        runs += 1
        again = method(other)
        if again is not None and np.array_equal(again, hidden):
            alone = {at for at in alone if other[at] == counts[at]}
            if not alone:
                break
    return len(small), len(alone) if whole else 0, 0 if whole else len(alone)


def sample(shape: tuple[int, int], most: int, size: int) -> Iterator[np.ndarray]:
    """Tables of 20 to `most` people whose shares of cells are Dirichlet(1), with a small cell."""
    chance = np.random.default_rng([SEED, *shape, most])
    while size:
        people = int(chance.integers(20, most + 1))
        counts = chance.multinomial(people, chance.dirichlet(np.ones(shape[0] * shape[1])))
        if ((counts > 0) & (counts < 5)).any():
            size -= 1
            yield counts.reshape(shape)


@pytest.mark.parametrize(
    ("shape", "most", "size", "method"),
    [
        ((3, 3), 60, 60, greedy),
        ((3, 3), 60, 15, exact),
        ((4, 3), 60, 30, greedy),
        ((3, 4), 150, 20, greedy),
        ((2, 6), 60, 30, greedy),
        ((3, 5), 150, 20, greedy),
        ((4, 4), 100, 15, greedy),
        ((4, 4), 150, 20, greedy),
        ((3, 6), 150, 12, greedy),
    ],
)
def test_who_knows_the_method(
    shape: tuple[int, int],
    most: int,
    size: int,
    method: Callable[[np.ndarray], np.ndarray | None],
) -> None:
    start = process_time()
    refused = small = known = open_ = attacked = broken = 0
    for counts in sample(shape, most, size):
        refused += protect_table(table_of(counts), PlainPolicy(5, 10), lambda: 0.0).refused
        told = recovered(counts, method)
        if told is not None:
            attacked += 1
            small, known, open_ = small + told[0], known + told[1], open_ + told[2]
            broken += told[1] > 0
    print(
        f"\n{shape[0]}x{shape[1]}, up to {most} people, {method.__name__}: {size} tables, with the "
        f"rule for tiny tables {refused} refused; without it {attacked} printed, {small} small "
        f"cells, {known} recovered in {broken} tables, {open_} not decided; "
        f"{process_time() - start:.0f} s"
    )
    if shape[0] * shape[1] < TINY:
        assert refused == size
