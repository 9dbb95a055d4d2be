"""Percentiles of whole-number ratings, worked out in whole numbers so that no verdict is rounded.

It knows lists of ratings. It must not know statements, thresholds or members.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index

from survey.errors import BadInput

#: What a result is measured in before it is divided: a hundredth of a point of the scale.
HUNDREDTHS = 100


def valid(ratings: Iterable[int | None], points: int = 9) -> tuple[int, ...]:
    """Return the ratings in order of size, without None; BadInput for one outside 1 to `points`."""
    given = sorted(_whole(rating) for rating in ratings if rating is not None)
    if given and not (given[0] >= 1 and given[-1] <= points):
        wrong = given[0] if given[0] < 1 else given[-1]
        raise BadInput(
            f"{wrong} is no rating on a scale from 1 to {points}.",
            do=f"Give whole numbers from 1 to {points}, and None for a rating that is missing.",
        )
    return tuple(given)


def require_nine(points: int, measure: str) -> None:
    """BadInput when a measure whose constants hold for ratings from 1 to 9 meets another scale."""
    if points != 9:
        raise BadInput(
            f"{measure} is defined for ratings from 1 to 9 only, and this scale has {points}.",
            do="Use the percent who agree or the rule of the middle half on this scale.",
        )


def hundredths(in_order: Sequence[int], percent: int) -> int:
    """Return 100 times the percentile (0-100) of ratings in order of size; at least one is needed.

    Type 7 of Hyndman and Fan, Statistical packages 1996, The American Statistician 50 (4):
    position (n-1)p, with linear interpolation; NumPy's and R's default.
    """
    place, rest = divmod((len(in_order) - 1) * percent, 100)
    below = in_order[place]
    above = in_order[place + 1] if rest else below
    return HUNDREDTHS * below + rest * (above - below)


def percentile(ratings: Iterable[int | None], percent: int, points: int = 9) -> float | None:
    """Return a percentile of type 7; None when there is no rating."""
    in_order = valid(ratings, points)
    return hundredths(in_order, percent) / HUNDREDTHS if in_order else None


def _whole(rating: int) -> int:
    try:
        if isinstance(rating, bool):
            raise TypeError
        return index(rating)
    except TypeError:
        raise BadInput(
            f"{rating} is no rating.",
            do="Ratings are whole numbers; give None for one that is missing.",
        ) from None
