"""Asks at the desk: the list of a study or council, writing one, and the page of one.

It turns forms into calls. What is possible when says the life of an ask.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from survey.errors import SurveyError
from survey.follow_up.ask_life import ASK_LIFE, acts_on
from survey.follow_up.ask_limits import ANSWER_LETTERS, ASK_LETTERS, SENTENCE_WORDS
from survey.follow_up.ask_standing import body_standings, standing_counts
from survey.follow_up.ask_words import (
    FUNCTION_WORDS,
    GROUP_WORDS,
    MARK_WORDS,
    STANDING_WORDS,
    STATUS_CHOICES,
    THEME_WORDS,
    body_words,
    happening_words,
)
from survey.follow_up.asks_csv import asks_csv
from survey.questionnaire.catalogues import INTERFACE, spoken
from survey.questionnaire.languages import english_name
from survey.reports.asks.ask_letters import ask_letter, letter_due
from survey.reports.report_language import writing_in
from survey.services.follow_up.ask_council import councils_on_answers, councils_to_ask
from survey.services.follow_up.write_ask import AskWritten, rewrite_ask, throw_ask_away, write_ask
from survey.services.overview.asks_at_desk import (
    AskAtDesk,
    ask_at_desk,
    asks_at_desk,
    citable_of,
)
from survey.services.overview.letters_of_ask import letter_facts
from survey.services.steps.ask_sources import AskSource
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.ask_form import as_written, ask_sent, cells_to_tick, rows_of_bodies
from survey.web.desk.asks_worded import STANDING_CHIPS, ask_chip, ask_next_words
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.study_tabs import tabs_of

ask_pages = Blueprint("ask_pages", __name__)

STUDY_ASKS, COUNCIL_ASKS = "/studies/<study_id>/asks", "/councils/<council_id>/asks"
_EMPTY = AskWritten("", "")


@ask_pages.get(STUDY_ASKS)
@ask_pages.get(COUNCIL_ASKS)
@needs("coordinator", "viewer")
def all_asks(study_id: str = "", council_id: str = "") -> AnyResponse:
    """Show all asks of a study or council, each with the one thing to do next."""
    state, of_id = desk_state(), study_id or council_id
    found = asks_at_desk(state.instance, of_id, state.today())
    source = source_here(found.source, council_id)
    public = tuple(one.row.ask for one in found.asks if one.row.stand in ("published", "withdrawn"))
    return desk_page(
        "desk/asks.html",
        here=here_of(source),
        **frame_of(source),
        asks=[
            (one.row, ask_chip(one.row, state.today()), ask_next_words(one.next, one.row))
            for one in found.asks
        ],
        counts=[
            (STANDING_WORDS[standing], count)
            for standing, count in standing_counts(public, state.today()).items()
        ],
        body_words=body_words,
        themes=THEME_WORDS,
        years=(state.today().year, state.today().year - 1),
        may_digest=any(one.published_on for one in public),
    )


@ask_pages.get(f"{STUDY_ASKS}.csv")
@ask_pages.get(f"{COUNCIL_ASKS}.csv")
@needs("coordinator", "viewer")
def asks_as_table(study_id: str = "", council_id: str = "") -> AnyResponse:
    """Give all published asks of a study or council as a table."""
    state, of_id = desk_state(), study_id or council_id
    found = asks_at_desk(state.instance, of_id, state.today())
    source_here(found.source, council_id)
    public = [one.row.ask for one in found.asks if one.row.stand in ("published", "withdrawn")]
    response = Response(asks_csv(public, state.today()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{of_id}-asks.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@ask_pages.get(f"{STUDY_ASKS}/new")
@ask_pages.get(f"{COUNCIL_ASKS}/new")
@needs("coordinator")
def new_ask(study_id: str = "", council_id: str = "") -> AnyResponse:
    """Show the form of a new ask."""
    return _new_page(study_id or council_id, council_id, _EMPTY)


@ask_pages.post(f"{STUDY_ASKS}/new")
@ask_pages.post(f"{COUNCIL_ASKS}/new")
@needs("coordinator")
def write_new_ask(study_id: str = "", council_id: str = "") -> AnyResponse:
    """Keep a new ask as a draft."""
    of_id, written = study_id or council_id, ask_sent(request.form)
    _require_kind(of_id, council_id)
    try:
        ask_id = write_ask(acting_instance(), of_id, written, desk_state().today())
    except SurveyError as error:
        return _new_page(of_id, council_id, written, error_text(error))
    return redirect(f"{root_of(of_id, is_council=bool(council_id))}/asks/{ask_id}", 303)


@ask_pages.get(f"{STUDY_ASKS}/<ask_id>")
@ask_pages.get(f"{COUNCIL_ASKS}/<ask_id>")
@needs("coordinator", "viewer")
def one_ask(ask_id: str, study_id: str = "", council_id: str = "") -> AnyResponse:
    """Show one ask: its words, who is asked, what they answered, and letters to copy."""
    return ask_page(ask_id, study_id, council_id)


@ask_pages.post(f"{STUDY_ASKS}/<ask_id>")
@ask_pages.post(f"{COUNCIL_ASKS}/<ask_id>")
@needs("coordinator")
def rewrite_one_ask(ask_id: str, study_id: str = "", council_id: str = "") -> AnyResponse:
    """Keep other words of a draft."""
    ask_here(ask_id, study_id, council_id)
    written = ask_sent(request.form)
    try:
        rewrite_ask(acting_instance(), ask_id, written, desk_state().today())
    except SurveyError as error:
        return ask_page(ask_id, study_id, council_id, wrong=error_text(error), written=written)
    return ask_page(ask_id, study_id, council_id, said="It is saved.")


@ask_pages.post(f"{STUDY_ASKS}/<ask_id>/throw-away")
@ask_pages.post(f"{COUNCIL_ASKS}/<ask_id>/throw-away")
@needs("coordinator")
def throw_one_ask_away(ask_id: str, study_id: str = "", council_id: str = "") -> AnyResponse:
    """Delete a draft."""
    ask_here(ask_id, study_id, council_id)
    try:
        throw_ask_away(acting_instance(), ask_id, desk_state().today())
    except SurveyError as error:
        return ask_page(ask_id, study_id, council_id, wrong=error_text(error))
    return redirect(f"{root_of(study_id or council_id, is_council=bool(council_id))}/asks", 303)


def root_of(of_id: str, *, is_council: bool) -> str:
    """Return the address of a study or council at the desk."""
    return f"/{'councils' if is_council else 'studies'}/{of_id}"


def source_here(source: AskSource, council_id: str) -> AskSource:
    """Return what asks follow from, where the address names its kind; else the page is not here."""
    if source.is_council != bool(council_id):
        abort(404)
    return source


def ask_here(ask_id: str, study_id: str, council_id: str) -> AskAtDesk:
    """Return an ask that is of the study or council in the address; else the page is not here."""
    of_id = study_id or council_id
    signs = current_staff().may(("coordinator", "trustee"), of_id)
    found = ask_at_desk(desk_state().instance, ask_id, desk_state().now(), signs=signs)
    if found.source.id != of_id:
        abort(404)
    source_here(found.source, council_id)
    return found


def ask_page(
    ask_id: str,
    study_id: str,
    council_id: str,
    *,
    wrong: str = "",
    said: str = "",
    written: AskWritten | None = None,
) -> AnyResponse:
    """Return the page of one ask; what was `written` stands in its form where it was refused."""
    today, found = desk_state().today(), ask_here(ask_id, study_id, council_id)
    row, typed = found.row, written or as_written(found.row.ask)
    names = {one.id: one for one in row.ask.bodies}
    return desk_page(
        "desk/ask.html",
        status=422 if wrong else 200,
        here=here_of(found.source),
        **frame_of(found.source),
        **_form_values(typed, cells_to_tick(found.citable, list(typed.evidence))),
        row=row,
        chip=ask_chip(row, today),
        what_next=ask_next_words(found.next, row),
        acts=acts_on(row.stand),
        is_complete=found.next.todo != "write",
        cells=found.cells,
        standings=[(one, STANDING_WORDS[one.standing], STANDING_CHIPS[one.standing])
              for one in body_standings(row.ask, today)],
        linked={(one.body_id, one.purpose) for one in found.links},
        letters=_letters(found, today),
        languages=tuple((code, english_name(code)) for code in INTERFACE),
        language=letter_language(),
        happened=[(date.fromisoformat(one.day), happening_words(one.what, names.get(one.body_id)),
                   one.words) for one in reversed(row.ask.happened)],
        names={one.id: body_words(one) for one in row.ask.bodies},
        statuses=STATUS_CHOICES,
        marks=MARK_WORDS,
        councils=[one for one in councils_to_ask(desk_state().instance, practice=row.ask.practice)
                  if current_staff().may(("coordinator", "moderator"), one[0])],
        on_answers=councils_on_answers(desk_state().instance, ask_id),
        sent=defaultdict(str, request.form.to_dict() if wrong else {}),
        forever=ASK_LIFE["published"].forever,
        wrong=wrong,
        said=said,
    )  # fmt: skip


def here_of(source: AskSource) -> str:
    """Return the address of the asks of a study or council."""
    return f"{root_of(source.id, is_council=source.is_council)}/asks"


def frame_of(source: AskSource) -> dict[str, Any]:
    """Return what the frame of each page of asks shows."""
    root = root_of(source.id, is_council=source.is_council)
    tabs = council_tabs(source.id) if source.is_council else tabs_of(source.id, is_draft=False)
    return {
        "root": root,
        "source": source,
        "tabs": tabs,
        "may_write": current_staff().may(("coordinator",), source.id),
    }


def letter_language() -> str:
    """Return the language that was chosen for letters, or English."""
    return spoken(request.values.get("language", ""))


def _letters(found: AskAtDesk, today: date) -> list[tuple[str, str]]:
    """Return the letters that are to be written now, each with its heading."""
    letters = []
    for one in body_standings(found.row.ask, today):
        if one.step and found.row.stand == "published":
            kind = letter_due(one.step)
            with writing_in(letter_language()):
                facts = letter_facts(
                    desk_state().instance, found.row, found.source, today, one.late_by
                )
                words = ask_letter(kind, found.row.ask, one.body, facts)
            letters.append((f"{kind.capitalize()} to {body_words(one.body)}", words))
    return letters


def _require_kind(of_id: str, council_id: str) -> AskSource:
    found = asks_at_desk(desk_state().instance, of_id, desk_state().today())
    return source_here(found.source, council_id)


def _new_page(of_id: str, council_id: str, written: AskWritten, wrong: str = "") -> AnyResponse:
    source = _require_kind(of_id, council_id)
    citable = citable_of(desk_state().instance, of_id)
    return desk_page(
        "desk/ask_new.html",
        status=422 if wrong else 200,
        here=here_of(source),
        **frame_of(source),
        **_form_values(written, cells_to_tick(citable, list(written.evidence))),
        wrong=wrong,
    )


def _form_values(written: AskWritten, cells: object) -> dict[str, Any]:
    return {
        "written": written,
        "bodies": rows_of_bodies(written),
        "to_tick": cells,
        "themes": THEME_WORDS,
        "groups": GROUP_WORDS,
        "functions": FUNCTION_WORDS,
        "letters_of": ASK_LETTERS,
        "letters_of_answers": ANSWER_LETTERS,
        "most_words": SENTENCE_WORDS,
    }
