"""Six words before the first question of a council's round: who has them is let in, once.

What they give travels sealed in the page.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from survey.sealing.codes.member_receipts import receipt_numbers
from survey.services.answering.answer_page import first_page, same_page
from survey.services.councils.recognise_member import is_member, last_ratings, root_of
from survey.services.steps.page_drafts import CONSENT, Draft
from survey.services.steps.send_response import mark_of
from survey.web.error_pages import later
from survey.web.forms import carried
from survey.web.public.form.form_request import FormRequest, beside, show
from survey.web.public.form.six_fields import ANY, FIRST, boxes, filled, typed_words
from survey.web.public.sentences import (
    ALREADY,
    ALREADY_ANSWERED,
    MANY,
    NOT_A_MEMBER,
    WORDS_ONCE_MORE,
)

#: The page that asks for the words again, when answers are in hand and what was known is lost.
MEMBER = "member"


def mark(req: FormRequest) -> bytes:
    """Return the mark under which what is in hand counts as sent: a member's own, in a round."""
    form, draft = req.study.form, req.draft
    return mark_of(req.site.instance.site_key, draft.submission_id, form.round, draft.member)


def already(req: FormRequest) -> str:
    """Return the notice that this was sent before: from this page, or by this member."""
    sentences = ALREADY_ANSWERED if req.study.form.round else ALREADY
    return req.notice(*sentences)


def needs_words(req: FormRequest) -> bool:
    """Tell whether this can be sent only after a member's words were typed."""
    return bool(req.study.form.round) and not req.draft.member


def ask_again(req: FormRequest) -> str:
    """Ask for the words when something is to be sent; all that was written is kept."""
    return _page(req, MEMBER, notice=req.notice(*WORDS_ONCE_MORE))


def ask_anew(req: FormRequest, notice: str) -> str:
    """Ask for the words from the beginning, with a notice that says why."""
    return _page(req, CONSENT, notice=notice)


def recognise(req: FormRequest) -> FormRequest | str | Response:
    """Return the hand with a member in it; or the page that asks, with what is kind to say.

    Somebody who went back to the page of the words does not have to type them twice.
    """
    site, form = req.site, req.study.form
    if req.draft.member and not typed_words(req.fields):
        return req
    root = root_of(typed_words(req.fields), form.council)
    if not is_member(site.instance, form.council, form.round, root):
        page = MEMBER if req.page == MEMBER else CONSENT
        if site.ask("failed", form.study_id, request.environ).too_often:
            return later(_page(req, page, **req.look(*MANY)))
        marked = filled(boxes(req.fields), ANY)
        return _page(req, page, **marked | req.look(NOT_A_MEMBER, to=FIRST))
    return req.with_draft(_let_in(req, root))


def after_words(req: FormRequest, notice: str = "") -> str:
    """Show the page after the words: the first one, or the one on which somebody was."""
    form, draft = req.study.form, req.draft
    turn = first_page(form, draft) if draft.at == CONSENT else same_page(form, draft)
    return show(req, turn, notice)


def _let_in(req: FormRequest, root: bytes) -> Draft:
    form = req.study.form
    own = last_ratings(req.site.instance, form.council, form.round, root)
    asked = {question.id for question in form.questionnaire.questions()}
    here = {question: rating for question, rating in own.items() if question in asked}
    receipt = receipt_numbers(root, form.round)  # the same on every page that they open
    return replace(req.draft, member=root, own=here, phrase=receipt)


def _page(req: FormRequest, name: str, **values: str) -> str:
    along = carried({"r": req.first("r")}) if req.first("r") else ""
    return beside(req, name, **{"carried": along, **filled(boxes(req.fields)), **values})
