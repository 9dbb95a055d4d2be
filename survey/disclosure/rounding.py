"""Printed numbers made of exact counts: rounded counts, percentages of those, and their range.

It knows arithmetic only. It must not know which counts may be printed.
"""

from __future__ import annotations

from math import ceil, floor, sqrt

from survey.disclosure.release import Shown

#: The 97.5 % point of the normal distribution.
_Z = 1.959963984540054


def nearest(value: int, step: int) -> int:
    """Give the multiple of `step` nearest to a count; a half goes up."""
    return step * ((2 * value + step) // (2 * step))


def wilson(count: float, base: float) -> tuple[float, float]:
    """Give the 95 % score interval of a share, in percent.

    `count` of `base` people, 0 <= count <= base, base > 0. Wilson (1927), J. Am. Stat. Assoc. 22.
    """
    share, spread = count / base, _Z * _Z / base
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / base + spread / (4 * base))
    return max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))


def number(count: int, step: int) -> Shown:
    """Give a count rounded to `step`."""
    return Shown(count=nearest(count, step))


def share(count: int, base: int, step: int, percent_step: int) -> Shown:
    """Give a count rounded to `step` with its percentage of a rounded base.

    The percentage (to `percent_step` points) and its range are functions of the two rounded
    numbers alone, so they tell nothing more. The range covers every exact pair that rounds so.
    """
    printed, of = nearest(count, step), nearest(base, step)
    slack = step // 2
    low, _ = wilson(max(0, printed - slack), of + slack)
    most = max(1, of - slack)
    _, high = wilson(min(printed + slack, most), most)
    return Shown(
        count=printed,
        percent=nearest(round(1000 * printed / of), 10 * percent_step) // 10,
        low=percent_step * floor(low / percent_step + 1e-9),
        high=min(100, percent_step * ceil(high / percent_step - 1e-9)),
    )
