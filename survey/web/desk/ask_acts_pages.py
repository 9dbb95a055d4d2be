"""What is done with an ask at the desk: publishing, sending, linking, looking at answers.

It turns presses into calls. It knows no rule.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, abort, g, redirect, request
from werkzeug.wrappers import Response

from survey.errors import BadInput, SurveyError
from survey.follow_up.ask_standing import body_standing
from survey.follow_up.ask_words import body_words
from survey.reports.asks.ask_letters import AskLetterKind, ask_letter, letter_due
from survey.reports.report_language import writing_in
from survey.services.follow_up.ask_council import publish_what_council_says, put_to_council
from survey.services.follow_up.link_body import make_answer_link, make_preview_link
from survey.services.follow_up.look_at_answer import (
    mark_answer,
    pass_comment,
    publish_answer,
    put_answer_aside,
    put_comment_aside,
)
from survey.services.follow_up.publish_ask import (
    make_ask_ready,
    note_sent,
    publish_ask,
    take_ask_back,
    withdraw_ask,
)
from survey.services.jobs.ask_for_work import ask_for_work
from survey.services.overview.letters_of_ask import letter_facts
from survey.services.steps.round_keeping import RoundSaving
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.ask_pages import (
    COUNCIL_ASKS,
    STUDY_ASKS,
    ask_here,
    ask_page,
    frame_of,
    here_of,
    letter_language,
)
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_address, desk_state

ask_acts_pages = Blueprint("ask_acts_pages", __name__)

_KEPT = "Nothing was changed."
#: The kind of work that publishes the digest of a year.
_DIGEST = "digest publishing"
_SAID = {
    "ready": "It goes out with its report.",
    "back": "It is a draft again.",
    "publish": "It is published.",
    "sent": "It is noted how it was sent.",
    "withdraw": "It is withdrawn, and readers see why.",
    "publish-answer": "The answer is published as it was given.",
    "aside": "The answer is put aside. Nobody reads it.",
    "mark": "What survivors say of it is published.",
    "to-council": "It is put to the council, in its next round. Look at its words there.",
    "from-council": "What the council says by its rule is published.",
    "comment-pass": "The comment is printed with the ask, as it was given.",
    "comment-aside": "The comment is not printed.",
}


@ask_acts_pages.post(f"{STUDY_ASKS}/<ask_id>/do/<act>")
@ask_acts_pages.post(f"{COUNCIL_ASKS}/<ask_id>/do/<act>")
@needs("coordinator")
def act_on_ask(ask_id: str, act: str, study_id: str = "", council_id: str = "") -> Response:
    """Do one thing with an ask; its page comes back with what was typed where that is refused."""
    ask_here(ask_id, study_id, council_id)
    try:
        doing = _ACTS.get(act)
        if doing is None:
            raise BadInput("Nothing was chosen to do.", kept=_KEPT, do="Use the buttons below.")
        doing(ask_id)
    except SurveyError as error:
        return ask_page(ask_id, study_id, council_id, wrong=error_text(error))
    return ask_page(ask_id, study_id, council_id, said=_SAID[act])


@ask_acts_pages.post(f"{STUDY_ASKS}/<ask_id>/link")
@ask_acts_pages.post(f"{COUNCIL_ASKS}/<ask_id>/link")
@needs("coordinator")
def link_of_body(ask_id: str, study_id: str = "", council_id: str = "") -> Response:
    """Make a link for one body, and show it with its letter, this once."""
    state, found = desk_state(), ask_here(ask_id, study_id, council_id)
    body_id, is_preview = _field("body"), _field("purpose") == "preview"
    try:
        if is_preview:
            words = _field("preview_words")
            token = make_preview_link(acting_instance(), ask_id, body_id, words, state.now())
        else:
            token = make_answer_link(acting_instance(), ask_id, body_id, state.now())
    except SurveyError as error:
        return ask_page(ask_id, study_id, council_id, wrong=error_text(error))
    found = ask_here(ask_id, study_id, council_id)
    body = next(one for one in found.row.ask.bodies if one.id == body_id)
    link = f"{desk_address()}/ask/{token}"
    held = body_standing(found.row.ask, body, state.today())
    kind: AskLetterKind = "facts" if is_preview else letter_due(held.step)
    with writing_in(letter_language()):
        facts = letter_facts(state.instance, found.row, found.source, state.today(), held.late_by)
        letter = ask_letter(kind, found.row.ask, body, facts, link)
    return desk_page(
        "desk/ask_link.html",
        here=here_of(found.source),
        **frame_of(found.source),
        row=found.row,
        name=body_words(body),
        link=link,
        letter=letter,
        language=letter_language(),
        is_preview=is_preview,
    )


@ask_acts_pages.post(f"{STUDY_ASKS}/digest")
@ask_acts_pages.post(f"{COUNCIL_ASKS}/digest")
@needs("coordinator")
def publish_digest_of_year(study_id: str = "", council_id: str = "") -> Response:
    """Ask for the digest of a year to be published, which is worked on beside the pages."""
    of_id, today = study_id or council_id, desk_state().today()
    year = number_of(_field("year")) or 0
    if not today.year - 1 <= year <= today.year:
        abort(404)
    asked = {"year": year}
    job = ask_for_work(acting_instance(), _DIGEST, of_id, g.acting, asked, today)
    return redirect(f"/jobs/{job}", 303)


def _field(name: str) -> str:
    return request.form.get(name, "")


def _number(name: str = "number") -> int:
    return number_of(_field(name)) or 0


def _day(name: str) -> date | None:
    text = _field(name).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(
            f"“{text[:40]}” is no day.", kept=_KEPT, do="Write it as 2027-02-28."
        ) from None


def _today() -> date:
    return desk_state().today()


def _publish(ask_id: str) -> None:
    if not _field("sure"):
        raise BadInput("Tick that you have read what can never be undone.", kept=_KEPT)
    publish_ask(acting_instance(), ask_id, _today(), _day("on"))


def _sent(ask_id: str) -> None:
    note_sent(acting_instance(), ask_id, _field("how"), _day("sent_on") or _today(), _today())


def _publish_answer(ask_id: str) -> None:
    publish_answer(acting_instance(), ask_id, _field("body"), _number(), _today())


def _aside(ask_id: str) -> None:
    because = _field("because")
    put_answer_aside(acting_instance(), ask_id, _field("body"), _number(), because, _today())


def _mark(ask_id: str) -> None:
    words = _field("mark_words")
    mark_answer(acting_instance(), ask_id, _field("body"), _field("mark"), words, _today())


def _to_council(ask_id: str) -> None:
    council_id = _of_council()
    saving = RoundSaving(_today(), g.acting, "An answer to an ask.")
    put_to_council(acting_instance(), ask_id, _field("body"), council_id, saving)


def _from_council(ask_id: str) -> None:
    body_id, council_id = _field("body"), _field("council")
    publish_what_council_says(acting_instance(), ask_id, body_id, council_id, _today())


def _of_council() -> str:
    """Return the council that was chosen; its round is written by those who have a role there."""
    chosen = _field("council")
    if not chosen or not current_staff().may(("coordinator", "moderator"), chosen):
        raise BadInput("Choose a council of yours.", kept=_KEPT)
    return chosen


_ACTS: dict[str, Callable[[str], None]] = {
    "ready": lambda ask_id: make_ask_ready(acting_instance(), ask_id, _today()),
    "back": lambda ask_id: take_ask_back(acting_instance(), ask_id, _today()),
    "publish": _publish,
    "sent": _sent,
    "withdraw": lambda ask_id: withdraw_ask(
        acting_instance(), ask_id, _field("withdraw_because"), _today()
    ),
    "publish-answer": _publish_answer,
    "aside": _aside,
    "mark": _mark,
    "to-council": _to_council,
    "from-council": _from_council,
    "comment-pass": lambda ask_id: pass_comment(acting_instance(), ask_id, _number(), _today()),
    "comment-aside": lambda ask_id: put_comment_aside(
        acting_instance(), ask_id, _number(), _field("because"), _today()
    ),
}
