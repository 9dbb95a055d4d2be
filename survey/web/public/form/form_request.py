"""What came in hand with one request, and how the page that comes next is shown.

It knows the door, one study and one person's sealed draft for as long as a request lasts.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey.errors import PageStateDamaged, PageStateExpired, SealBroken
from survey.services.answering.answer_page import (
    REVIEW,
    Draft,
    Turn,
    entries_to_send,
    open_draft,
    seal_draft,
    without_pointers,
)
from survey.web.forms import fields_sent, first
from survey.web.public.app_state import LiveStudy, PublicState
from survey.web.public.form.pages import Filling
from survey.web.public.page_request import START, PageRequest, fresh_draft, one_of
from survey.web.public.sentences import DAMAGED, EXPIRED, LEFT_OUT, NOTHING_YET


@dataclass(frozen=True, slots=True)
class FormRequest(PageRequest):
    """One request about a form; `lost` says why what was written before is gone, if it is."""

    study: LiveStudy
    lost: str = ""

    def with_draft(self, draft: Draft) -> FormRequest:
        """Return the same request with another draft in hand."""
        return replace(self, draft=draft)


def take_in(door: PublicState, study: LiveStudy) -> FormRequest:
    """Return what came with the request: the draft in its page, or a new one and why."""
    fields = fields_sent()
    page, go = first(fields, "p"), first(fields, "go") or "next"
    token, lost = first(fields, "s"), ""
    if token:
        today = door.today()
        try:
            draft = open_draft(study.form, token, door.keys(today), today)
            return FormRequest(door, study.pages, fields, draft, page, go, study)
        except PageStateExpired:
            lost = EXPIRED
        except (PageStateDamaged, SealBroken):
            lost = DAMAGED
    elif page not in ("", START):
        lost = DAMAGED
    draft = fresh_draft(spoken(study, first(fields, "l")))
    return FormRequest(door, study.pages, fields, draft, page, go, study, lost)


def spoken(study: LiveStudy, language: str) -> str:
    """Return a language of the study: the one asked for, or its first."""
    return one_of(study.form.questionnaire.languages, language)


def sealed(hand: FormRequest, draft: Draft) -> str:
    """Seal a draft into the text of the hidden field."""
    door, today = hand.door, hand.door.today()
    return seal_draft(hand.study.form, draft, door.keys(today), today, secrets.token_bytes(12))


def show(hand: FormRequest, turn: Turn, notice: str = "") -> str:
    """Show the page of a turn, with a notice above it."""
    if turn.page == REVIEW:
        return _review(hand, turn, notice)
    draft, pages = turn.draft, hand.study.pages
    values = {"state": sealed(hand, draft), "notice": notice}
    if turn.page.startswith("s."):
        filling = Filling(turn.shown, turn.ranks, turn.problems, draft.own)
        return pages.section(turn.page, draft.language, turn.path, filling, values)
    if turn.page.startswith("n."):
        return pages.note(turn.page, draft.language, turn.path, values)
    if turn.page == "support":
        return support(hand.with_draft(draft))
    return pages.plain(turn.page, draft.language, values, "kept" if draft.kept else "")


def beside(hand: FormRequest, name: str, kind: str = "", **values: str) -> str:
    """Show a page beside the road that carries what is in hand; of several kinds, the one named."""
    state = {"state": sealed(hand, hand.draft)}
    kind = kind or ("kept" if hand.draft.kept else "")
    return hand.study.pages.plain(name, hand.draft.language, state | values, kind)


def support(hand: FormRequest) -> str:
    """Show who can help, with what is in hand carried along."""
    audience, action = hand.study.form.questionnaire.audience, hand.study.pages.look.action
    return hand.support(audience, action, sealed(hand, hand.draft))


def say(
    hand: FormRequest, sentences: Sequence[str], link: tuple[str, str] = ("", ""), code: str = ""
) -> str:
    """Show a page that only says something."""
    return hand.study.pages.message(hand.draft.language, sentences, link, code)


def _review(hand: FormRequest, turn: Turn, notice: str) -> str:
    draft = without_pointers(hand.study.form, turn.draft)
    pages, language = hand.study.pages, draft.language
    if draft.entries != turn.draft.entries:
        notice += hand.notice(*LEFT_OUT)
    form = hand.study.form
    if form.questionnaire.payment and not any(entries_to_send(form, draft).values()):
        notice += hand.notice(*NOTHING_YET)
    values = {"state": sealed(hand, draft), "notice": notice}
    values["receipt." + hand.first("r")] = " checked"
    return pages.review(language, turn.path, draft, values)
