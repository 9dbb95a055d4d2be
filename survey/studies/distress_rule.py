"""Whether too many find it very hard to answer, right however often somebody looks.

It knows counts of people and no person. It must not know who may see the counts.
"""

from __future__ import annotations

from typing import Literal

FeelingVerdict = Literal["fine", "pause and review", "too few to say"]

#: From so many on it is said how it was.
FEWEST = 20
#: What share may find it very hard without a pause. Source: in a survey of adolescents on abuse,
#: the group that fared worst had 15 % upset (CAPMH 2015).
SHARE_BORNE = 0.1
#: A study where no more than that share find it very hard is told to pause with a chance below one
#: in so many, however often somebody looks.
SURE = 20
#: How much the shares just above the one that is borne count for in the bet: Beta(1, NEAR).
NEAR = 9


def verdict(others: int, very_hard: int) -> FeelingVerdict:
    """Say what staff may know of how it was for so many people: never the counts themselves."""
    if others + very_hard < FEWEST:
        return "too few to say"
    return "pause and review" if evidence(others, very_hard) >= SURE else "fine"


def evidence(others: int, very_hard: int, near: int = NEAR) -> float:
    """Return what a bet that more than the share that is borne find it very hard has made of 1.

    The likelihood under larger shares, weighed by a Beta(1, near) that begins at that share, over
    the likelihood under it. While no more find it very hard, it does not grow in the mean, whatever
    was seen before; so it ever exceeds x with a chance of at most 1 in x (Ville's inequality; see
    Ramdas, Grünwald, Vovk, Shafer, "Game-theoretic statistics and safe anytime-valid inference",
    Statistical Science 38(4), 2023). It depends on the totals alone, so nothing more is stored.
    The integral is a sum over a binomial: P(X ≤ very_hard) / P(X = very_hard), up to a factor.
    """
    people = others + very_hard + near
    odds = (1 - SHARE_BORNE) / SHARE_BORNE
    term = total = 1.0
    for number in range(very_hard, 0, -1):
        term *= odds * number / (people - number + 1)
        total += term
    return near * total / (others + near)
