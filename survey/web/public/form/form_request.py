"""What came in hand with one request, and how the page that comes next is shown.

It knows the door, one study and one person's sealed draft for as long as a request lasts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from survey.errors import PageStateDamaged, PageStateExpired, SealBroken
from survey.services.answering.answer_page import (
    REVIEW,
    Turn,
    entries_to_send,
    open_draft,
    seal_draft,
    without_pointers,
)
from survey.services.steps.page_drafts import Draft
from survey.web.forms import fields_sent, first
from survey.web.public.app_state import LiveStudy, PublicState
from survey.web.public.form.pages import Filling
from survey.web.public.page_request import START, PageRequest, fresh_draft, one_of
from survey.web.public.sentences import DAMAGED, EXPIRED, LEFT_OUT, NOTHING_YET
from survey.web.rendering.frames import safe


@dataclass(frozen=True, slots=True)
class FormRequest(PageRequest):
    """One request about a form; `lost` says why what was written before is gone, if it is."""

    study: LiveStudy
    lost: str = ""

    def with_draft(self, draft: Draft) -> FormRequest:
        """Return the same request with another draft in hand."""
        return replace(self, draft=draft)


def take_in(site: PublicState, study: LiveStudy) -> FormRequest:
    """Return what came with the request: the draft in its page, or a new one and why."""
    fields = fields_sent()
    page, go = first(fields, "p"), first(fields, "go") or "next"
    token, lost = first(fields, "s"), ""
    if token:
        today = site.today()
        try:
            draft = open_draft(study.form, token, site.keys(today), today)
            return FormRequest(site, study.pages, fields, draft, page, go, study)
        except PageStateExpired:
            lost = EXPIRED
        except (PageStateDamaged, SealBroken):
            lost = DAMAGED
    elif page not in ("", START):
        lost = DAMAGED
    draft = fresh_draft(spoken(study, first(fields, "l")))
    return FormRequest(site, study.pages, fields, draft, page, go, study, lost)


def spoken(study: LiveStudy, language: str) -> str:
    """Return a language of the study: the one asked for, or its first."""
    return one_of(study.form.questionnaire.languages, language)


def sealed(req: FormRequest, draft: Draft) -> str:
    """Seal a draft into the text of the hidden field."""
    site, today = req.site, req.site.today()
    return seal_draft(req.study.form, draft, site.keys(today), today, secrets.token_bytes(12))


def show(
    req: FormRequest, turn: Turn, notice: str = "", said: Mapping[str, str] | None = None
) -> str:
    """Show the page of a turn, with a notice above it; `said` are slots of what is to be looked at
    first on the page before sending."""
    if turn.page == REVIEW:
        return _review(req, turn, notice, said or {})
    draft, pages = turn.draft, req.study.pages
    values = {"state": sealed(req, draft), "notice": notice, "card": safe(draft.card)}
    if turn.page.startswith("s."):
        filling = Filling(turn.shown, turn.ranks, turn.problems, draft.own)
        return pages.section(turn.page, draft.language, turn.path, filling, values)
    if turn.page.startswith("n."):
        return pages.note(turn.page, draft.language, turn.path, values)
    if turn.page == "support":
        return support(req.with_draft(draft))
    return pages.plain(turn.page, draft.language, values, "kept" if draft.kept else "")


def beside(req: FormRequest, name: str, kind: str = "", **values: str) -> str:
    """Show a page beside the road that carries what is in hand; of several kinds, the one named."""
    state = {"state": sealed(req, req.draft), "card": safe(req.draft.card)}
    kind = kind or ("kept" if req.draft.kept else "")
    return req.study.pages.plain(name, req.draft.language, state | values, kind)


def support(req: FormRequest) -> str:
    """Show who can help, with what is in hand carried along."""
    audience, action = req.study.form.questionnaire.audience, req.study.pages.look.action
    return req.support(audience, action, sealed(req, req.draft))


def say(
    req: FormRequest, sentences: Sequence[str], link: tuple[str, str] = ("", ""), code: str = ""
) -> str:
    """Show a page that only says something."""
    return req.study.pages.message(req.draft.language, sentences, link, code)


def _review(req: FormRequest, turn: Turn, notice: str, said: Mapping[str, str]) -> str:
    draft = without_pointers(req.study.form, turn.draft)
    pages, language = req.study.pages, draft.language
    if draft.entries != turn.draft.entries:
        notice += req.notice(*LEFT_OUT)
    form = req.study.form
    if form.questionnaire.payment and not any(entries_to_send(form, draft).values()):
        notice += req.notice(*NOTHING_YET)
    values = {"state": sealed(req, draft), "notice": notice, "card": safe(draft.card), **said}
    values["receipt." + req.first("r")] = " checked"
    return pages.review(language, turn.path, draft, values)
