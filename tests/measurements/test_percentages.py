"""How far printed percentages are from the exact ones, before and now, and what columns add up to.

Before: of the printed base, rounded to tenths first and then to points, in whole points everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np
import pytest

from survey.disclosure.rounding import Steps, nearest, shares

LEAST, MOST = 20, 200
COLUMNS = 20_000
STEPS = Steps(5, 1, 5)
Printer = Callable[[Sequence[int]], list[int]]


def before(exact: Sequence[int]) -> list[int]:
    """Give the percentages of a column as they were printed before."""
    base = nearest(sum(exact), 5)
    return [nearest(round(1000 * nearest(n, 5) / base), 10) // 10 for n in exact]


def now(exact: Sequence[int]) -> list[int]:
    """Give the percentages of a column of which each person is in one row."""
    rows = shares([nearest(n, 5) for n in exact], nearest(sum(exact), 5), STEPS, adds_up=True)
    return [row.percent for row in rows if row.percent is not None]


def now_of_several(exact: Sequence[int]) -> list[int]:
    """Give the percentages where people may choose several: of the base."""
    rows = shares([nearest(n, 5) for n in exact], nearest(sum(exact), 5), STEPS, adds_up=False)
    return [row.percent for row in rows if row.percent is not None]


def nearest_points(count: int, base: int) -> set[int]:
    """Give the nearest point, or the two nearest."""
    share = Fraction(100 * count, base)
    return {p for p in range(101) if abs(p - share) <= Fraction(1, 2)}


def two_rows() -> Iterator[tuple[int, int]]:
    """Give every column of two rows that is printed: nobody, or five and more, in each."""
    for base in range(LEAST, MOST + 1):
        for count in range(base + 1):
            if all(not n or n >= 5 for n in (count, base - count)):
                yield count, base - count


def columns(rows: int) -> list[list[int]]:
    """Invent columns of several rows that are printed."""
    chance, found = np.random.default_rng(rows), []
    while len(found) < COLUMNS:
        base = int(chance.integers(LEAST, MOST + 1))
        exact = chance.multinomial(base, chance.dirichlet(np.ones(rows))).tolist()
        if all(not n or n >= 5 for n in exact):
            found.append(exact)
    return found


@pytest.mark.measurement
def test_how_far_percentages_are_off() -> None:
    """Of every count of every base, in points."""
    print("\npoints from the exact share: median, 95 in 100, most; more than 2.5 points")
    for low, high in ((LEAST, 49), (50, 99), (100, MOST)):
        for printer in (before, now, now_of_several):
            held = [pair for pair in two_rows() if low <= nearest(sum(pair), 5) <= high]
            exact = [Fraction(100 * pair[0], sum(pair)) for pair in held]
            far = np.array(
                [float(abs(printer(x)[0] - e)) for x, e in zip(held, exact, strict=True)]
            )
            middle, most = np.median(far), np.quantile(far, 0.95)
            line = f"{middle:5.2f} {most:5.2f} {far.max():5.2f} {(far > 2.5).mean():7.2%}"
            print(f"{low:3}-{high:3} {printer.__name__:>15} {line}")


@pytest.mark.measurement
def test_how_often_percentages_were_rounded_twice_wrongly() -> None:
    """Of every printed count of every printed base: what is not a nearest point, by fractions."""
    pairs = [(n, of) for of in range(LEAST, MOST + 1, 5) for n in range(0, of + 1, 5)]
    right = {pair: nearest_points(*pair) for pair in pairs}
    twice = [p for p in pairs if nearest(round(1000 * p[0] / p[1]), 10) // 10 not in right[p]]
    one = Steps(5, 1, 1)
    wrong = [p for p in pairs if p[1] >= 50
             and shares([p[0]], p[1], one, adds_up=False)[0].percent not in right[p]]  # fmt: skip
    print(f"\nof {len(pairs)} printed pairs: before {len(twice)} ({len(twice) / len(pairs):.2%}), "
          f"now {len(wrong)}; first: {twice[:3]}")  # fmt: skip
    assert not wrong


@pytest.mark.measurement
@pytest.mark.parametrize("rows", [2, 3, 5, 7])
def test_what_columns_add_up_to(rows: int) -> None:
    """Where each person is in one row, and all rows are printed."""
    held = [list(pair) for pair in two_rows()] if rows == 2 else columns(rows)
    print(f"\n{rows} rows, {len(held)} columns: least and most sum; exactly 100; 98 to 102")
    for low, high in ((LEAST, 49), (50, MOST)):
        for printer in (before, now):
            sums = np.array([sum(printer(one)) for one in held
                             if low <= nearest(sum(one), 5) <= high])  # fmt: skip
            near = (abs(sums - 100) <= 2).mean()
            print(f"{low:3}-{high:3} {printer.__name__:>7} {sums.min():4} {sums.max():4} "
                  f"{(sums == 100).mean():7.2%} {near:7.2%}")  # fmt: skip
