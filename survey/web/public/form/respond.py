"""Answering over HTTP: one address for every page of a form.

It turns requests into calls of the services and their turns into pages. It keeps nothing.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, request

from survey.sealing.codes.phrases import phrase
from survey.services.answering.answer_page import (
    ASIDES,
    REVIEW,
    Turn,
    bring_back,
    first_page,
    page_in_hand,
    ready_to_send,
    same_page,
    turn,
)
from survey.services.steps.page_drafts import CONSENT
from survey.services.steps.send_response import ResponseToSend, SendOutcome, send
from survey.storage.studies.study_status import Seen
from survey.web.error_pages import later, not_now
from survey.web.guards import open_to_all
from survey.web.public.app_state import PublicState
from survey.web.public.council.membership import (
    MEMBER,
    after_words,
    already,
    ask_again,
    ask_anew,
    mark,
    needs_words,
    recognise,
)
from survey.web.public.form.card_field import (
    CARD,
    refused_card,
    try_card,
    with_card,
    wrong_card,
)
from survey.web.public.form.copying import CHECK, check_copy
from survey.web.public.form.crowds import has_waited, waiting
from survey.web.public.form.erase_draft import ask_or_erase, is_erasing
from survey.web.public.form.form_request import (
    FormRequest,
    beside,
    say,
    show,
    spoken,
    support,
    take_in,
)
from survey.web.public.form.pausing import come_back, keep
from survey.web.public.form.six_fields import boxes, filled, shown
from survey.web.public.form.standing import say_closed, say_why, stay, stay_in_pause, takes_answers
from survey.web.public.form.thank_you import (
    THANKS,
    After,
    Gift,
    after_sending,
    read_after,
    slip_of,
    thank,
)
from survey.web.public.page_request import START, YOUNG, PageResponse, language_wanted
from survey.web.public.sentences import (
    BEGIN_AGAIN,
    BUSY,
    CROWDED,
    FULL,
    IN_HAND,
    MANY,
    TRAPPED,
)

respond = Blueprint("respond", __name__)

#: A field that people do not see. What is written into it was not written by a person.
TRAP = "website"


@respond.get("/f/<study_id>")
@open_to_all
def introduce(study_id: str) -> str:
    """Show how to leave quickly, before anything else."""
    return _first_page(study_id, "begin")


@respond.get("/f/<study_id>/on")
@open_to_all
def lost_page(study_id: str) -> str:
    """Say that a page is gone, where a browser went back or loaded a page again by itself."""
    return _first_page(study_id, "lost")


def _first_page(study_id: str, name: str) -> str:
    """Return a page that asks nothing yet, or why the form takes no answers."""
    site: PublicState = current_app.extensions["site"]
    study = site.study(study_id)
    language = language_wanted(study.form.questionnaire.languages)
    seen = site.look(study_id)
    if not takes_answers(seen):
        return say_why(study, language, seen)
    return study.pages.plain(name, language, {})


@respond.post("/f/<study_id>")
@respond.post("/f/<study_id>/on")
@open_to_all
def turn_page(study_id: str) -> PageResponse:
    """Take in a page and show the next one."""
    site: PublicState = current_app.extensions["site"]
    req, seen = _arrive(site, study_id)
    if req.page == CHECK or (req.go == CHECK and req.page in ("thanks", "code")):
        return _check_copy(req)
    if req.page == "thanks" or req.draft.at == THANKS:
        return after_sending(req)
    if is_erasing(req):
        return ask_or_erase(req)
    if req.page == REVIEW:
        req = req.with_draft(bring_back(req.study.form, req.draft, req.fields))
    if req.go == "send" and req.page == REVIEW and not req.lost:
        return _send(req, seen)
    if seen.is_spent:
        return _thanks(req, already(req))
    instead = stay(req, seen)
    if instead is not None:
        return instead
    if req.lost:
        return _after_loss(req)
    return _next_page(req)


def _arrive(site: PublicState, study_id: str) -> tuple[FormRequest, Seen]:
    """Return what came in hand, and where the study and what is in hand stand: one look for both.

    Where the study's pages are of an older edition, it is taken in once more with the newest.
    """
    req = take_in(site, site.known_study(study_id))
    seen = site.look(study_id, mark(req))
    if req.study.edition != seen.edition:
        req = take_in(site, site.study(study_id))
    return with_card(req), seen


def _check_copy(req: FormRequest) -> str:
    """Ask for the words of a code again, or show them once more."""
    if req.go != "return" or req.lost:
        return check_copy(req)
    if req.first("r"):
        return _thanks(req, "")
    return beside(req, "code", code=shown(phrase(req.draft.code)))


def _next_page(req: FormRequest) -> PageResponse:
    form, draft, page, go = req.study.form, req.draft, req.page, req.go
    if go.startswith("language:"):
        return _in_language(req, go[9:])
    if page in ("", START) and go != "resume":
        return show(req, same_page(form, draft))
    if go == CARD and page == CONSENT and form.entrance:
        return try_card(req)
    if go == "begin" and page in (CONSENT, MEMBER):
        return wrong_card(req) or _begin(req)
    if go in (YOUNG, "resume"):
        return beside(req, go)
    if go == "open" and page == "resume":
        return come_back(req)
    if go == "keep" and page == "pause":
        return keep(req)
    if go == "return" and req.first("y") == YOUNG:
        return beside(req, YOUNG)
    if go == "return":
        return show(req, same_page(form, draft))
    if page == "support" and go not in ASIDES:
        return support(req)
    if page == REVIEW and go == "next":
        go = "stay"
    return show(req, turn(form, draft, page, go, req.fields))


def _begin(req: FormRequest, notice: str = "") -> PageResponse:
    """Show the first page of the form itself; in a council's round only to its members."""
    if not req.study.form.round:
        return show(req, first_page(req.study.form, req.draft), notice)
    found = recognise(req)
    if not isinstance(found, FormRequest):
        return found
    if req.site.look(req.study.form.study_id, mark(found)).is_spent:
        return _thanks(found, already(found))
    return after_words(found, notice)


