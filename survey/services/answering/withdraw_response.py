"""Taking back what was said: six words become a sealed slip that waits for the mix.

It looks nothing up, so it cannot tell, or say, whether there is anything to take back.
"""

from __future__ import annotations

from collections.abc import Sequence

from survey.sealing.codes.slips import pack_withdrawal, withdrawal_of
from survey.storage.instance import Instance


def take_back(instance: Instance, study_id: str, written: Sequence[str], typed: str) -> bool:
    """Have everything that a typed receipt belongs to taken back at the next mix.

    `written` are the ids of the study's text questions, in order. The same is done for right,
    wrong, used and late receipts. False when there is no room for a slip, so that nothing was taken
    in; InstanceUnsound when the letterbox cannot be reached.
    """
    slip = pack_withdrawal(withdrawal_of(typed, study_id, written))
    return instance.letterbox.drop_slip(study_id, slip) == "kept"
