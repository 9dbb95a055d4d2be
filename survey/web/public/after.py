"""What can be done on the thank-you page: say how it was, and have a thank-you code.

How it was is counted apart from everything; a thank-you code is taken from a pile that nothing
joins to an answer.
"""

from __future__ import annotations

from flask import Response, request

from survey.errors import InstanceUnsound
from survey.sealing.slips import FEELINGS
from survey.services.tell_feeling import tell
from survey.services.thank_person import claim
from survey.web.public.hand import Hand, later, say
from survey.web.public.sentences import (
    FELT,
    MANY,
    NO_THANKS,
    NONE_LEFT,
    NOT_COUNTED,
    THANKED,
    THANKED_BEFORE,
)


def after_sending(hand: Hand) -> str | Response:
    """Take in what was pressed on the thank-you page."""
    kind, _, choice = hand.go.partition(":")
    if kind == "felt":
        return _felt(hand, choice)
    if kind == "thank" and choice == "yes" and not hand.lost:
        return _thank(hand)
    return say(hand, NO_THANKS)


def _felt(hand: Hand, feeling: str) -> str | Response:
    door, study = hand.door, hand.study
    study_id = study.form.study_id
    if feeling not in FEELINGS:
        return say(hand, NO_THANKS)
    if not door.may("felt", study_id, request.environ):
        return later(say(hand, NOT_COUNTED))
    try:
        tell(study.desk, feeling, door.batch, lambda *slip: door.drop_slip(study_id, *slip))
    except InstanceUnsound:
        return say(hand, NOT_COUNTED)
    return say(hand, FELT)


def _thank(hand: Hand) -> str | Response:
    door, study_id = hand.door, hand.study.form.study_id
    if not door.may("thank", study_id, request.environ):
        return later(say(hand, MANY))
    thanks = claim(
        door.instance.site_key,
        hand.draft.submission_id,
        lambda *marks: door.take_payment(study_id, *marks),
    )
    if thanks.outcome == "given":
        return say(hand, THANKED, code=thanks.code)
    if thanks.outcome == "given before":
        return say(hand, THANKED_BEFORE)
    return say(hand, NONE_LEFT if thanks.outcome == "none left" else NO_THANKS)
