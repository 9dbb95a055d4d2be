"""Do printed percentages, and the ranges beside them, follow from printed counts? Of verify.py."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Z_SQUARED = Fraction("1.959963984540054") ** 2
NOTHING = [None, None, None]
#: Below this printed base percentages stand in steps of at least FEW_POINTS.
WHOLE_POINTS_FROM, FEW_POINTS = 50, 5
#: From this printed base on they may have one decimal.
DECIMAL_FROM = 1000


def nearest(value: int, step: int) -> int:
    """Return a count rounded to a step, halves upwards."""
    return step * ((2 * value + step) // (2 * step))


def shares_fit(cells: Sequence[Any], base: Any, policy: Any, adds_up: bool) -> bool:
    """Return whether the percentages and ranges of all rows of a question, or of one column of a
    table, are what follows from the printed counts; or stand beside none of them.

    `adds_up`: everybody in the base is in one row (single, scale, ranking). A release of before has
    no `percent_rounding_small`; its percentages followed another rule, and do not fit this one."""
    held = [[cell[key] for key in ("percent", "low", "high")] for cell in cells]
    if all(values == NOTHING for values in held):
        return True
    of, few = base and base["count"], policy.get("percent_rounding_small")
    if not of or not few or not policy["percent_rounding"]:
        return False
    counts = [cell["count"] for cell in cells]
    total = sum(count for count in counts if count is not None)
    whole = of
    if adds_up and total:
        whole = max(of, total) if None in counts else total
    points = max(1, policy["percent_rounding"], max(few, FEW_POINTS) * (of < WHOLE_POINTS_FROM))
    tenths = of >= max(policy.get("decimal_from") or of + 1, DECIMAL_FROM)
    parts, step = (1000, 1) if tenths else (100, points)
    return all(
        values == NOTHING
        if count is None
        else None not in values
        and _exactly(values)
        == _expected(count, whole, of, policy["count_rounding"] // 2, (parts, step))
        for count, values in zip(counts, held, strict=True)
    )


def _expected(
    count: int, whole: int, of: int, slack: int, told_in: tuple[int, int]
) -> list[Fraction]:
    """Return percentage, least and most: the ends of the 95 % Wilson intervals of the pairs of
    exact counts furthest apart that are printed so, outwards, and never within the percentage.
    That is rounded once, a half to the even step.

    `told_in`: into how many parts all people are divided, 100 or 1000, and the step in these."""
    parts, step = told_in
    steps, rest = divmod(parts * count, whole * step)
    up = 2 * rest > whole * step or (2 * rest == whole * step and steps % 2 == 1)
    percent = min(parts, step * (steps + up))
    marks = [*range(0, parts, step), parts]
    least, most = max(1, of - slack), of + slack
    low_share, high_share = Fraction(max(0, count - slack), most), Fraction(count + slack, least)
    past = bisect_left(
        marks, True, key=lambda p: not _at_or_below(Fraction(p, parts), low_share, most)
    )
    others = 1 - min(high_share, Fraction(1))
    upper = bisect_left(
        marks, True, key=lambda p: _at_or_below(1 - Fraction(p, parts), others, least)
    )
    low, high = marks[past - 1], marks[upper]
    ends = [percent, min(low, percent), max(high, percent)]
    return [Fraction(100 * end, parts) for end in ends]


def _exactly(printed: Sequence[Any]) -> list[Fraction]:
    """Return numbers as they are written: "8.3" is 83 tenths."""
    return [Fraction(str(one)) for one in printed]


def _at_or_below(p: Fraction, share: Fraction, people: int) -> bool:
    """Say whether a part of all is not above the lower end of the interval of a share."""
    return not p or (p < share and (share - p) ** 2 >= Z_SQUARED * p * (1 - p) / people)
