"""Answering over HTTP: one address for every page of a form.

It turns requests into calls of the services and their turns into pages. It keeps nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from flask import Blueprint, Response, abort, current_app, request

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
    page_in_hand,
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

_PLAIN_FORM = "application/x-www-form-urlencoded"

_EXPIRED = "This page had been open for more than two days."
_DAMAGED = "This page could not be read in full."
_IN_HAND = (
    "What you wrote on earlier pages was never stored, so it is gone. What is on this page is "
    "still here.",
    "You can go on from here. If a question here follows from an earlier answer, please go back "
    "and give that answer again: else it is not sent.",
)
_BEGIN_AGAIN = ("What you wrote was never stored, so it is gone. You can begin again here.",)
_ALREADY = (
    "This was already sent.",
    "It came in before, and it counts once. Nothing was sent again.",
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
    if not door.look(study_id).is_open:
        return _say(study, language, *_CLOSED)
    return study.pages.introduction(language, {})


@respond.post("/f/<study_id>")
@open_to_all
def turn_page(study_id: str) -> str | Response:
    """Take in a page and show the next one."""
    door, study = _find(study_id)
    fields = _fields_sent()
    page, go = _first(fields, "p"), _first(fields, "go") or "next"
    draft, lost = _draft_in_hand(door, study, fields)
    if go == "send" and page == REVIEW and not lost:
        return _send(door, study, draft)  # sees by itself whether that was sent before
    seen = door.look(study_id, mark_of(door.instance.site_key, draft.submission_id))
    if seen.is_spent:
        return _thanks(study, draft, study.pages.notice(*_ALREADY))
    if not seen.is_open:
        return _say(study, draft.language, *_CLOSED)
    return _next_page(door, study, draft, page, go, fields, lost)


def _next_page(
    door: Door, study: LiveStudy, draft: Draft, page: str, go: str, fields: Fields, lost: str
) -> str:
    """Show the page that comes next; `lost` says why earlier pages are gone, if they are."""
    in_hand = page in study.form.sections
    notice = study.pages.notice(lost, *(_IN_HAND if in_hand else _BEGIN_AGAIN)) if lost else ""
    if go.startswith("language:"):
        return _introduction(door, study, draft, go[9:], notice)
    if lost and in_hand:
        return _show(door, study, page_in_hand(study.form, draft, page, fields), notice)
    if lost or (go == "begin" and page == INTRODUCTION):
        return _show(door, study, first_page(study.form, draft), notice)
    if page == REVIEW and go == "next":
        go = "review"
    return _show(door, study, turn(study.form, draft, page, go, fields))


def _find(study_id: str) -> tuple[Door, LiveStudy]:
    door: Door = current_app.extensions["door"]
    return door, door.study(study_id)


def _fields_sent() -> Fields:
    """Give the fields of the body that have a value; files, and what is too large, are refused."""
    if not request.environ.get("CONTENT_TYPE", "").lower().startswith(_PLAIN_FORM):
        abort(415)
    body = request.get_data(cache=False).decode("ascii", "replace")
    return parse_qs(body, errors="replace")


def _first(fields: Fields, name: str) -> str:
    values = fields.get(name)
    return values[0] if values else ""


def _draft_in_hand(door: Door, study: LiveStudy, fields: Fields) -> tuple[Draft, str]:
    """Give the draft that came with the page; or a new one, and why what came is lost."""
    token, lost = _first(fields, "s"), ""
    if token:
        today = door.today()
        try:
            return open_draft(study.form, token, door.keys(today), today), ""
        except PageStateExpired:
            lost = _EXPIRED
        except (PageStateDamaged, SealBroken):
            lost = _DAMAGED
    elif _first(fields, "p") not in ("", INTRODUCTION):
        lost = _DAMAGED
    return _fresh_draft(study, _first(fields, "l")), lost


def _fresh_draft(study: LiveStudy, language: str) -> Draft:
    languages = study.form.questionnaire.languages
    words = tuple(secrets.randbelow(LIST_SIZE) for _ in range(WORDS_IN_A_PHRASE))
    spoken = language if language in languages else languages[0]
    return Draft(secrets.token_bytes(16), words, spoken)


def _sealed(door: Door, study: LiveStudy, draft: Draft) -> str:
    today = door.today()
    return seal_draft(study.form, draft, door.keys(today), today, secrets.token_bytes(12))


def _introduction(door: Door, study: LiveStudy, draft: Draft, language: str, notice: str) -> str:
    known = language if language in study.form.questionnaire.languages else draft.language
    moved = Draft(draft.submission_id, draft.phrase, known, draft.entries)
    values = {"state": _sealed(door, study, moved), "notice": notice}
    return study.pages.introduction(known, values)


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
