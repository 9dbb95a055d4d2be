"""What a body sees by its link, without an account: an ask to answer, or facts to look at.

No account leads here, but a secret link. It turns a form into a call, and keeps what was typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.follow_up.ask_limits import ANSWER_LETTERS, wrong_with_answer
from survey.follow_up.ask_words import STATUS_CHOICES, body_and_function, body_words
from survey.follow_up.asks import BodyAnswer
from survey.services.follow_up.link_body import (
    BODY_ROLE,
    AskLinkShown,
    answer_by_link,
    comment_by_link,
    link_shown,
    status_of,
)
from survey.web.desk.access import with_link
from survey.web.desk.desk_page import bare_page, error_text
from survey.web.desk.desk_state import desk_state

body_pages = Blueprint("body_pages", __name__)

_FIELDS = ("status", "words", "reason", "evidence", "by_when", "who")
_OWN = "same-origin"


@body_pages.before_request
def refuse_forms_of_other_sites() -> Response | None:
    """Refuse what a form of another site sends; a browser that tells nothing of it goes on."""
    came_from = request.headers.get("Sec-Fetch-Site", _OWN)
    if request.method != "POST" or came_from == _OWN:
        return None
    return _message(
        "This was sent from another site.",
        "Nothing was changed. Open your link itself, and press its button there.",
        status=403,
    )


@body_pages.get("/ask/<token>")
@with_link
def look_at_ask(token: str) -> Response:
    """Show what a link leads to; looking uses nothing up."""
    state = desk_state()
    shown = link_shown(state.instance, token, state.now())
    if shown is None:
        return _no_link()
    return _page(token, shown, _before(shown))


@body_pages.post("/ask/<token>")
@with_link
def send_from_body(token: str) -> Response:
    """Keep an answer or a comment; the page comes back with all that was typed if it is refused."""
    state = desk_state()
    shown = link_shown(state.instance, token, state.now())
    typed = {
        name: request.form.get(name, "").replace("\r\n", "\n") for name in (*_FIELDS, "comment")
    }
    if shown is None:
        return _no_link(typed)
    instance = state.instance.acting_as(BODY_ROLE)
    try:
        if shown.purpose == "preview":
            comment_by_link(instance, token, typed["comment"], state.now())
        else:
            wrong = _wrong(typed)
            if wrong:
                return _page(token, shown, typed, wrong=wrong)
            answer_by_link(instance, token, _given(typed), state.now())
    except SurveyError as error:
        return _page(token, shown, typed, wrong={"": error_text(error)})
    if shown.purpose == "preview":
        again = link_shown(state.instance, token, state.now())
        return _page(token, again or shown, {}, said="Your comment is kept.")
    practice = shown.source.practice
    return _message("Your answer is sent", _SENT, practice=practice)


_SENT = (
    "Somebody at the charity looks at it, then it is published as you wrote it. "
    "To correct it later, ask them for another link. You can close this page."
)
_NONE = (
    "A link to answer by works once. It also ends after some weeks, or when another one is made. "
    "Ask whoever sent it to you for a new one."
)


def _wrong(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with an answer by field, each as a sentence."""
    wrong = {} if status_of(typed["status"]) else {"status": "Choose how you answer."}
    return dict(wrong_with_answer(_given(typed))) | wrong


def _given(typed: Mapping[str, str]) -> BodyAnswer:
    said = {name: typed[name] for name in ("words", "reason", "evidence", "who")}
    return BodyAnswer(
        body_id="",
        status=status_of(typed["status"]) or "accepted",
        by_when=typed["by_when"].strip(),
        answered_on="",
        **said,
    )


def _before(shown: AskLinkShown) -> dict[str, str]:
    """Return the fields as the body answered before, so that a correction begins there."""
    if shown.before is None or shown.purpose == "preview":
        return {}
    return {name: getattr(shown.before, name) for name in _FIELDS}


def _page(
    token: str,
    shown: AskLinkShown,
    typed: Mapping[str, str],
    *,
    wrong: Mapping[str, str] | None = None,
    said: str = "",
) -> Response:
    others = [body_and_function(one) for one in shown.ask.bodies if one.id != shown.body.id]
    out_from = shown.source.out_from
    return bare_page(
        "desk/body_facts.html" if shown.purpose == "preview" else "desk/body_answer.html",
        status=422 if wrong else 200,
        address=f"/ask/{token}",
        shown=shown,
        name=body_words(shown.body),
        others=others,
        is_out=out_from is not None and out_from <= desk_state().today(),
        statuses=STATUS_CHOICES,
        typed=defaultdict(str, typed),
        wrong=defaultdict(str, wrong or {}),
        letters_of=ANSWER_LETTERS,
        practice=shown.source.practice,
        said=said,
    )


def _no_link(typed: Mapping[str, str] | None = None) -> Response:
    """Return the one page for a link that was used, replaced, is over or was never made."""
    kept = [said for said in (typed or {}).values() if said.strip()]
    return _message("This link does not lead anywhere now", _NONE, status=404, kept=kept)


def _message(
    heading: str,
    words: str,
    *,
    status: int = 200,
    practice: bool = False,
    kept: list[str] | None = None,
) -> Response:
    return bare_page(
        "desk/body_message.html",
        status=status,
        heading=heading,
        words=words,
        practice=practice,
        kept=kept or [],
    )
