"""Stopping for now and coming back, with a code of six words and only when it is asked for.

What is stored it cannot read without the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask import Response, request

from survey.errors import PageStateDamaged
from survey.sealing.codes.phrases import phrase
from survey.services.answering import keep_draft
from survey.services.answering.answer_page import page_to_return_to, turn, without_pointers
from survey.services.steps.page_drafts import read_draft, write_draft
from survey.web.error_pages import later
from survey.web.public.council.membership import mark
from survey.web.public.form.form_request import FormRequest, beside, say, show
from survey.web.public.form.six_fields import ANY, FIRST, boxes, filled, shown, typed_words
from survey.web.public.sentences import (
    ALREADY,
    BACK_AGAIN,
    KEEP_FULL,
    MANY,
    NO_SUCH_CODE,
)


def keep(req: FormRequest) -> str | Response:
    """Store the draft under a code and show the code; the same code as before, if there is one."""
    site, form = req.site, req.study.form
    asked = site.ask("keep", form.study_id, request.environ)
    if asked.too_often:
        return later(_again(req, MANY))
    draft = replace(without_pointers(form, req.draft), kept=True, asked=0)  # no time is put aside
    outcome = keep_draft.keep(
        site.instance,
        form.study_id,
        form.fingerprint,
        phrase(draft.code),
        write_draft(replace(draft, card="")),  # whoever finds the six words gets no card
        form.state_size,
        site.today(),
        asked.doubt,
    )
    if outcome == "full":
        return _again(req, KEEP_FULL)
    return beside(req.with_draft(draft), "code", code=shown(phrase(draft.code)))


def come_back(req: FormRequest) -> str | Response:
    """Show the page where somebody stopped, when the six words are those of a draft."""
    site, form = req.site, req.study.form
    typed = typed_words(req.fields)
    payload = keep_draft.find(site.instance, form.study_id, form.fingerprint, typed, site.today())
    try:
        draft = read_draft(payload) if payload else None
    except PageStateDamaged:
        draft = None
    if draft is None:
        return _not_found(req)
    found = req.with_draft(replace(draft, language=req.draft.language, kept=True))
    if site.look(form.study_id, mark(found)).is_spent:
        return say(found, ALREADY)
    notice = req.notice(*BACK_AGAIN)
    return show(found, page_to_return_to(form, found.draft), notice)


def _not_found(req: FormRequest) -> str | Response:
    """Count what failed, apart from what is found: nobody's wrong words keep out right ones."""
    if req.site.ask("failed", req.study.form.study_id, request.environ).too_often:
        return later(_typed(req, req.look(*MANY)))
    return _typed(req, req.look(NO_SUCH_CODE, to=FIRST), wrong=ANY)


def _typed(req: FormRequest, said: Mapping[str, str], wrong: Iterable[int] = ()) -> str:
    return beside(req, "resume", **said, **filled(boxes(req.fields), wrong))


def _again(req: FormRequest, sentences: tuple[str, ...]) -> str:
    paused = turn(req.study.form, req.draft, "pause", "pause", {})
    return show(req, paused, req.notice(*sentences))
