"""Answering over HTTP: one address for every page of a form.

It turns requests into calls of the services and their turns into pages. It keeps nothing.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, request

from survey.sealing.codes.phrases import phrase
from survey.services.answering.answer_page import (
    ASIDES,
    CONSENT,
    REVIEW,
    Turn,
    bring_back,
    first_page,
    page_in_hand,
    ready_to_send,
    same_page,
    turn,
)
from survey.services.steps.send_response import ResponseToSend, SendOutcome, send
from survey.storage.studies.study_status import Seen
from survey.web.error_pages import later
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
from survey.web.public.form.thank_you import THANKS, After, Gift, after_sending, read_after, thank
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
    door: PublicState = current_app.extensions["door"]
    study = door.study(study_id)
    language = language_wanted(study.form.questionnaire.languages)
    seen = door.look(study_id)
    if not takes_answers(seen):
        return say_why(study, language, seen)
    return study.pages.plain("begin", language, {})


@respond.get("/f/<study_id>/on")
@open_to_all
def lost_page(study_id: str) -> str:
    """Say that a page is gone, where a browser went back or loaded a page again by itself."""
    door: PublicState = current_app.extensions["door"]
    study = door.study(study_id)
    language = language_wanted(study.form.questionnaire.languages)
    seen = door.look(study_id)
    if not takes_answers(seen):
        return say_why(study, language, seen)
    return study.pages.plain("lost", language, {})


@respond.post("/f/<study_id>")
@respond.post("/f/<study_id>/on")
@open_to_all
def turn_page(study_id: str) -> PageResponse:
    """Take in a page and show the next one."""
    door: PublicState = current_app.extensions["door"]
    hand, seen = _arrive(door, study_id)
    if hand.page == CHECK or (hand.go == CHECK and hand.page in ("thanks", "code")):
        return _check_copy(hand)
    if hand.page == "thanks" or hand.draft.at == THANKS:
        return after_sending(hand)
    if is_erasing(hand):
        return ask_or_erase(hand)
    if hand.page == REVIEW:
        hand = hand.with_draft(bring_back(hand.study.form, hand.draft, hand.fields))
    if hand.go == "send" and hand.page == REVIEW and not hand.lost:
        return _send(hand, seen)
    if seen.is_spent:
        return _thanks(hand, already(hand))
    instead = stay(hand, seen)
    if instead is not None:
        return instead
    if hand.lost:
        return _after_loss(hand)
    return _next_page(hand)


def _arrive(door: PublicState, study_id: str) -> tuple[FormRequest, Seen]:
    """Return what came in hand, and where the study and what is in hand stand: one look for both.

    Where the study's pages are of an older edition, it is taken in once more with the newest.
    """
    hand = take_in(door, door.known_study(study_id))
    seen = door.look(study_id, mark(hand))
    if hand.study.edition != seen.edition:
        hand = take_in(door, door.study(study_id))
    return hand, seen


def _check_copy(hand: FormRequest) -> str:
    """Ask for the words of a code again, or show them once more."""
    if hand.go != "return" or hand.lost:
        return check_copy(hand)
    if hand.first("r"):
        return _thanks(hand, "")
    return beside(hand, "code", code=shown(phrase(hand.draft.code)))


def _next_page(hand: FormRequest) -> PageResponse:
    form, draft, page, go = hand.study.form, hand.draft, hand.page, hand.go
    if go.startswith("language:"):
        return _in_language(hand, go[9:])
    if page in ("", START) and go != "resume":
        return show(hand, same_page(form, draft))
    if go == "begin" and page in (CONSENT, MEMBER):
        return _begin(hand)
    if go in (YOUNG, "resume"):
        return beside(hand, go)
    if go == "open" and page == "resume":
        return come_back(hand)
    if go == "keep" and page == "pause":
        return keep(hand)
    if go == "return" and hand.first("y") == YOUNG:
        return beside(hand, YOUNG)
    if go == "return":
        return show(hand, same_page(form, draft))
    if page == "support" and go not in ASIDES:
        return support(hand)
    if page == REVIEW and go == "next":
        go = "stay"
    return show(hand, turn(form, draft, page, go, hand.fields))


def _begin(hand: FormRequest, notice: str = "") -> PageResponse:
    """Show the first page of the form itself; in a council's round only to its members."""
    if not hand.study.form.round:
        return show(hand, first_page(hand.study.form, hand.draft), notice)
    found = recognise(hand)
    if not isinstance(found, FormRequest):
        return found
    if hand.door.look(hand.study.form.study_id, mark(found)).is_spent:
        return _thanks(found, already(found))
    return after_words(found, notice)


