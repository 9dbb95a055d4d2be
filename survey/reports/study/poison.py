"""How many false answers a sentence would survive: integers, of printed numbers only.

It knows counts, how far they are rounded, and bounds of a share. It knows no words and no people.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """Between what a share has to lie so that a sentence holds; `strictly`: above `least`."""

    least: Fraction = Fraction(0)
    most: Fraction = Fraction(1)
    strictly: bool = False


@dataclass(frozen=True, slots=True)
class PrintedShare:
    """A printed count, its printed base, and how far each exact number may lie from the printed."""

    count: int
    base: int
    slack: int = 0


def tolerated_if_they_chose_it(share: PrintedShare, bounds: ShareBounds) -> int:
    """Return how many people who chose an answer may be false, and the share of the others is still
    as large as the bounds say, whatever the exact numbers are; below 0: it may not be so already.

    With c of n: (c - f) / (n - f) >= p / q holds as long as f <= (q c - p n) / (q - p).
    """
    p, q = bounds.least.numerator, bounds.least.denominator
    left = q * (share.count - share.slack) - p * (share.base + share.slack)
    return (left - bounds.strictly) // (q - p)


def tolerated_if_they_chose_another(share: PrintedShare, bounds: ShareBounds) -> int:
    """Return how many people who chose something else may be false, and the share of the others is
    still as small as the bounds say; below 0: it may not be so already.

    With c of n: c / (n - f) <= p / q holds as long as f <= n - q c / p.
    """
    p, q = bounds.most.numerator, bounds.most.denominator
    return (share.base - share.slack) + (-q * (share.count + share.slack)) // p


def false_answers(share: PrintedShare, bounds: ShareBounds) -> int | None:
    """Return the largest number of answers that may be false, all saying the same, while the share
    of the others lies within the bounds; None where not even the printed numbers make that sure.
    """
    found = share.base - share.slack - 1
    if bounds.least > 0:
        found = min(found, tolerated_if_they_chose_it(share, bounds))
    if bounds.most < 1:
        found = min(found, tolerated_if_they_chose_another(share, bounds))
    return found if found >= 0 else None
