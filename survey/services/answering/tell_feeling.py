"""How it was to answer: one of three counters, told by a slip that belongs to no response."""

from __future__ import annotations

from survey.sealing.codes.slips import Feeling, pack_feeling
from survey.storage.instance import Instance
from survey.storage.letters.letterbox import MOST_SLIPS

#: How it was takes half of the room for slips, so that answers can always be taken back.
_MOST = MOST_SLIPS // 2


def tell(instance: Instance, study_id: str, texts: int, feeling: Feeling) -> bool:
    """Put a feeling ("fine", "bit_hard" or "very_hard") into the letterbox.

    `texts` is the number of the study's text questions, on which the size of every slip depends.
    False when there is no room, so that it is not counted; InstanceUnsound when the letterbox
    cannot be reached.
    """
    slip = pack_feeling(feeling, texts)
    return instance.letterbox.drop_slip(study_id, slip, _MOST) == "kept"
