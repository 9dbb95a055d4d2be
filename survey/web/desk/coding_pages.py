"""Coding and comparing texts at the desk: one text in front of a coder, drawn by chance.

A page for coding shows nothing that another gave; one for comparing is there only for somebody who
coded the text, once another has, too.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.answers.redacting import tokens
from survey.errors import Refused, SurveyError
from survey.services.overview.words_status import (
    asked_words,
    content_note_of,
    questionnaire_of,
    words_status,
)
from survey.services.steps.reading_words import OpenedText
from survey.services.steps.words_sittings import MOST_TEXTS, Sitting
from survey.services.words.code_texts import book_to_code_by, give_codes, waits_for_coder
from survey.services.words.compare_codings import (
    agree_to_codes,
    comparison_of,
    propose_codes,
    settle_alike,
    waits_for_talk,
)
from survey.web.desk.access import acting_instance, needs, token_of_browser
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.theme_forms import CodingForm, SettleForm
from survey.web.desk.words_pages import sitting_here

coding_pages = Blueprint("coding_pages", __name__)

_OF = "/studies/<study_id>/words"


@coding_pages.post(f"{_OF}/coding/next")
@needs("moderator")
def next_to_code(study_id: str) -> Response:
    """Give a coder a text that they have not coded, drawn by chance."""
    sitting = sitting_here(study_id)
    if sitting is None:
        return redirect(f"/studies/{study_id}/words", 303)
    try:
        book_to_code_by(desk_state().instance, study_id)
        waiting = waits_for_coder(study_id, sitting.account_id)
        found = desk_state().sittings.draw(desk_state().instance, sitting, "coding", waiting)
    except SurveyError as error:
        return _between(sitting, "coding", error_text(error))
    if found is None:
        return _between(sitting, "coding", "No text waits for you to be coded.")
    return redirect(_at(sitting), 303)


@coding_pages.get(f"{_OF}/coding")
@needs("moderator")
def coding(study_id: str) -> Response:
    """Show the text in front of a coder, and the codes."""
    return _shown(study_id, "coding")


@coding_pages.post(f"{_OF}/coding")
@needs("moderator")
def give(study_id: str) -> Response:
    """Keep the codes that a coder gives, or pass the text on."""
    return _act(study_id, "coding")


@coding_pages.post(f"{_OF}/comparing/next")
@needs("moderator")
def next_to_compare(study_id: str) -> Response:
    """Give a coder a text on which they and another differ, drawn by chance."""
    sitting = sitting_here(study_id)
    if sitting is None:
        return redirect(f"/studies/{study_id}/words", 303)
    state = desk_state()
    waiting = waits_for_talk(study_id, sitting.account_id)
    try:
        while True:
            found = state.sittings.draw(state.instance, sitting, "comparing", waiting)
            if found is None or not settle_alike(state.instance, sitting.key, found.id):
                break
            state.sittings.put_down(sitting)
    except SurveyError as error:
        return _between(sitting, "comparing", error_text(error))
    if found is None:
        return _between(sitting, "comparing", "Nothing waits for you to be compared.")
    return redirect(_at(sitting), 303)


@coding_pages.get(f"{_OF}/comparing")
@needs("moderator")
def comparing(study_id: str) -> Response:
    """Show the text in front of a coder, and what both gave."""
    return _shown(study_id, "comparing")


@coding_pages.post(f"{_OF}/comparing")
@needs("moderator")
def settle(study_id: str) -> Response:
    """Propose what holds, agree to what was proposed, or pass the text on."""
    return _act(study_id, "comparing")


def _shown(study_id: str, purpose: str) -> Response:
    sitting = sitting_here(study_id)
    found = desk_state().sittings.in_hand(desk_state().instance, sitting) if sitting else None
    if sitting is None or found is None:
        return redirect(f"/studies/{study_id}/words", 303)
    if sitting.purpose != purpose:
        return redirect(_at(sitting), 303)
    return _page(sitting, found)


def _act(study_id: str, purpose: str) -> Response:
    sitting = sitting_here(study_id)
    if sitting is None:
        return redirect(f"/studies/{study_id}/words", 303)
    pressed = request.form.get("act", "")
    form = SettleForm() if purpose == "comparing" else CodingForm()
    found = desk_state().sittings.in_hand(desk_state().instance, sitting)
    try:
        if found is None or form.text.data != found.id.hex() or sitting.purpose != purpose:
            raise Refused(
                "This is not the text in front of you any more.",
                kept="Nothing was kept of this press.",
                do="Open the next one.",
            )
        if pressed == "hard":
            sitting.hard += 1
            return redirect(f"{_at(sitting)}#care", 303)
        if pressed == "unfold":
            sitting.unfolded = True
            return redirect(f"{_at(sitting)}#text", 303)
        if pressed != "pass":
            sitting.require_read()
        said = _done(sitting, found, pressed, form)
    except SurveyError as error:
        if found is None:
            return _between(sitting, purpose, error_text(error))
        return _page(sitting, found, wrong=error_text(error))
    desk_state().sittings.put_down(sitting, passed_on=pressed == "pass")
    return _between(sitting, purpose, said)


def _done(sitting: Sitting, found: OpenedText, pressed: str, form: Any) -> str:
    instance, key, account = acting_instance(), sitting.key, sitting.account_id
    if pressed == "give":
        give_codes(instance, key, found.id, account, form.given, desk_state().today())
        return "Your codes are kept. Nobody else sees them before they coded the text, too."
    if pressed == "propose":
        propose_codes(instance, key, found.id, account, form.given, form.reason.data or "")
        return "It is proposed. The other coder agrees, or proposes something else."
    if pressed == "agree":
        agree_to_codes(instance, key, found.id, account)
        return "You agreed, so it is settled."
    return "You left it to a colleague. It waits."


def _between(sitting: Sitting, purpose: str, said: str) -> Response:
    """Return the page between two texts; after the last one the key is forgotten."""
    if sitting.is_over:
        desk_state().sittings.end(token_of_browser())
    return desk_page(
        "desk/coding_between.html",
        here=f"/studies/{sitting.study_id}/words",
        study_id=sitting.study_id,
        sitting=sitting,
        most=MOST_TEXTS,
        purpose=purpose,
        said=said,
        until=_until(sitting.study_id),
    )


def _page(sitting: Sitting, found: OpenedText, *, wrong: str = "") -> Response:
    instance, study_id = desk_state().instance, sitting.study_id
    asked = questionnaire_of(instance, study_id)
    first = asked.languages[0]
    shown: dict[str, Any] = {
        "here": f"/studies/{study_id}/words",
        "study_id": study_id,
        "title": words_status(instance, study_id).title,
        "sitting": sitting,
        "most": MOST_TEXTS,
        "until": _until(study_id),
        "text": found,
        "tokens": tokens(found.pieces),
        "question": asked_words(asked, found.question_id, first),
        "note": content_note_of(asked, found.question_id, first),
        "language": asked.languages[found.language],
        "wrong": wrong,
        "status": 422 if wrong else 200,
    }
    if sitting.purpose == "coding":
        book = book_to_code_by(instance, study_id)
        form = _as_sent(CodingForm, wrong).offer(book.in_use)
        return desk_page("desk/coding.html", book=book, form=form, **shown)
    compared = comparison_of(instance, sitting.key, found.id, sitting.account_id)
    form = _as_sent(SettleForm, wrong, [str(one) for one in compared.found.by_all])
    return desk_page(
        "desk/comparing.html",
        compared=compared,
        book=compared.book,
        form=form.offer(compared.book.in_use),
        can_agree=compared.can_agree(sitting.account_id),
        own=sitting.account_id,
        **shown,
    )


def _as_sent(form: Any, wrong: str, codes: list[str] | None = None) -> Any:
    return form() if wrong else form(formdata=None, text="", codes=codes or [])


def _at(sitting: Sitting) -> str:
    """Return the address of the text in front of a coder, whatever they read it for."""
    end = sitting.purpose if sitting.purpose in ("coding", "comparing") else "text"
    return f"/studies/{sitting.study_id}/words/{end}"


def _until(study_id: str) -> Any:
    opening = words_status(desk_state().instance, study_id).opening
    return opening.until if opening else None
