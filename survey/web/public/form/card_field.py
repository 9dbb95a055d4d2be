"""The code of a card: the field it is typed into, and what is said of it.

What was typed travels sealed in the page, and is never put aside. Wrong, used and replaced codes
are told alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import request

from survey.services.answering.answer_page import REVIEW
from survey.services.answering.check_card import card_works
from survey.services.steps.page_drafts import CARD_TYPED, CONSENT
from survey.web.error_pages import later
from survey.web.public.form.form_request import FormRequest, beside
from survey.web.public.page_request import PageResponse
from survey.web.public.sentences import (
    CARD_NEEDED,
    CARD_NONE,
    CARD_WORKS,
    CARD_WRONG,
    CARD_WRONG_IN_HAND,
    MANY,
)

#: The name and the id of the field, and what the button beside it on the first page asks for.
CARD = "card"


def with_card(req: FormRequest) -> FormRequest:
    """Return the request with what stands in the field in its draft, where its page has one."""
    if req.study.form.entrance is None or req.page not in (CONSENT, REVIEW):
        return req
    return req.with_draft(replace(req.draft, card=req.first(CARD)[:CARD_TYPED]))


def try_card(req: FormRequest) -> PageResponse:
    """Say on the first page whether a code works; nothing is used up."""
    refused = wrong_card(req)
    if refused is not None:
        return refused
    if not req.draft.card.strip():
        return _first_again(req, req.look(*CARD_NEEDED, to=CARD))
    return _first_again(req, {"notice": req.notice(CARD_WORKS)})


def wrong_card(req: FormRequest) -> PageResponse | None:
    """Return the first page once more where what was typed on it does not work; None where it
    works, or nothing was typed."""
    site, form = req.site, req.study.form
    if not req.draft.card.strip() or card_works(site.instance, form.study_id, req.draft.card):
        return None
    if _too_often(req):
        return later(_first_again(req, req.look(*MANY)))
    return _first_again(req, req.look(*CARD_WRONG, to=CARD))


def refused_card(req: FormRequest) -> tuple[Mapping[str, str], bool]:
    """Return the slots of the last page that say why nothing was sent, and whether it was tried too
    often to say more."""
    if not req.draft.card.strip():
        return req.look(*CARD_NEEDED, to=CARD), False
    if _too_often(req):
        return req.look(*MANY), True
    either = (CARD_NONE,) if req.study.form.entrance == "both" else ()
    return req.look(*CARD_WRONG_IN_HAND, *either, to=CARD), False


def _first_again(req: FormRequest, said: Mapping[str, str]) -> str:
    return beside(req, CONSENT, open=" open", **said)


def _too_often(req: FormRequest) -> bool:
    return req.site.ask("failed", req.study.form.study_id, request.environ).too_often
