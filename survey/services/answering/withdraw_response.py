"""Taking back what was said: six words become a sealed slip that waits for the mix.

It looks nothing up, so it cannot tell, or say, whether there is anything to take back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from survey.errors import InstanceUnsound
from survey.sealing.codes.slips import pack_withdrawal, withdrawal_of
from survey.sealing.seal import seal_to_batch

_TRIES = 5


class WithdrawalContext(Protocol):
    """What a slip needs to know of a study: its id and its text questions, in order."""

    @property
    def study_id(self) -> str:
        """Return the study's id."""

    @property
    def written(self) -> tuple[str, ...]:
        """Return the ids of the text questions."""


def take_back(
    desk: WithdrawalContext,
    typed: str,
    batch: Callable[[], tuple[int, bytes]],
    drop: Callable[[int, bytes], str],
) -> bool:
    """Have everything that a typed receipt belongs to taken back at the next mix.

    The same is done for right, wrong, used and late receipts. `batch` gives number and public key
    of the batch of the moment, `drop` takes number and slip and says "kept", "stale_batch" or
    "full": then nothing was taken in, and this returns False. InstanceUnsound when the letterbox
    cannot be reached.
    """
    slip = pack_withdrawal(withdrawal_of(typed, desk.study_id, desk.written))
    for _ in range(_TRIES):
        number, public = batch()
        outcome = drop(number, seal_to_batch(public, slip))
        if outcome in ("kept", "full"):
            return outcome == "kept"
    raise InstanceUnsound(
        "The letterbox could not be reached.",
        kept="Nothing was changed.",
        do="Please type the words and press the button again.",
    )
