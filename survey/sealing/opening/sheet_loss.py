"""How likely it is that a study can never be opened, because too many share sheets were lost."""

from __future__ import annotations

from math import comb

#: The share of sheets that we reckon with being lost: one in twenty.
LOST_OFTEN = 0.05


def chance_never_opened(shares: int, threshold: int, loss: float = LOST_OFTEN) -> float:
    """Return the chance that fewer than `threshold` of `shares` sheets are left.

    Each is lost with chance `loss`, whatever happens to the others.
    """
    fewest = shares - threshold + 1
    return sum(
        comb(shares, lost) * loss**lost * (1 - loss) ** (shares - lost)
        for lost in range(fewest, shares + 1)
    )


def suggested_threshold(shares: int) -> int:
    """Return how many of so many holders open a study where nobody says otherwise: more than half,
    so that it is three of five and two of three."""
    return shares // 2 + 1


def as_percent(chance: float) -> str:
    """Return a chance in words of a page, with two digits that say something, such as 0.12 %."""
    percent = chance * 100
    if percent >= 10:
        return f"{percent:.0f} %"
    if percent >= 1:
        return f"{percent:.1f} %"
    return f"{percent:.2f} %" if percent >= 0.01 else "less than 0.01 %"
