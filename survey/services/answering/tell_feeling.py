"""How it was to answer: one of three counters, told by a slip that belongs to no response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from survey.errors import InstanceUnsound
from survey.sealing.codes.slips import Feeling, pack_feeling
from survey.sealing.seal import seal_to_batch

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

_TRIES = 5


class FeelingContext(Protocol):
    """What a slip needs to know of a study: how many text questions it has."""

    @property
    def written(self) -> tuple[str, ...]:
        """Return the ids of the text questions."""


def tell(
    desk: FeelingContext,
    feeling: Feeling,
    batch: Callable[[], tuple[int, bytes]],
    drop: Callable[[int, bytes], str],
) -> bool:
    """Put a feeling ("fine", "bit_hard" or "very_hard") into the letterbox.

    `batch` gives number and public key of the batch of the moment, `drop` takes number and slip and
    says "kept", "stale_batch" or "full": then it is not counted, and this returns False.
    InstanceUnsound when the letterbox cannot be reached.
    """
    slip = pack_feeling(feeling, len(desk.written))
    for _ in range(_TRIES):
        number, public = batch()
        outcome = drop(number, seal_to_batch(public, slip))
        if outcome in ("kept", "full"):
            return outcome == "kept"
    raise InstanceUnsound(
        "The letterbox could not be reached.",
        kept="Your answers came in before.",
        do="You can leave this out, or press the button again.",
    )


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
