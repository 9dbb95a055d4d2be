"""Percentages of a group: who agrees, how sure that is, and the cut-off of a whole round.

It knows ratings and counts on scales of 5, 7 and 9 points.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import sqrt

from survey.delphi.statistics.percentiles import HUNDREDTHS, hundredths, valid
from survey.errors import BadInput
from survey.questionnaire.texts import Frozen

#: Points of a scale -> (highest rating that opposes, lowest that agrees). Nine: thirds (RAND/UCLA).
#: Seven: DELPHISTAR's 6-7, and its mirror. Five: the two at each end.
ENDS = {9: (3, 7), 7: (2, 6), 5: (2, 4)}
#: Points of a scale -> widest middle half that counts as consensus by the rule of the IQR.
WIDEST_MIDDLE_HALF = {5: 1, 9: 2, 10: 2}

#: The 97.5th percentile of the normal distribution; as a fraction, so that anybody's arithmetic
#: gives the same whole ends of an interval.
_Z = Fraction("1.959963984540054")
_Z_SQUARED = _Z * _Z


class PercentShare(Frozen):
    """A share in whole percent, with its 95 % Wilson interval rounded outwards."""

    percent: int
    lower: int
    upper: int


def agree_percent(ratings: Iterable[int | None], points: int = 9) -> float | None:
    """Return the percent (0-100) of ratings that agree by ENDS; None when there is no rating."""
    given, (_, lowest) = valid(ratings, points), _ends(points)
    return percent(sum(rating >= lowest for rating in given), len(given))


def oppose_percent(ratings: Iterable[int | None], points: int = 9) -> float | None:
    """Return the percent (0-100) of ratings that oppose by ENDS; None when there is no rating."""
    given, (highest, _) = valid(ratings, points), _ends(points)
    return percent(sum(rating <= highest for rating in given), len(given))


def percent(part: int, whole: int) -> float | None:
    """Return part of whole in percent; None of nothing."""
    return 100 * part / whole if whole else None


def narrow(ratings: Iterable[int | None], points: int = 9) -> bool | None:
    """Say whether the middle half (IQR) is at most 1 (5 points) or 2 (9 or 10 points) wide.

    None when there is no rating; BadInput for scales without such a convention. The IQR depends on
    the number of ratings (Birko and others 2015): under 15, never use it alone.
    """
    if points not in WIDEST_MIDDLE_HALF:
        raise BadInput(
            f"The rule of the middle half has no limit for a scale with {points} points.",
            do="It has limits for 5, 9 and 10 points.",
        )
    given = valid(ratings, points)
    if not given:
        return None
    iqr = hundredths(given, 75) - hundredths(given, 25)
    return iqr <= HUNDREDTHS * WIDEST_MIDDLE_HALF[points]


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """Return the 95 % interval in percent of `part` of `whole` people; None of nothing.

    Wilson, Probable inference, Journal of the American Statistical Association 22 (1927).
    """
    if not 0 <= part <= whole:
        raise BadInput(f"{part} of {whole} people is no share.")
    if whole == 0:
        return None
    z = float(_Z)
    share, square = part / whole, z * z
    middle = share + square / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low, high = ((middle + side * reach) / (1 + square / whole) for side in (-1, 1))
    return (
        0.0 if part == 0 else 100 * max(low, 0.0),
        100.0 if part == whole else 100 * min(high, 1.0),
    )


def wilson_outwards(count: int, base: int, step: int = 1, whole: int = 100) -> tuple[int, int]:
    """Return the interval of `wilson` in parts of `whole`, outwards to multiples of `step`.

    `count` of `base` people, 0 <= count <= base, base > 0. Only whole numbers are compared.
    """
    low = step * (whole * count // (base * step))
    while low and not _beyond(low, count, base, whole):
        low -= step
    high = -step * (-whole * count // (base * step))
    while high < whole and not _beyond(high, count, base, whole):
        high += step
    return low, min(high, whole)


def percent_share(count: int, base: int) -> PercentShare:
    """Return the share of `count` in `base` people, a half percent up; base > 0."""
    lower, upper = wilson_outwards(count, base)
    return PercentShare(percent=(200 * count + base) // (2 * base), lower=lower, upper=upper)


def apmo(statements: Iterable[tuple[int, int, int]]) -> float | None:
    """Return the cut-off (percent) of a round by the average percent of majority opinions.

    Each statement is (people who agree, people who oppose, ratings). Agreements count where more
    than half agree, oppositions where more than half oppose; both over all ratings. A statement is
    agreed on when more agree than the cut-off. None when there is no rating.
    """
    majorities = opinions = 0
    for agreeing, opposing, ratings in statements:
        if min(agreeing, opposing) < 0 or agreeing + opposing > ratings:
            raise BadInput(f"{agreeing} and {opposing} of {ratings} ratings cannot be counted.")
        opinions += ratings
        majorities += sum(side for side in (agreeing, opposing) if 2 * side > ratings)
    return percent(majorities, opinions)


def _beyond(part: int, count: int, base: int, whole: int) -> bool:
    """Say whether another share, of `part` in `whole`, lies at or beyond an end of the interval."""
    z = _Z_SQUARED
    apart = (whole * count - part * base) ** 2
    return apart > 0 and apart * z.denominator >= z.numerator * base * part * (whole - part)


def _ends(points: int) -> tuple[int, int]:
    if points not in ENDS:
        raise BadInput(
            f"There is no convention for who agrees on a scale with {points} points.",
            do="Use 5, 7 or 9 points.",
        )
    return ENDS[points]
