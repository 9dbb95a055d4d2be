"""Ranks: Kendall's W of several rankings, Wilcoxon's signed ranks, Spearman's correlation.

It must not know members, statements or thresholds of a rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erfc, sqrt
from typing import Literal

from survey.errors import BadInput

Concord = Literal["very weak", "weak", "moderate", "strong", "unusually strong"]
PMethod = Literal["exact", "normal approximation", "no rating changed"]

#: Where each reading of W begins (Schmidt 1997).
READINGS: tuple[tuple[float, Concord], ...] = (
    (0.9, "unusually strong"),
    (0.7, "strong"),
    (0.5, "moderate"),
    (0.3, "weak"),
)
#: So many differences at most are tested exactly.
EXACT_TO = 25


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W of `full` rankings of `items` items; `partial` rankings were not counted.

    `chi_squared` has `degrees` of freedom. All None where nobody put any item before another.
    """

    items: int
    full: int
    partial: int
    w: float | None
    chi_squared: float | None
    degrees: int
    reading: Concord | None


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Wilcoxon's W (the smaller sum of ranks) over `n` differences that are not zero, two-sided."""

    n: int
    w: float
    p: float | None
    method: PMethod


def concordance(rankings: Sequence[Sequence[float | None]]) -> Concordance:
    """Return Kendall's W; one ranking is one rank per item, 1 first, None for an item left out.

    W = 12 S / (m^2 (k^3 - k) - m sum T), T = sum(t^3 - t) of each ranking's ties, which share their
    mean rank (Kendall and Babington Smith 1939; Siegel and Castellan 1988). A ranking that leaves
    an item out is partial and is counted apart. BadInput for rows of different lengths.
    """
    items = len(rankings[0]) if rankings else 0
    if any(len(ranking) != items for ranking in rankings) or (rankings and items < 2):
        raise BadInput("Every ranking needs one place for each item, and there are at least two.")
    full = [_double_ranks([r for r in one if r is not None]) for one in rankings if None not in one]
    m = len(full)
    sums = [sum(column) for column in zip(*full, strict=True)]
    twelve_s = 3 * sum((total - m * (items + 1)) ** 2 for total in sums)
    ties = sum(t**3 - t for ranks in full for t in Counter(ranks).values())
    most = m * m * (items**3 - items) - m * ties
    w = Fraction(twelve_s, most) if most else None
    return Concordance(
        items=items,
        full=m,
        partial=len(rankings) - m,
        w=float(w) if w is not None else None,
        chi_squared=float(m * (items - 1) * w) if w is not None else None,
        degrees=max(items - 1, 0),
        reading=_reading(float(w)) if w is not None else None,
    )


def signed_ranks(differences: Sequence[int]) -> SignedRanks:
    """Return Wilcoxon's signed-rank test (1945): zeros dropped, ties share their mean rank.

    Exact for at most EXACT_TO differences without ties; else the normal approximation with the
    correction for ties and none for continuity. p is None where no difference is left.
    """
    moved = [difference for difference in differences if difference]
    n = len(moved)
    if not moved:
        return SignedRanks(0, 0.0, None, "no rating changed")
    ranks = _double_ranks([abs(difference) for difference in moved])
    up = sum(rank for rank, difference in zip(ranks, moved, strict=True) if difference > 0)
    smaller = min(up, n * (n + 1) - up)
    tied = [t for t in Counter(ranks).values() if t > 1]
    if n <= EXACT_TO and not tied:
        return SignedRanks(n, smaller / 2, _exact_p(n, smaller // 2), "exact")
    variance = n * (n + 1) * (2 * n + 1) / 24 - sum(t**3 - t for t in tied) / 48
    z = (n * (n + 1) / 2 - smaller) / 2 / sqrt(variance)
    return SignedRanks(n, smaller / 2, erfc(z / sqrt(2)), "normal approximation")


def spearman(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return Spearman's rank correlation with mean ranks; None where one side is all the same."""
    if not pairs:
        return None
    one, two = (_double_ranks(side) for side in zip(*pairs, strict=True))
    middle = len(pairs) + 1
    both = sum((a - middle) * (b - middle) for a, b in zip(one, two, strict=True))
    own = [sum((rank - middle) ** 2 for rank in side) for side in (one, two)]
    return both / sqrt(own[0] * own[1]) if own[0] and own[1] else None


def _double_ranks(values: Sequence[float]) -> list[int]:
    """Return twice the rank of each value, ties sharing their mean rank, so that it is whole."""
    counts, below, ranks = Counter(values), 0, {}
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value] + 1
        below += counts[value]
    return [ranks[value] for value in values]


def _exact_p(n: int, smaller: int) -> float:
    """Count the sets of ranks 1..n whose sum is at most `smaller`, of all 2^n sets; twice that."""
    ways = [1] + [0] * smaller
    for rank in range(1, n + 1):
        for total in range(smaller, rank - 1, -1):
            ways[total] += ways[total - rank]
    return min(1.0, 2 * sum(ways) / (1 << n))


def _reading(w: float) -> Concord:
    return next((reading for begins, reading in READINGS if w >= begins), "very weak")
