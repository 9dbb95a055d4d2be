"""How it is to answer a study: a verdict for staff, made of three counters that they never see.

It knows counts as three numbers. It knows no submission.
"""

from __future__ import annotations

from typing import Literal

from survey.storage.instance import Instance
from survey.storage.studies import study_rows

FeelingVerdict = Literal["fine", "pause and review", "too few to say"]

#: From so many on it is said how it was.
FEWEST = 20
#: What share may find it very hard without a pause. Source: in a survey of adolescents on abuse,
#: the group that fared worst had 15 % upset (CAPMH 2015).
SHARE_BORNE = 0.1
#: A study where no more than that share find it very hard is told to pause with a chance below one
#: in so many, however often somebody looks.
SURE = 20
#: How much the shares just above the one that is borne count for in the bet (Beta(1, 4)).
_NEAR = 4


def feelings_of(instance: Instance, study_id: str) -> FeelingVerdict:
    """Return how it is to answer a study, as of the last mix; StudyUnknown, NotAsPinned."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    return verdict(row.felt_fine, row.felt_bit_hard, row.felt_very_hard)


def verdict(fine: int, bit_hard: int, very_hard: int) -> FeelingVerdict:
    """Say what staff may know of the three counters: never the counts themselves."""
    told = fine + bit_hard + very_hard
    if told < FEWEST:
        return "too few to say"
    return "pause and review" if evidence(fine + bit_hard, very_hard) >= SURE else "fine"


def evidence(others: int, very_hard: int) -> float:
    """Return what a bet that more than the share that is borne find it very hard has made of 1.

    The likelihood under larger shares, weighed by a Beta(1, 4) that ends at that share, over the
    likelihood under it. While no more find it very hard, it does not grow in the mean, whatever
    was seen before; so it ever exceeds x with a chance of at most 1 in x (Ville's inequality).
    The integral is a sum over a binomial: P(X ≤ very_hard) / P(X = very_hard), up to a factor.
    """
    people = others + very_hard + _NEAR
    odds = (1 - SHARE_BORNE) / SHARE_BORNE
    term = total = 1.0
    for number in range(very_hard, 0, -1):
        term *= odds * number / (people - number + 1)
        total += term
    return _NEAR * total / (others + _NEAR)
