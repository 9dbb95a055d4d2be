"""How it was to answer: one of three counters, told by a slip that belongs to no response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from survey.errors import InstanceUnsound
from survey.sealing.codes.slips import Feeling, pack_feeling
from survey.sealing.seal import seal_to_batch

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
