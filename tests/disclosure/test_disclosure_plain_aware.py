"""The reader who runs the method on tables that fit what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from survey.disclosure.tables.plain import TableOutcome, protect_table
from survey.disclosure.tables.plain_aware import FEW
from survey.disclosure.tables.plain_fitting import HOLE, PrintedTable
from survey.disclosure.tables.plain_reading import PlainPolicy, PlainTable

EXAMPLE = [[30, 47, 64, 89], [90, 124, 3, 31], [92, 100, 59, 85], [80, 91, 65, 68]]


def protected(counts: Any, sensitive: bool = False) -> TableOutcome:
    """Run the method as a reader would."""
    table = PlainTable("t", tuple(f"r{i}" for i in range(len(counts))),
                       tuple(f"c{j}" for j in range(len(counts[0]))),
                       tuple(tuple(int(n) for n in row) for row in counts), sensitive)  # fmt: skip
    return protect_table(table, PlainPolicy(5, 10), lambda: 0.0)


def whole(inner: Any) -> np.ndarray:
    rows = np.concatenate((inner, np.sum(inner, axis=1, keepdims=True)), axis=1)
    return np.concatenate((rows, rows.sum(axis=0, keepdims=True)), axis=0)


def every_table(counts: np.ndarray, hidden: np.ndarray) -> Iterator[np.ndarray]:
    """Give every table of whole people that agrees with all that is printed, cell by cell."""
    truth, trial = whole(counts), np.where(hidden[:-1, :-1], -1, counts)
    height, width = counts.shape
    free = [tuple(map(int, at)) for at in np.argwhere(trial < 0)]

    def fits(line: np.ndarray, end: int | None) -> bool:
        known = int(line[line >= 0].sum())
        most = int(truth[-1, -1]) if end is None else end
        return known <= most and (end is None or (line < 0).any() or known == end)

    def fill(k: int) -> Iterator[np.ndarray]:
        if k == len(free):
            if trial.sum() == truth[-1, -1]:
                yield trial.copy()
            return
        i, j = free[k]
        row_end = None if hidden[i, width] else int(truth[i, -1])
        column_end = None if hidden[height, j] else int(truth[-1, j])
        for people in range(int(min(truth[-1, -1], row_end or 10**9, column_end or 10**9)) + 1):
            trial[i, j] = people
            if fits(trial[i], row_end) and fits(trial[:, j], column_end):
                yield from fill(k + 1)
            elif trial[i][trial[i] >= 0].sum() > (truth[-1, -1] if row_end is None else row_end):
                break
        trial[i, j] = -1

    yield from fill(0)


def of_two_columns(numbers: np.ndarray, at: tuple[int, int]) -> Iterator[np.ndarray]:
    """Give the tables with four rows that fit where the last two columns are hidden, those first in
    which one cell has a given count and another one is small."""
    rows = numbers[:4, 4] - numbers[:4, :2].sum(axis=1)
    other = next(i for i in (3, 2) if i != at[0])
    last = next(i for i in range(4) if i not in (at[0], other))
    for people, small in product((0, 5), (1, 2, 3, 4)):
        for left in range(20, 60, 7):
            first = np.zeros(4, np.int64)
            first[at[0]], first[other], first[last] = people, small, left
            free = next(i for i in range(4) if i not in (at[0], other, last))
            first[free] = numbers[4, 2] - first.sum()
            if (first >= 0).all() and (first <= rows).all():
                yield np.column_stack((numbers[:4, :2], first, rows - first))


def test_the_documented_example_keeps_its_small_cell_from_who_runs_the_method_on_what_fits() -> (
    None
):
    counts = np.array(EXAMPLE)
    made = protected(counts)
    assert made.whole
    assert "t/1/2" in made.hidden
    numbers = np.where(hidden_of(made, counts), HOLE, whole(counts))
    seen = set()
    for other in of_two_columns(numbers, (1, 2)):
        assert np.array_equal(np.where(numbers == HOLE, HOLE, whole(other)), numbers)
        if int(other[1, 2]) not in seen and protected(other).hidden == made.hidden:
            seen.add(int(other[1, 2]))
    assert seen == {0, 5}


def hidden_of(made: TableOutcome, counts: np.ndarray) -> np.ndarray:
    height, width = counts.shape
    names = [[f"t/{i if i < height else '*'}/{j if j < width else '*'}" for j in range(width + 1)]
             for i in range(height + 1)]  # fmt: skip
    return np.isin(np.array(names), sorted(made.hidden))


def test_where_few_tables_fit_whole_lines_are_hidden_or_nothing_is_printed() -> None:
    chance = np.random.default_rng(20)
    few = many = 0
    for size in (3.2, 1.6) * 5:
        counts = chance.poisson(chance.lognormal(size, 0.9, (4, 5)))
        made = protected(counts)
        if made.refused or not made.hidden:
            continue
        hidden = hidden_of(made, counts)
        if made.whole:
            inner = hidden[:-1, :-1]
            assert (inner.all(axis=0) | ~inner.any(axis=0)).all()
            few += 1
        else:
            sheet = PrintedTable(np.where(hidden, HOLE, whole(counts)))
            start = sheet.some_table
            assert start is not None
            assert sheet.at_least([start], FEW) == FEW
            many += 1
    assert few
    assert many


@pytest.mark.parametrize("seed", range(12))
def test_the_tables_that_fit_are_counted_as_by_trying_all(seed: int) -> None:
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.lognormal(1.5, 0.8, (3, 4)))
    hidden = np.zeros((4, 5), np.bool_)
    rows, columns = chance.permutation(3)[:2], chance.permutation(4)[: 2 + seed % 2]
    hidden[np.ix_(rows, columns)] = True
    if seed % 3 == 0:
        hidden[rows[0], -1] = hidden[rows[1], -1] = True
    sheet = PrintedTable(np.where(hidden, HOLE, whole(counts)))
    start = sheet.some_table
    assert start is not None
    assert np.array_equal(np.where(hidden, HOLE, start), sheet.numbers)
    assert np.array_equal(whole(start[:-1, :-1]), start)
    most = 3000
    tried = sum(1 for _, _ in zip(every_table(counts, hidden), range(most), strict=False))
    assert sheet.at_least([start], most) == tried


def test_the_answer_does_not_depend_on_the_time_where_few_tables_fit() -> None:
    table = PlainTable("t", tuple("abcd"), tuple("wxyz"), tuple(map(tuple, EXAMPLE)), False)
    quick, slow = (protect_table(table, PlainPolicy(5, 10), lambda s=s: s) for s in (0.0, 60.0))
    assert quick.hidden == slow.hidden
    assert quick.tables == slow.tables > 1