def _in_language(hand: FormRequest, language: str) -> PageResponse:
    """Show the page that was shown once more, in another language."""
    known = spoken(hand.study, language)
    if hand.page in ("", START):
        return hand.study.pages.plain("begin", known, {})
    moved = hand.with_draft(replace(hand.draft, language=known))
    if hand.page in (YOUNG, "resume", MEMBER):
        return beside(moved, hand.page, **filled(boxes(hand.fields)))
    return show(moved, turn(hand.study.form, moved.draft, hand.page, "stay", hand.fields))


def _after_loss(hand: FormRequest) -> PageResponse:
    """Go on when earlier pages are gone: with the page in hand, or from the beginning."""
    form = hand.study.form
    if hand.page in form.sections:
        notice = hand.notice(hand.lost, *IN_HAND)
        return show(hand, page_in_hand(form, hand.draft, hand.page, hand.fields), notice)
    if hand.page in (CONSENT, YOUNG, "resume") and hand.go != "begin":
        return _next_page(hand)  # these show nothing that was written, and lead on by themselves
    notice = hand.notice(hand.lost, BEGIN_AGAIN)
    if form.round and hand.go != "begin":
        return ask_anew(hand, notice)
    return _begin(hand, notice)


def _send(hand: FormRequest, seen: Seen) -> PageResponse:
    """Send what is in hand, unless something is to be looked at, or waited for, first."""
    door, study, draft = hand.door, hand.study, hand.draft
    if hand.first(TRAP):
        return _review_again(hand, TRAPPED)
    if needs_words(hand):
        return ask_again(hand)
    study_id = study.form.study_id
    if seen.is_spent:
        return _thanks(hand, already(hand))
    path = ready_to_send(study.form, draft)
    if isinstance(path, Turn):
        return show(hand, path)
    asked = door.ask("send", study_id, request.environ)
    if asked.too_often:
        return later(_review_again(hand, MANY))
    if not asked.granted and not has_waited(hand):
        return later(_review_again(waiting(hand), CROWDED))
    response = ResponseToSend(
        path, draft.language, draft.submission_id, draft.phrase, draft.code, draft.member
    )
    outcome = send(door.instance, study.sealing, response, door.clock(), crowd=asked.crowd)
    return _after_sending(hand, outcome)


def _after_sending(hand: FormRequest, outcome: SendOutcome) -> PageResponse:
    """Return the page that says what became of it."""
    if outcome == "busy":
        return _review_again(hand, BUSY)
    if outcome == "full":
        return say(hand, FULL)
    if outcome == "already":
        return _thanks(hand, already(hand))
    if outcome == "not_open":
        seen = hand.door.look(hand.study.form.study_id)
        if seen.is_open and seen.taking == "paused":
            return stay_in_pause(hand)
        return say_closed(hand.study, hand.draft.language, seen)
    return _thanks(hand, "", "blank" if outcome == "blank" else "")


def _review_again(hand: FormRequest, sentences: tuple[str, ...]) -> str:
    reviewed = turn(hand.study.form, hand.draft, REVIEW, "stay", {})
    return show(hand, reviewed, hand.notice(*sentences))


def _thanks(hand: FormRequest, notice: str, gift: Gift = "") -> str:
    after = read_after(hand.draft)
    if hand.draft.at != THANKS:
        after = After(receipt=hand.first("r") == "yes", gift=gift)
    return thank(hand, after, notice)