def _in_language(req: FormRequest, language: str) -> PageResponse:
    """Show the page that was shown once more, in another language."""
    known = spoken(req.study, language)
    if req.page in ("", START):
        return req.study.pages.plain("begin", known, {})
    moved = req.with_draft(replace(req.draft, language=known))
    if req.page in (YOUNG, "resume", MEMBER):
        return beside(moved, req.page, **filled(boxes(req.fields)))
    return show(moved, turn(req.study.form, moved.draft, req.page, "stay", req.fields))


def _after_loss(req: FormRequest) -> PageResponse:
    """Go on when earlier pages are gone: with the page in hand, or from the beginning."""
    form = req.study.form
    if req.page in form.sections:
        notice = req.notice(req.lost, *IN_HAND)
        return show(req, page_in_hand(form, req.draft, req.page, req.fields), notice)
    if req.page in (CONSENT, YOUNG, "resume") and req.go != "begin":
        return _next_page(req)  # these show nothing that was written, and lead on by themselves
    notice = req.notice(req.lost, BEGIN_AGAIN)
    if form.round and req.go != "begin":
        return ask_anew(req, notice)
    return _begin(req, notice)


def _send(req: FormRequest, seen: Seen) -> PageResponse:
    """Send what is in hand, unless something is to be looked at, or waited for, first."""
    site, study, draft = req.site, req.study, req.draft
    if req.first(TRAP):
        return _review_again(req, TRAPPED)
    if needs_words(req):
        return ask_again(req)
    study_id = study.form.study_id
    if seen.is_spent:
        return _thanks(req, already(req))
    path = ready_to_send(study.form, draft)
    if isinstance(path, Turn):
        return show(req, path)
    asked = site.ask("send", study_id, request.environ)
    if asked.too_often:
        return later(_review_again(req, MANY))
    if not asked.granted and not has_waited(req):
        return later(_review_again(waiting(req), CROWDED))
    response = ResponseToSend(
        path,
        draft.language,
        draft.submission_id,
        draft.phrase,
        draft.code,
        draft.member,
        draft.card,
    )
    outcome = send(site.instance, study.sealing, response, site.clock(), crowd=asked.crowd)
    return _after_sending(req, outcome)


def _after_sending(req: FormRequest, outcome: SendOutcome) -> PageResponse:
    """Return the page that says what became of it."""
    if outcome == "busy":
        return not_now(_review_again(req, BUSY))
    if outcome == "full":
        return say(req, FULL)
    if outcome == "already":
        return _thanks(req, already(req))
    if outcome == "no_code":
        return _no_code(req)
    if outcome == "not_open":
        seen = req.site.look(req.study.form.study_id)
        if seen.is_open and seen.taking == "paused":
            return stay_in_pause(req)
        return say_closed(req.study, req.draft.language, seen)
    return _thanks(req, "", "blank" if outcome == "blank" else "")


def _no_code(req: FormRequest) -> PageResponse:
    """Return the last page with all that was written, and say what is to be done about the code."""
    said, too_often = refused_card(req)
    again = show(req, turn(req.study.form, req.draft, REVIEW, "stay", {}), said=said)
    return later(again) if too_often else again


def _review_again(req: FormRequest, sentences: tuple[str, ...]) -> str:
    reviewed = turn(req.study.form, req.draft, REVIEW, "stay", {})
    return show(req, reviewed, req.notice(*sentences))


def _thanks(req: FormRequest, notice: str, gift: Gift = "") -> str:
    after = read_after(req.draft)
    if req.draft.at != THANKS:
        after = After(receipt=req.first("r") == "yes", gift=gift, slip=slip_of(req))
    return thank(req, after, notice)
