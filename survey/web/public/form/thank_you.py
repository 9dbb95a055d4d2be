"""What can be done on the thank-you page: say how it was, have a thank-you code, see who can help.

Every step leads back to the same page, in any order, so that no code is lost on the way. How it was
is counted apart from everything; a thank-you code is taken from a pile that nothing joins to an
answer. What the page shows travels sealed in it, and is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from flask import Response, request

from survey.errors import InstanceUnsound
from survey.sealing.codes.phrases import phrase
from survey.sealing.codes.slips import FEELINGS
from survey.services.answering.answer_page import Draft
from survey.services.answering.tell_feeling import tell
from survey.services.answering.thank_person import Thanks, claim, foresee
from survey.web.error_pages import later
from survey.web.public.form.form_request import FormRequest, sealed, support
from survey.web.public.sentences import NOT_COUNTED, STILL_SENT
from survey.web.rendering.frames import safe

#: The page in hand after sending, as a draft says where somebody is.
THANKS = "thanks"

Gift = Literal["", "given", "given before", "none left", "declined", "blank", "later"]
_GIFTS: tuple[Gift, ...] = ("given", "given before", "none left", "declined", "blank", "later")
_FELT = (*FEELINGS, "none")


@dataclass(frozen=True, slots=True)
class After:
    """What a thank-you page shows: whether the receipt, what was said, what became of the gift."""

    receipt: bool = False
    felt: str = ""
    gift: Gift = ""
    code: str = field(default="", repr=False)


def after_sending(hand: FormRequest) -> str | Response:
    """Take in what was pressed on the thank-you page, and show it again."""
    if hand.lost:
        return _when_lost(hand)
    if hand.draft.at != THANKS:  # a page of the form that calls itself another
        return thank(hand, After())
    after = read_after(hand.draft)
    kind, _, choice = hand.go.partition(":")
    if kind == "felt" and choice in _FELT and not after.felt:
        return _felt(hand, after, choice)
    if kind == "thank" and choice == "no" and not after.code:
        return thank(hand, replace(after, gift="declined"))
    if kind == "thank" and choice == "yes" and not after.code:
        return _gift(hand, after)
    if kind in ("support", "find"):
        return support(hand)
    return thank(hand, after)


def thank(hand: FormRequest, after: After, notice: str = "") -> str:
    """Return the thank-you page; the draft in hand is emptied, for none of it is asked here."""
    draft, pages = hand.draft, hand.study.pages
    values = {"notice": notice, "state": sealed(hand, _emptied(draft, after))}
    if after.receipt:
        values["receipt"] = pages.receipt(draft.language, phrase(draft.phrase))
    values["code"] = safe(after.code)
    return pages.thanks(draft.language, after.felt, after.gift, values)


def read_after(draft: Draft) -> After:
    """Return what the thank-you page showed that carried this draft; nothing for other drafts."""
    if draft.at != THANKS:
        return After()
    said = {name: values[0] for name, values in draft.entries.items() if values}
    gift: Gift = next((one for one in _GIFTS if one == said.get("gift")), "")
    felt = said.get("felt", "")
    return After("receipt" in said, felt if felt in _FELT else "", gift, said.get("code", ""))


def _emptied(draft: Draft, after: After) -> Draft:
    shown = {"felt": after.felt, "gift": after.gift, "code": after.code}
    entries: dict[str, tuple[str, ...]] = {name: (said,) for name, said in shown.items() if said}
    if after.receipt:
        entries["receipt"] = ("yes",)
    return Draft(draft.submission_id, draft.phrase, draft.code, draft.language, entries, at=THANKS)


def _felt(hand: FormRequest, after: After, feeling: str) -> str | Response:
    said = replace(after, felt=feeling)
    if feeling not in FEELINGS:
        return thank(hand, said)
    if not hand.door.ask("felt", hand.study.form.study_id, request.environ).granted:
        return later(thank(hand, after, hand.notice(*NOT_COUNTED)))
    return (
        thank(hand, said) if _told(hand, feeling) else thank(hand, after, hand.notice(*NOT_COUNTED))
    )


def _told(hand: FormRequest, feeling: str) -> bool:
    door, study = hand.door, hand.study
    try:
        told = next(one for one in FEELINGS if one == feeling)
        return tell(door.instance, study.form.study_id, len(study.sealing.written), told)
    except InstanceUnsound:
        return False


def _gift(hand: FormRequest, after: After) -> str | Response:
    door, study_id = hand.door, hand.study.form.study_id
    asked = door.instance, study_id, hand.draft.submission_id
    thanks = Thanks(foresee(*asked))
    if thanks.outcome == "given":
        if not door.ask("thank", study_id, request.environ).within:
            return later(thank(hand, replace(after, gift="later")))
        thanks = claim(*asked)
    if thanks.outcome == "not sent":
        return thank(hand, after)
    return thank(hand, replace(after, gift=thanks.outcome, code=thanks.code))


def _when_lost(hand: FormRequest) -> str | Response:
    """Count how it was, which needs nothing that was lost, and say that the answers came in."""
    kind, _, choice = hand.go.partition(":")
    felt = choice if kind == "felt" and choice in _FELT else ""
    study_id = hand.study.form.study_id
    if felt in FEELINGS and not (
        hand.door.ask("felt", study_id, request.environ).granted and _told(hand, felt)
    ):
        felt = ""
    after = After(felt=felt)
    return hand.study.pages.thanks(
        hand.draft.language,
        after.felt,
        "lost",
        {"notice": hand.notice(hand.lost, STILL_SENT), "state": ""},
    )
