"""Answering over HTTP: one address for every page of a form.

It turns requests into calls of the services and their turns into pages. It keeps nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from flask import Blueprint, Response, current_app, request

from survey.errors import InstanceUnsound, PageStateDamaged, PageStateExpired, SealBroken
from survey.questionnaire.path import entries_on_path
from survey.sealing.phrases import LIST_SIZE, WORDS_IN_A_PHRASE, phrase
from survey.services.answer_page import (
    INTRODUCTION,
    REVIEW,
    Draft,
    Turn,
    first_page,
    open_draft,
    seal_draft,
    turn,
)
from survey.services.submit_response import mark_of, seal_response, submit
from survey.web.guards import open_to_all
from survey.web.public.door import Door, LiveStudy
from survey.web.public.frames import safe
from survey.web.public.pages import Filling

respond = Blueprint("respond", __name__)
Fields = Mapping[str, Sequence[str]]

_EXPIRED = (
    "This page had been open for more than two days.",
    "What you wrote on earlier pages was never stored, so it is gone. What is on this page is "
    "still here. You can go on from here, or go back and fill in the earlier pages again.",
)
_DAMAGED = (
    "This page could not be read in full.",
    "What is on this page is still here. What you wrote on earlier pages was never stored, so it "
    "may need to be written again. You can go on from here.",
)
_ALREADY = (
    "This was already sent.",
    "Your answers came in once, and they are counted once. Nothing was sent again.",
)
_CLOSED = (
    "This form is closed.",
    "Nothing was sent and nothing of what you wrote is kept. You can close this page.",
)


@respond.get("/f/<study_id>")
@open_to_all
def introduce(study_id: str) -> str:
    """Show what a form is about, before the first question."""
    door, study = _find(study_id)
    language = study.form.questionnaire.languages[0]
    if not door.is_open(study_id):
        return _say(study, language, *_CLOSED)
    return study.pages.introduction(language, {})


@respond.post("/f/<study_id>")
@open_to_all
def turn_page(study_id: str) -> str | Response:
    """Take in a page and show the next one."""
    door, study = _find(study_id)
    fields = _fields_sent()
    page, go = _first(fields, "p"), _first(fields, "go") or "next"
    draft, notice = _draft_in_hand(door, study, fields)
    if go == "send" and page == REVIEW and notice is None:
        return _send(door, study, draft)  # sees by itself whether that was sent before
    if notice is None and _first(fields, "s") and _was_sent(door, draft):
        return _thanks(study, draft, study.pages.notice(*_ALREADY))
    if go.startswith("language:"):
        return _introduction(door, study, draft, go[9:])
    if go == "begin" and page == INTRODUCTION:
        return _show(door, study, first_page(study.form, draft))
    if notice is not None:
        return _carry_on(door, study, draft, page, fields, notice)
    if page == REVIEW and go == "next":
        go = "review"
    return _show(door, study, turn(study.form, draft, page, go, fields))


def _find(study_id: str) -> tuple[Door, LiveStudy]:
    door: Door = current_app.extensions["door"]
    return door, door.study(study_id)


def _fields_sent() -> Fields:
    """Give the fields of the body that have a value; a body that is too large is refused."""
    body = request.get_data(cache=False).decode("ascii", "replace")
    return parse_qs(body, errors="replace")


def _first(fields: Fields, name: str) -> str:
    values = fields.get(name)
    return values[0] if values else ""


def _draft_in_hand(
    door: Door, study: LiveStudy, fields: Fields
) -> tuple[Draft, tuple[str, str] | None]:
    """Give the draft that came with the page, or a new one and what to say about that."""
    token = _first(fields, "s")
    notice: tuple[str, str] | None = None
    if token:
        today = door.today()
        try:
            return open_draft(study.form, token, door.keys(today), today), None
        except PageStateExpired:
            notice = _EXPIRED
        except (PageStateDamaged, SealBroken):
            notice = _DAMAGED
    elif _first(fields, "p") not in ("", INTRODUCTION):
        notice = _DAMAGED
    return _fresh_draft(study, _first(fields, "l")), notice


def _fresh_draft(study: LiveStudy, language: str) -> Draft:
    languages = study.form.questionnaire.languages
    words = tuple(secrets.randbelow(LIST_SIZE) for _ in range(WORDS_IN_A_PHRASE))
    spoken = language if language in languages else languages[0]
    return Draft(secrets.token_bytes(16), words, spoken)


def _was_sent(door: Door, draft: Draft) -> bool:
    return door.is_spent(mark_of(door.instance.site_key, draft.submission_id))


def _sealed(door: Door, study: LiveStudy, draft: Draft) -> str:
    today = door.today()
    return seal_draft(study.form, draft, door.keys(today), today, secrets.token_bytes(12))


def _introduction(door: Door, study: LiveStudy, draft: Draft, language: str) -> str:
    known = language if language in study.form.questionnaire.languages else draft.language
    moved = Draft(draft.submission_id, draft.phrase, known, draft.entries)
    return study.pages.introduction(known, {"state": _sealed(door, study, moved)})


def _show(door: Door, study: LiveStudy, shown: Turn, notice: str = "") -> str:
    draft = shown.draft
    values = {"state": _sealed(door, study, draft), "notice": notice}
    if shown.page == REVIEW:
        return study.pages.review(draft.language, shown.path, shown.shown, values)
    if shown.page == INTRODUCTION:
        return study.pages.introduction(draft.language, values)
    return study.pages.section(
        shown.page,
        draft.language,
        shown.path,
        Filling(shown.shown, shown.ranks, shown.problems),
        values,
    )


def _carry_on(
    door: Door,
    study: LiveStudy,
    draft: Draft,
    page: str,
    fields: Fields,
    notice: tuple[str, str],
) -> str:
    """Show the page in hand again, with what is written on it, over a state that starts anew."""
    said = study.pages.notice(*notice)
    if page not in study.form.sections:
        return _show(door, study, first_page(study.form, draft), said)
    return _show(door, study, turn(study.form, draft, page, "stay", fields), said)


def _send(door: Door, study: LiveStudy, draft: Draft) -> str:
    entries = entries_on_path(study.form.questionnaire, draft.entries)
    bundle = seal_response(study.desk, entries, draft.language, draft.phrase)
    mark = mark_of(door.instance.site_key, draft.submission_id)
    study_id = study.form.study_id
    try:
        outcome = submit(bundle, mark, door.batch, lambda *letter: door.drop(study_id, *letter))
    except InstanceUnsound as error:
        notice = study.pages.notice(error.what, error.kept, error.do)
        return _show(door, study, turn(study.form, draft, REVIEW, "review", {}), notice)
    if outcome == "not_open":
        return _say(study, draft.language, *_CLOSED)
    return _thanks(study, draft, study.pages.notice(*_ALREADY) if outcome == "already" else "")


def _thanks(study: LiveStudy, draft: Draft, notice: str) -> str:
    receipt = safe(phrase(draft.phrase))
    return study.pages.thanks(draft.language, {"receipt": receipt, "notice": notice})


def _say(study: LiveStudy, language: str, heading: str, *paragraphs: str) -> str:
    return study.pages.message(language, heading, paragraphs, "", "")
