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


def is_erasing(hand: FormRequest) -> bool:
    """Tell whether a request is about erasing: to ask, to erase, or to go back without it."""
    return hand.go == ERASE or (hand.page == ERASE and hand.go == "return")


def ask_or_erase(hand: FormRequest) -> str | Response:
    """Return the page that asks whether to erase, or what is shown once that was pressed on it."""
    came = _came_from(hand)
    if hand.page != ERASE:
        return _ask(hand, came)
    if hand.go == "return":
        return _page(hand, came) if came else _back_to_typing(hand)
    return _erase_in_hand(hand, came) if came else _erase_typed(hand)


def _came_from(hand: FormRequest) -> str:
    """Return the page whose code is in hand; "" where the words are to be typed."""
    came = hand.first(_FROM) if hand.page == ERASE else hand.page
    return came if came in _WITH_CODE and hand.draft.kept else ""


def _ask(hand: FormRequest, came: str, **said: str) -> str:
    if came:
        return beside(hand, ERASE, "in hand", carried=carried({_FROM: came}), **said)
    if hand.lost:
        said["notice"] = hand.notice(hand.lost, TYPE_TO_ERASE)
    return beside(hand, ERASE, "typed", **filled(boxes(hand.fields)), **said)


def _page(hand: FormRequest, came: str, notice: str = "") -> str:
    """Return the page from which somebody came; once the code keeps nothing, it is not shown."""
    draft = hand.draft
    if came == YOUNG:
        return beside(hand, YOUNG, notice=notice)
    if came == "code" and draft.kept:
        return beside(hand, "code", code=shown(phrase(draft.code)))
    return show(hand, turn(hand.study.form, draft, "pause", "pause", {}), notice)


def _back_to_typing(hand: FormRequest) -> str:
    seen = hand.door.look(hand.study.form.study_id)
    if not takes_answers(seen):
        return say_why(hand.study, hand.draft.language, seen)
    return beside(hand, "resume", **filled(boxes(hand.fields)))


def _erase_in_hand(hand: FormRequest, came: str) -> str | Response:
    """Erase what lies under the code in hand; what is in the page stays, with a fresh code."""
    if not _may(hand):
        return later(_ask(hand, came, notice=hand.notice(*MANY)))
    _erase(hand, phrase(hand.draft.code))
    fresh = hand.with_draft(replace(hand.draft, code=six_words(), kept=False))
    return _page(fresh, came, hand.notice(*ERASED_HERE))


def _erase_typed(hand: FormRequest) -> str | Response:
    """Erase what lies under typed words; right and wrong ones are treated and answered alike."""
    typed = typed_words(hand.fields)
    wrong = no_code(hand.door.environment, hand.draft.language, hand.fields)
    if wrong:
        return beside(hand, ERASE, "typed", **wrong)
    if not _may(hand):
        return later(_ask(hand, "", **hand.look(*MANY_BACK)))
    _erase(hand, typed)
    return beside(hand, ERASE, "done", **hand.look(*ERASED))


def _may(hand: FormRequest) -> bool:
    return hand.door.ask("erase", hand.study.form.study_id, request.environ).granted


def _erase(hand: FormRequest, words: str) -> None:
    keep_draft.erase(hand.door.instance, hand.study.form.study_id, words)
