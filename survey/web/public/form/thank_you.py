"""What can be done on the thank-you page: say how it was, have a thank-you code, see who can help.

Every step leads back to the same page, so that no code is lost. How it was is counted apart from
everything; nothing joins a thank-you code, or the slip of a council's member, to an answer. What
the page shows travels sealed in it, and is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from flask import Response, request

from survey.errors import InstanceUnsound
from survey.sealing.codes.phrases import phrase
from survey.sealing.codes.round_slips import round_slip
from survey.sealing.codes.slips import FEELINGS
from survey.services.answering.tell_feeling import tell
from survey.services.answering.thank_person import Thanks, claim, foresee
from survey.services.steps.page_drafts import Draft
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
    """What a thank-you page shows: whether the receipt, what was said, what became of the gift.

    `slip` says that a member took part in a round, and is shown once they wish it.
    """

    receipt: bool = False
    felt: str = ""
    gift: Gift = ""
    code: str = field(default="", repr=False)
    slip: str = field(default="", repr=False)
    slip_shown: bool = False


def after_sending(req: FormRequest) -> str | Response:
    """Take in what was pressed on the thank-you page, and show it again."""
    if req.lost:
        return _when_lost(req)
    if req.draft.at != THANKS:  # a page of the form that calls itself another
        return thank(req, After())
    after = read_after(req.draft)
    kind, _, choice = req.go.partition(":")
    if kind == "felt" and choice in _FELT and not after.felt:
        return _felt(req, after, choice)
    if kind == "thank" and choice == "no" and not after.code:
        return thank(req, replace(after, gift="declined"))
    if kind == "thank" and choice == "yes" and not after.code:
        return _gift(req, after)
    if kind == "slip" and after.slip:
        return thank(req, replace(after, slip_shown=True))
    if kind in ("support", "find"):
        return support(req)
    return thank(req, after)


def thank(req: FormRequest, after: After, notice: str = "") -> str:
    """Return the thank-you page; the draft in hand is emptied, for none of it is asked here."""
    draft, pages = req.draft, req.study.pages
    values = {"notice": notice, "state": sealed(req, _emptied(draft, after))}
    if after.receipt:
        values["receipt"] = pages.receipt(draft.language, phrase(draft.phrase))
    values["code"] = safe(after.code)
    values["slip"] = safe(after.slip) if after.slip_shown else ""
    slip = ("shown" if after.slip_shown else "offered") if after.slip else ""
    return pages.thanks(draft.language, after.felt, after.gift, values, slip)


def slip_of(req: FormRequest) -> str:
    """Return the slip of the member who sends a round; "" in a survey."""
    form, root = req.study.form, req.draft.member
    if not form.round or not root:
        return ""
    return round_slip(req.site.instance.site_key, form.council, form.round, root)


def read_after(draft: Draft) -> After:
    """Return what the thank-you page showed that carried this draft; nothing for other drafts."""
    if draft.at != THANKS:
        return After()
    said = {name: values[0] for name, values in draft.entries.items() if values}
    gift: Gift = next((one for one in _GIFTS if one == said.get("gift")), "")
    felt = said.get("felt", "")
    return After(
        "receipt" in said,
        felt if felt in _FELT else "",
        gift,
        said.get("code", ""),
        said.get("slip", ""),
        "slip shown" in said,
    )


def _emptied(draft: Draft, after: After) -> Draft:
    shown = {"felt": after.felt, "gift": after.gift, "code": after.code, "slip": after.slip}
    entries: dict[str, tuple[str, ...]] = {name: (said,) for name, said in shown.items() if said}
    if after.receipt:
        entries["receipt"] = ("yes",)
    if after.slip_shown:
        entries["slip shown"] = ("yes",)
    return Draft(draft.submission_id, draft.phrase, draft.code, draft.language, entries, at=THANKS)


def _felt(req: FormRequest, after: After, feeling: str) -> str | Response:
    said = replace(after, felt=feeling)
    if feeling not in FEELINGS:
        return thank(req, said)
    if not req.site.ask("felt", req.study.form.study_id, request.environ).granted:
        return later(thank(req, after, req.notice(*NOT_COUNTED)))
    return thank(req, said) if _told(req, feeling) else thank(req, after, req.notice(*NOT_COUNTED))


def _told(req: FormRequest, feeling: str) -> bool:
    site, study = req.site, req.study
    try:
        told = next(one for one in FEELINGS if one == feeling)
        return tell(site.instance, study.form.study_id, len(study.sealing.written), told)
    except InstanceUnsound:
        return False


def _gift(req: FormRequest, after: After) -> str | Response:
    site, study_id = req.site, req.study.form.study_id
    asked = site.instance, study_id, req.draft.submission_id
    thanks = Thanks(foresee(*asked))
    if thanks.outcome == "given":
        if not site.ask("thank", study_id, request.environ).within:
            return later(thank(req, replace(after, gift="later")))
        thanks = claim(*asked)
    if thanks.outcome == "not sent":
        return thank(req, after)
    return thank(req, replace(after, gift=thanks.outcome, code=thanks.code))


def _when_lost(req: FormRequest) -> str | Response:
    """Count how it was, which needs nothing that was lost, and say that the answers came in."""
    kind, _, choice = req.go.partition(":")
    felt = choice if kind == "felt" and choice in _FELT else ""
    study_id = req.study.form.study_id
    if felt in FEELINGS and not (
        req.site.ask("felt", study_id, request.environ).granted and _told(req, felt)
    ):
        felt = ""
    after = After(felt=felt)
    return req.study.pages.thanks(
        req.draft.language,
        after.felt,
        "lost",
        {"notice": req.notice(req.lost, STILL_SENT), "state": ""},
    )
