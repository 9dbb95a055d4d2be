"""Does a printed percentage, and the range beside it, follow from printed counts? Of verify.py.

It knows the parsed JSON of one printed cell and of its base, and nothing of this house.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Z_SQUARED = Fraction(1.959963984540054) ** 2


def nearest(value: int, step: int) -> int:
    """Return a count rounded to a step, halves upwards."""
    return step * ((2 * value + step) // (2 * step))


def shares_fit(shown: Any, base: Any, step: int, points: int) -> bool:
    """Return whether a percentage of two rounded counts, and its 95 % range (Wilson), rounded
    outwards to so many points, are what follows from the counts; or are not there at all."""
    values = [shown[key] for key in ("percent", "low", "high")]
    if values == [None, None, None]:
        return True
    count, of, slack = shown["count"], base and base["count"], step // 2
    if None in values or count is None or not of:
        return False
    percent, low, high = values
    if percent != nearest(round(Fraction(1000 * count, of)), 10 * points) // 10:
        return False
    most = max(1, of - slack)
    lower = (max(0, count - slack), of + slack)
    upper = (min(count + slack, most), most)
    return (
        (low % points, high % points) == (0, 0)
        and 0 <= low <= high <= 100
        and _beyond(*lower, low, below=True)
        and not _beyond(*lower, low + points, below=True)
        and _beyond(*upper, high, below=False)
        and not _beyond(*upper, high - points, below=False)
    )


def _beyond(count: int, of: int, percent: int, below: bool) -> bool:
    """Say whether a share of so many percent lies at or beyond one end of the Wilson range."""
    p, share = Fraction(percent, 100), Fraction(count, of)
    if p < 0 or p > 1:
        return below == (p < 0)
    return (p <= share if below else p >= share) and (share - p) ** 2 >= Z_SQUARED * p * (
        1 - p
    ) / of
