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

from survey.disclosure.tables.optimal_suppression import least
from survey.disclosure.tables.plain import TINY, protect_table
from survey.disclosure.tables.plain_aware import protected
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_hiding import TableHiding, hiding, needs, network
from survey.disclosure.tables.plain_hiding import greedy as quick
from survey.disclosure.tables.plain_proof import show
from survey.disclosure.tables.plain_reading import PlainPolicy, PlainTable
from survey.disclosure.tables.table_network import hide, with_margins

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


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("shape", [(4, 4), (4, 8), (5, 9), (8, 8), (12, 12)])
def test_what_the_rule_that_knows_no_count_costs(shape: tuple[int, int], sensitive: bool) -> None:
    """Cells hidden for the needs of the true counts alone, and for those of every hidden cell."""
    t, tables, before, after, refused, cells = 10 if sensitive else 5, 0, 0, 0, 0, 0
    met = hidden = 0
    for counts in sample(shape, 40 * shape[0] * shape[1], 60):
        first = quick(network(counts, *needs(counts, t, sensitive)))
        if first.hopeless:
            continue
        tables, cells = tables + 1, cells + with_margins(counts).size
        now = hiding(counts, t, sensitive, quick)
        if now is None:
            refused += 1
            continue
        shown = show(PrintedTable(np.where(first.hidden, HOLE, with_margins(counts))), t, sensitive)
        hidden, met = hidden + int(first.hidden.sum()), met + len(shown.unmet)
        before, after = before + int(first.hidden.sum()), after + int(now.hidden.sum())
    print(f"\n{shape}, {'sensitive' if sensitive else 'plain'}: {tables} tables, hidden before "
          f"{before / cells:.1%}, after {after / cells:.1%} of {cells} numbers (+"
          f"{after / before - 1:.1%}), {met} of {hidden} hidden cells did not meet the rule, "
          f"refused for it {refused}")  # fmt: skip


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize("shape", [(4, 4), (4, 8), (5, 9), (8, 8)])
def test_what_comes_of_tables(shape: tuple[int, int], sensitive: bool) -> None:
    """How many tables have few that fit, what is hidden of them, and how many are refused."""
    t, told = 10 if sensitive else 5, {"few": 0, "many": 0, "refused": 0}
    hidden, before, cells, start = 0, 0, 0, process_time()
    for counts in sample(shape, 40 * shape[0] * shape[1], 20):
        made, first = (one(counts, t, sensitive, quick) for one in (protected, hiding))
        told["refused" if made.hiding is None else "few" if made.whole else "many"] += 1
        if made.hiding is not None and first is not None:
            cells += with_margins(counts).size
            hidden, before = hidden + made.hiding.hidden.sum(), before + first.hidden.sum()
    print(
        f"\n{shape}, {'sensitive' if sensitive else 'plain'}: {told}; hidden by the quick way "
        f"{before / cells:.1%}, now {hidden / cells:.1%}; {process_time() - start:.0f} s"
    )


def walked(counts: np.ndarray, hidden: np.ndarray, at: tuple[int, int], goal: int,
           chance: np.random.Generator) -> np.ndarray | None:  # fmt: skip
    """A table that fits, drawn by moving people round squares of hidden cells, one at its goal."""
    table, inner = counts.copy(), hidden[:-1, :-1]
    for k in range(400):
        rows = chance.choice(counts.shape[0], 2, replace=False)
        columns = chance.choice(counts.shape[1], 2, replace=False)
        if k % 4 == 0 or (k > 200 and table[at] != goal):
            rows[0], columns[0] = at
        if rows[0] == rows[1] or columns[0] == columns[1] or not inner[np.ix_(rows, columns)].all():
            continue
        up = int(min(table[rows[0], columns[1]], table[rows[1], columns[0]]))
        down = int(min(table[rows[0], columns[0]], table[rows[1], columns[1]]))
        step = int(chance.integers(-down, up + 1))
        if k > 200 and (rows[0], columns[0]) == at:
            step = min(max(goal - int(table[at]), -down), up)
        elif k > 200 and at in ((r, c) for r in rows for c in columns):
            continue
        elif k > 200 and chance.random() < 0.5:
            step = min(max(int(chance.integers(1, 5)) - int(table[rows[0], columns[0]]), -down), up)
        table[rows[0], columns[0]] += step
        table[rows[1], columns[1]] += step
        table[rows[0], columns[1]] -= step
        table[rows[1], columns[0]] -= step
    return table if table[at] == goal else None


@pytest.mark.parametrize(
    ("shape", "mean", "size"), [((4, 4), 60, 25), ((4, 8), 40, 25), ((5, 9), 40, 25)]
)
def test_who_runs_the_method_on_what_fits(shape: tuple[int, int], mean: int, size: int) -> None:
    """Tables like the documented example: large counts, few small ones; what is printed now."""
    chance = np.random.default_rng([SEED, *shape, mean])
    told = {"few": 0, "many": 0, "refused": 0}
    small = low = high = tables = first = now = known = no_zero = 0
    start = process_time()
    while tables < size:
        counts = chance.poisson(chance.lognormal(np.log(mean), 0.8, shape))
        if not ((counts > 0) & (counts < 5)).any():
            continue
        tables += 1
        made = protected(counts, 5, False, quick)
        told["refused" if made.hiding is None else "few" if made.whole else "many"] += 1
        if made.hiding is None or not made.whole:
            continue
        before = greedy(counts)
        assert before is not None
        first, now = first + int(before.sum()), now + int(made.hiding.hidden.sum())
        alike = [other for other in fitting(counts, before)
                 if np.array_equal(greedy(other), before)]  # fmt: skip
        for at in [tuple(map(int, at)) for at in np.argwhere((counts > 0) & (counts < 5))]:
            small += 1
            known += all(other[at] == counts[at] for other in alike)
            no_zero += all(other[at] for other in alike)
            ends = shown_alike(counts, made.hiding, at, chance)
            low, high = low + (0 in ends), high + (5 in ends)
    print(
        f"\n{shape} mean {mean}: {tables} tables with a small cell: {told}; where few fitted "
        f"{first} hidden by the quick way, {now} now; {small} small cells: before {known} "
        f"recovered, {no_zero} not 0; now shown at 0 by a table printed the same {low}, "
        f"at the threshold {high}; {process_time() - start:.0f} s"
    )


def shown_alike(
    counts: np.ndarray, made: TableHiding, at: tuple[int, int], chance: np.random.Generator
) -> set[int]:
    """Which of 0 and 5 a small cell has in a table that is printed just the same."""
    ends = set()
    for goal in (0, 5):
        for _ in range(25):
            other = walked(counts, made.hidden, at, goal, chance)
            again = None if other is None else protected(other, 5, False, quick).hiding
            if again and np.array_equal(again.sheet.numbers, made.sheet.numbers):
                ends.add(goal)
                break
    return ends
