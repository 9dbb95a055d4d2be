"""Erasing a form that was put aside: with its six words, or from a page that carries them sealed.

Nobody learns from it whether words are right.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from survey.sealing.codes.phrases import phrase
from survey.services.answering import keep_draft
from survey.services.answering.answer_page import turn
from survey.services.steps.send_response import six_words
from survey.web.error_pages import later
from survey.web.forms import carried
from survey.web.public.form.form_request import (
    FormRequest,
    beside,
    show,
)
from survey.web.public.form.six_fields import boxes, filled, no_code, shown, typed_words
from survey.web.public.form.standing import say_why, takes_answers
from survey.web.public.page_request import YOUNG
from survey.web.public.sentences import ERASED, ERASED_HERE, MANY, MANY_BACK, TYPE_TO_ERASE

#: The page on which erasing is confirmed, which is also what is pressed to come to it and on it.
ERASE = "erase"
#: The field that says from which page with a code in hand somebody came, and those pages.
_FROM, _WITH_CODE = "o", ("code", "pause", YOUNG)


def is_erasing(req: FormRequest) -> bool:
    """Tell whether a request is about erasing: to ask, to erase, or to go back without it."""
    return req.go == ERASE or (req.page == ERASE and req.go == "return")


def ask_or_erase(req: FormRequest) -> str | Response:
    """Return the page that asks whether to erase, or what is shown once that was pressed on it."""
    came = _came_from(req)
    if req.page != ERASE:
        return _ask(req, came)
    if req.go == "return":
        return _page(req, came) if came else _back_to_typing(req)
    return _erase_in_hand(req, came) if came else _erase_typed(req)


def _came_from(req: FormRequest) -> str:
    """Return the page whose code is in hand; "" where the words are to be typed."""
    came = req.first(_FROM) if req.page == ERASE else req.page
    return came if came in _WITH_CODE and req.draft.kept else ""


def _ask(req: FormRequest, came: str, **said: str) -> str:
    if came:
        return beside(req, ERASE, "in hand", carried=carried({_FROM: came}), **said)
    if req.lost:
        said["notice"] = req.notice(req.lost, TYPE_TO_ERASE)
    return beside(req, ERASE, "typed", **filled(boxes(req.fields)), **said)


def _page(req: FormRequest, came: str, notice: str = "") -> str:
    """Return the page from which somebody came; once the code keeps nothing, it is not shown."""
    draft = req.draft
    if came == YOUNG:
        return beside(req, YOUNG, notice=notice)
    if came == "code" and draft.kept:
        return beside(req, "code", code=shown(phrase(draft.code)))
    return show(req, turn(req.study.form, draft, "pause", "pause", {}), notice)


def _back_to_typing(req: FormRequest) -> str:
    seen = req.site.look(req.study.form.study_id)
    if not takes_answers(seen):
        return say_why(req.study, req.draft.language, seen)
    return beside(req, "resume", **filled(boxes(req.fields)))


def _erase_in_hand(req: FormRequest, came: str) -> str | Response:
    """Erase what lies under the code in hand; what is in the page stays, with a fresh code."""
    if not _may(req):
        return later(_ask(req, came, notice=req.notice(*MANY)))
    _erase(req, phrase(req.draft.code))
    fresh = req.with_draft(replace(req.draft, code=six_words(), kept=False))
    return _page(fresh, came, req.notice(*ERASED_HERE))


def _erase_typed(req: FormRequest) -> str | Response:
    """Erase what lies under typed words; right and wrong ones are treated and answered alike."""
    typed = typed_words(req.fields)
    wrong = no_code(req.site.environment, req.draft.language, req.fields)
    if wrong:
        return beside(req, ERASE, "typed", **wrong)
    if not _may(req):
        return later(_ask(req, "", **req.look(*MANY_BACK)))
    _erase(req, typed)
    return beside(req, ERASE, "done", **req.look(*ERASED))


def _may(req: FormRequest) -> bool:
    return req.site.ask("erase", req.study.form.study_id, request.environ).granted


def _erase(req: FormRequest, words: str) -> None:
    keep_draft.erase(req.site.instance, req.study.form.study_id, words)
