"""Kappa: how far two sets of ratings match beyond chance, weighted or not, and Fleiss's for many.

It must not know members, rounds or thresholds of a rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from survey.errors import BadInput

Weights = Literal["none", "linear", "quadratic"]
KappaBand = Literal["poor", "fair", "moderate", "substantial", "almost perfect"]

#: Where each band begins (Landis and Koch 1977, as printed by Holey and others 2007, table 3).
BANDS: tuple[tuple[float, KappaBand], ...] = (
    (0.81, "almost perfect"),
    (0.61, "substantial"),
    (0.41, "moderate"),
    (0.21, "fair"),
)

_POWER = {"none": 0, "linear": 1, "quadratic": 2}


def pair_kappa(pairs: Sequence[tuple[int, int]], weights: Weights = "quadratic") -> Fraction | None:
    """Return the kappa of pairs (before, after), exactly; None when all ratings are one and the
    same.

    1 - sum(w O) / sum(w E), with w = 1 where two differ, |i-j| or (i-j)^2 (Cohen 1968).
    """
    n, power = len(pairs), _POWER[weights]
    before, after = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    observed = sum(_apart(one, two, power) for one, two in pairs)
    expected = sum(
        here * there * _apart(one, two, power)
        for one, here in before.items()
        for two, there in after.items()
    )
    return 1 - Fraction(n * observed, expected) if expected else None


def table_kappa(
    table: Sequence[Sequence[float]], weights: Sequence[Sequence[float]] | None = None
) -> float | None:
    """Return Cohen's kappa of a square table of counts or proportions; None where chance is
    certain.

    `weights` are disagreements (0 on the diagonal); without them every disagreement weighs 1.
    """
    size = len(table)
    weigh = weights or [[float(i != j) for j in range(size)] for i in range(size)]
    if any(len(row) != size for row in (*table, *weigh)) or len(weigh) != size:
        raise BadInput("Kappa needs a square table, and weights of the same size.")
    total = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(size)]
    cells = [(i, j) for i in range(size) for j in range(size)]
    observed = sum(weigh[i][j] * table[i][j] for i, j in cells)
    expected = sum(weigh[i][j] * rows[i] * columns[j] for i, j in cells)
    return 1 - total * observed / expected if expected else None


def fleiss_kappa(table: Sequence[Sequence[int]]) -> tuple[float, float, float | None]:
    """Return (mean agreement, agreement by chance, kappa) of many raters (Fleiss 1971).

    One row per statement, one column per category; every row adds up to the same number of raters,
    at least two. Kappa is None where all ratings are in one category.
    """
    raters = {sum(row) for row in table}
    if len(raters) != 1 or min(raters) < 2:
        raise BadInput("Fleiss's kappa needs rows that add up to the same number of raters, 2 up.")
    m, statements = raters.pop(), len(table)
    pairs = sum(count * (count - 1) for row in table for count in row)
    mean = Fraction(pairs, statements * m * (m - 1))
    columns = [sum(column) for column in zip(*table, strict=True)]
    chance = sum((Fraction(column, statements * m) ** 2 for column in columns), Fraction(0))
    kappa = None if chance == 1 else float((mean - chance) / (1 - chance))
    return float(mean), float(chance), kappa


def kappa_band(kappa: float) -> KappaBand:
    """Return the band in which a kappa lies; below 0 is poor as well."""
    return next((band for begins, band in BANDS if kappa >= begins), "poor")


def _apart(one: int, two: int, power: int) -> int:
    return abs(one - two) ** power if one != two else 0
