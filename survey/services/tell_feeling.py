"""How it was to answer: one of three counters, told by a sealed slip that belongs to no response.

It knows one feeling at a time, and counts as three numbers. It knows no submission.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from survey.errors import InstanceUnsound
from survey.sealing.seal import seal_to_batch
from survey.sealing.slips import Feeling, pack_feeling

Verdict = Literal["fine", "pause and review", "too few to say"]

#: From so many on, and so many in a hundred who found it very hard, a study pauses. Source: in a
#: survey of adolescents on abuse, the group that fared worst had 15 % upset (CAPMH 2015).
FEWEST = 20
PERCENT_TO_PAUSE = 15

_TRIES = 5


class Desk(Protocol):
    """What a slip needs to know of a study: how many text questions it has."""

    @property
    def written(self) -> tuple[str, ...]:
        """Give the ids of the text questions."""


def tell(
    desk: Desk,
    feeling: Feeling,
    batch: Callable[[], tuple[int, bytes]],
    drop: Callable[[int, bytes], str],
) -> None:
    """Put a feeling ("fine", "bit_hard" or "very_hard") into the letterbox.

    `batch` gives number and public key of the batch of the moment, `drop` takes number and slip and
    says "kept" or "stale_batch". InstanceUnsound when the letterbox cannot be reached.
    """
    slip = pack_feeling(feeling, len(desk.written))
    for _ in range(_TRIES):
        number, public = batch()
        if drop(number, seal_to_batch(public, slip)) == "kept":
            return
    raise InstanceUnsound(
        "The letterbox could not be reached.",
        kept="Your answers came in before.",
        do="You can leave this out, or press the button again.",
    )


def verdict(fine: int, bit_hard: int, very_hard: int) -> Verdict:
    """Say what staff may know of the three counters: never the counts themselves."""
    told = fine + bit_hard + very_hard
    if told < FEWEST:
        return "too few to say"
    return "pause and review" if 100 * very_hard >= PERCENT_TO_PAUSE * told else "fine"
