"""One text in front of a reader: drawn by chance, folded until it is unfolded, and what is done.

It shows one text and nothing beside it: no other text, no answer, no group, no person, no day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from survey.answers.redacting import HIDDEN_KINDS, tokens
from survey.answers.screening import MASK
from survey.errors import Refused, StudyStateWrong, SurveyError
from survey.services.overview.words_status import (
    asked_words,
    content_note_of,
    questionnaire_of,
    words_status,
)
from survey.services.steps.reading_words import OpenedText
from survey.services.steps.weigh_risk import RiskState, risk_state
from survey.services.steps.words_sittings import (
    COMES_BACK,
    MOST_TEXTS,
    PURPOSES,
    ReadingFor,
    Sitting,
)
from survey.services.words.look_for_risk import (
    decide_risk,
    flag_risk,
    say_no_risk,
    texts_to_decide,
    texts_to_look_at,
)
from survey.services.words.quote_text import (
    approve_quote,
    leave_unquoted,
    propose_quote,
    quotes_to_approve,
    take_up_quote,
    texts_to_quote,
)
from survey.services.words.redact_text import hide_words, label_text, redacted, texts_to_redact
from survey.web.desk.access import acting_instance, needs, token_of_browser
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.words_forms import LabelsForm, RiskForm, TextForm
from survey.web.desk.words_pages import sitting_here

words_text = Blueprint("words_text", __name__)

_OF = "/studies/<study_id>/words"
_KINDS = {"name": "a name", "place": "a place", "date": "a date", "job": "a job", "other": "other"}
_NOTHING: dict[ReadingFor, str] = {
    "reading": "No text waits to be read, or others have what is left.",
    "deciding": "No possible risk waits for you now. A colleague may have one open.",
    "quoting": "No text waits that may be quoted.",
    "approving": "No quote of somebody else waits.",
}
#: What can be pressed before a text is unfolded.
_OF_A_FOLDED_TEXT = ("unfold", "hard", "pass")


@words_text.post(f"{_OF}/next")
@needs("moderator")
def next_text(study_id: str) -> Response:
    """Give the reader a text, drawn by chance."""
    sitting = sitting_here(study_id)
    asked = request.form.get("purpose")
    purpose: ReadingFor = next((one for one in PURPOSES if one == asked), "reading")
    if sitting is None:
        return redirect(f"/studies/{study_id}/words", 303)
    if sitting.is_over:
        return _done(sitting, "Everything you did is kept.")
    if sitting.wants_break:
        return redirect(f"/studies/{study_id}/words/break", 303)
    try:
        found = _drawn(sitting, purpose)
    except SurveyError as error:
        return _done(sitting, error_text(error))
    if found is None:
        return _done(sitting, _NOTHING.get(purpose, "Nothing waits."))
    return redirect(f"/studies/{study_id}/words/text", 303)


@words_text.get(f"{_OF}/text")
@needs("moderator")
def text(study_id: str) -> Response:
    """Show the text in front of the reader."""
    sitting = sitting_here(study_id)
    found = desk_state().sittings.in_hand(desk_state().instance, sitting) if sitting else None
    if sitting is None or found is None:
        return redirect(f"/studies/{study_id}/words", 303)
    if sitting.purpose in ("coding", "comparing"):  # a page of its own
        return redirect(f"/studies/{study_id}/words/{sitting.purpose}", 303)
    return _page(sitting, found)


@words_text.post(f"{_OF}/text")
@needs("moderator")
def act(study_id: str) -> Response:
    """Do with the text in front of the reader what they pressed."""
    sitting = sitting_here(study_id)
    if sitting is None or sitting.purpose not in _NOTHING:
        return redirect(f"/studies/{study_id}/words", 303)
    pressed = request.form.get("act", "")
    try:
        found = _as_seen(sitting, TextForm())
        if pressed not in _OF_A_FOLDED_TEXT:
            sitting.require_read()
        if pressed not in _ACTS:
            return _stay(sitting, found, pressed)
        _require_no_ticks(pressed)
        said = _ACTS[pressed](sitting, found)
    except SurveyError as error:
        return _refused(sitting, error)
    desk_state().sittings.put_down(sitting, passed_on=pressed == "pass")
    return _done(sitting, said)


def _stay(sitting: Sitting, found: OpenedText, pressed: str) -> Response:
    """Do what leaves the text in front of the reader, and show it with what was typed and ticked.

    After words were hidden nothing is ticked: the words have other numbers.
    """
    if pressed.startswith("hide "):
        ticked = {one for one in map(number_of, _ticked()) if one is not None}
        hide_words(acting_instance(), sitting.key, found, ticked, pressed.removeprefix("hide "))
    elif pressed == "unfold":
        sitting.unfolded = True
    elif pressed == "take up":
        take_up_quote(acting_instance(), sitting.key, found, sitting.name)
        sitting.purpose = "quoting"
    elif pressed == "labels":
        labels = LabelsForm().labels.data or ()
        return _page(sitting, label_text(acting_instance(), sitting.key, found, labels), _ticked())
    elif pressed == "hard":
        sitting.hard += 1
        return _page(sitting, found, _ticked())
    return redirect(f"/studies/{sitting.study_id}/words/text#text", 303)


def _require_no_ticks(pressed: str) -> None:
    """Refuse to go on while words are ticked that nobody hid."""
    if pressed != "pass" and _ticked():
        raise Refused(
            "Words are ticked, and not hidden yet.",
            kept="The text is as it was, and the words stay ticked.",
            do="Press what they are, such as “a name”, or take the ticks away. Then go on.",
        )


def _ticked() -> list[str]:
    return request.form.getlist("word")


def _no_risk(sitting: Sitting, found: OpenedText) -> str:
    say_no_risk(acting_instance(), sitting.key, found)
    return "It is kept: no current risk. The text waits to be redacted."


def _flag(sitting: Sitting, found: OpenedText) -> str:
    flag_risk(acting_instance(), sitting.key, found, sitting.name, desk_state().today())
    return "It is flagged. Two people decide what is done; tell the second one now."


def _decide(sitting: Sitting, found: OpenedText) -> str:
    form = RiskForm()
    decided = decide_risk(
        acting_instance(),
        sitting.key,
        found,
        sitting.name,
        form.decision.data or "",
        form.reason.data or "",
        desk_state().today(),
    )
    if decided:
        return "Two people said the same, so it is decided. The text goes on."
    return "What you say is kept. It is decided when another person says the same."


def _redacted(sitting: Sitting, found: OpenedText) -> str:
    redacted(acting_instance(), sitting.key, found)
    return "Nothing in it points to somebody any more. It waits for its themes."


def _propose(sitting: Sitting, found: OpenedText) -> str:
    propose_quote(acting_instance(), sitting.key, found, sitting.name)
    return "It is proposed. Another person sees it as it would be printed."


def _approve(sitting: Sitting, found: OpenedText) -> str:
    approve_quote(acting_instance(), sitting.key, found, sitting.name, desk_state().today())
    return "The quote is approved, and may be printed."


def _leave(sitting: Sitting, found: OpenedText) -> str:
    leave_unquoted(acting_instance(), sitting.key, found, sitting.name)
    return "It is not quoted. Its themes are counted."


def _pass_on(sitting: Sitting, _found: OpenedText) -> str:
    if sitting.purpose in COMES_BACK:
        return "You left it to a colleague. It comes back to you when nothing else waits."
    return "You left it to a colleague. Somebody else reads it."


_ACTS: dict[str, Callable[[Sitting, OpenedText], str]] = {
    "no risk": _no_risk,
    "flag": _flag,
    "decide": _decide,
    "redacted": _redacted,
    "propose": _propose,
    "approve": _approve,
    "leave": _leave,
    "pass": _pass_on,
}


def _drawn(sitting: Sitting, purpose: ReadingFor) -> OpenedText | None:
    """Return the text in hand, or one that is drawn: a possible risk is looked for first."""
    study_id, name = sitting.study_id, sitting.name
    ways: dict[ReadingFor, tuple[Callable[[Connection], frozenset[bytes]], ...]] = {
        "reading": (
            lambda connection: texts_to_look_at(connection, study_id),
            lambda connection: texts_to_redact(connection, study_id),
        ),
        "deciding": (lambda connection: texts_to_decide(connection, study_id, name),),
        "quoting": (lambda connection: texts_to_quote(connection, study_id),),
        "approving": (lambda connection: quotes_to_approve(connection, study_id, name),),
    }
    for candidates in ways.get(purpose, ()):
        found = desk_state().sittings.draw(
            desk_state().instance,
            sitting,
            purpose,
            candidates,
            lambda text: purpose != "quoting" or text.may_quote,
        )
        if found is not None:
            return found
    return None


def _as_seen(sitting: Sitting, form: Any) -> OpenedText:
    """Return the text in hand; refused where the page that was sent shows another, or an older."""
    state = desk_state()
    found = state.sittings.in_hand(state.instance, sitting)
    if found is None or form.text.data != found.id.hex():
        raise Refused(
            "This is not the text in front of you any more.",
            kept="Nothing was done.",
            do="Open the next one.",
        )
    if form.seen.data != _mark(found):
        raise StudyStateWrong(
            "This text was changed while the page was open.",
            kept="What you chose was not carried out.",
            do="Look at it again; its words may have other places.",
        )
    return found


def _refused(sitting: Sitting, error: SurveyError) -> Response:
    """Return the page again with all that was typed, and what an error says."""
    state = desk_state()
    found = state.sittings.in_hand(state.instance, sitting)
    if found is None:
        return _done(sitting, error_text(error))
    is_same = request.form.get("seen") == _mark(found)  # else its words may have other numbers
    return _page(sitting, found, _ticked() if is_same else (), error_text(error))


def _done(sitting: Sitting, said: str) -> Response:
    """Return the page between two texts; after the last one the key is forgotten."""
    if sitting.is_over:
        desk_state().sittings.end(token_of_browser())
    return desk_page(
        "desk/words_between.html",
        here=f"/studies/{sitting.study_id}/words",
        study_id=sitting.study_id,
        sitting=sitting,
        most=MOST_TEXTS,
        purpose=sitting.purpose,
        told=said,
        until=_until(sitting.study_id),
    )


def _page(
    sitting: Sitting, found: OpenedText, ticked: Collection[str] = (), wrong: str = ""
) -> Response:
    instance, study_id = desk_state().instance, sitting.study_id
    asked, now = questionnaire_of(instance, study_id), words_status(instance, study_id)
    first = asked.languages[0]
    typed = {} if request.method == "POST" else {"formdata": None}
    with instance.engine.connect() as connection:
        flagged: RiskState | None = risk_state(connection, study_id, found.id)
    return desk_page(
        "desk/words_text.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        now=now,
        sitting=sitting,
        most=MOST_TEXTS,
        until=_until(study_id),
        text=found,
        tokens=tokens(found.pieces),
        chosen=frozenset(ticked),
        masked_before=any(MASK in piece.words for piece in found.pieces),
        hidden=[_KINDS[one.hidden] for one in found.pieces if one.hidden],
        kinds=[(one, _KINDS[one]) for one in HIDDEN_KINDS],
        kind_words=_KINDS,
        question=asked_words(asked, found.question_id, first),
        note=content_note_of(asked, found.question_id, first),
        language=asked.languages[found.language],
        flagged=flagged,
        law=[
            said
            for told in (now.safeguarding, now.jurisdiction)
            if (said := told.in_language(first).strip())
        ],
        mark=_mark(found),
        labels=LabelsForm(**typed, labels=sorted(found.labels)),
        decision=RiskForm(**typed),
        wrong=wrong,
    )


def _until(study_id: str) -> Any:
    opening = words_status(desk_state().instance, study_id).opening
    return opening.until if opening else None


def _mark(text: OpenedText) -> str:
    """Return a mark of a text as it is stored: it changes with each change."""
    return hashlib.sha256(text.stored.sealed).hexdigest()[:16]
