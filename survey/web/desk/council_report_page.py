"""The report of a council: notes beside minority reports, signing for it, and publishing it.

It turns what services say into words. It knows no rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from survey.errors import Refused, StudyStateWrong, SurveyError
from survey.questionnaire.catalogues import INTERFACE, spoken
from survey.questionnaire.languages import english_name
from survey.services.councils.make_council_report import end_for_good
from survey.services.councils.note_dissent import (
    DissentToNote,
    dissent_to_note,
    note_dissent,
)
from survey.services.councils.publish_council_report import (
    report_standing,
    sign_council_report,
    signed_in_entry,
)
from survey.services.jobs.ask_for_work import ask_for_work, newest_work
from survey.services.overview.watch_council import watch_council
from survey.services.steps.council_report import council_page
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.council_acts_page import ActPage
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import council_chip
from survey.web.desk.desk_page import desk_page, error_text, number_of, report_address
from survey.web.desk.desk_state import desk_state
from survey.web.error_pages import HTML
from survey.web.headers import content_policy, style_hashes

council_report_page = Blueprint("council_report_page", __name__)

_AT = "/councils/<council_id>/report"
#: The kind of work that publishes the report of a council.
_WORK = "council publishing"

_ENDING = ActPage(
    "End this council",
    (
        "No round comes any more. The last report can be made, signed and published afterwards.",
        "Members cannot read their own ratings any more, or how the group answered.",
    ),
    "What lets members in, and what each rated, for their own eyes, is erased.",
)


class NoteForm(FlaskForm):  # type: ignore[misc]
    """What is written beside one minority report: a paragraph for each reason or note."""

    statement = HiddenField()
    aspect = HiddenField()
    round = HiddenField()
    reasons = TextAreaField("What they said, in your words")
    notes = TextAreaField("A note of the editors")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of something that was sent: what is wrong, and the form it stands in."""

    wrong: str = ""
    form: NoteForm | None = None


@council_report_page.get(_AT)
@needs("coordinator", "moderator", "trustee", "viewer")
def report(council_id: str) -> Response:
    """Show where the report of a council stands."""
    return _page(council_id, _Answer())


@council_report_page.get(f"{_AT}/look")
@needs("coordinator", "moderator", "trustee", "viewer")
def look_at_report(council_id: str) -> Response:
    """Show the report as it would be published now."""
    try:
        language = spoken(request.args.get("language", ""))
        html = council_page(desk_state().instance, council_id, language=language)
    except StudyStateWrong:
        return redirect(f"/councils/{council_id}/report", 303)
    response = Response(html, content_type=HTML)
    response.headers["Content-Security-Policy"] = content_policy(style_hashes(html), "'none'")
    return response


@council_report_page.post(f"{_AT}/note")
@needs("coordinator", "moderator")
def write_note(council_id: str) -> Response:
    """Keep what is written beside one minority report."""
    form = NoteForm()
    place = form.statement.data or "", form.aspect.data or "", number_of(form.round.data or "") or 0
    written = _paragraphs(form.reasons.data), _paragraphs(form.notes.data)
    try:
        note_dissent(acting_instance(), council_id, place, *written, desk_state().today())
    except SurveyError as error:
        return _page(council_id, _Answer(error_text(error), form))
    return redirect(f"/councils/{council_id}/report", 303)


@council_report_page.post(f"{_AT}/sign")
@needs("coordinator", "trustee")
def sign_report(council_id: str) -> Response:
    """Sign for the report as it was seen."""
    try:
        seen = bytes.fromhex(request.form.get("seen", ""))
    except ValueError:
        seen = b""
    try:
        today = desk_state().today()
        language, by = spoken(request.form.get("language", "")), current_staff().name
        sign_council_report(acting_instance(), council_id, seen, by, today, language=language)
    except SurveyError as error:
        return _page(council_id, _Answer(error_text(error)))
    return redirect(f"/councils/{council_id}/report", 303)


@council_report_page.post(f"{_AT}/publish")
@needs("coordinator", "trustee")
def publish(council_id: str) -> Response:
    """Ask for the report that somebody else signed for to be put into the reading room."""
    state = desk_state()
    try:
        asked = {
            "signed in entry": signed_in_entry(state.instance, council_id, current_staff().name)
        }
    except SurveyError as error:
        return _page(council_id, _Answer(error_text(error)))
    job = ask_for_work(acting_instance(), _WORK, council_id, g.acting, asked, state.today())
    return redirect(f"/jobs/{job}", 303)


@council_report_page.get("/councils/<council_id>/end")
@needs("coordinator")
def ask_to_end(council_id: str) -> Response:
    """Say what ending a council does."""
    return _ending(council_id)


@council_report_page.post("/councils/<council_id>/end")
@needs("coordinator")
def end(council_id: str) -> Response:
    """End a council: what lets its members in is erased."""
    try:
        if "sure" not in request.form:
            raise Refused("Tick that you have read what cannot be undone.", kept="Nothing changed.")
        end_for_good(acting_instance(), council_id, desk_state().today())
    except SurveyError as error:
        return _ending(council_id, error_text(error))
    return redirect(f"/councils/{council_id}/report", 303)


def _ending(council_id: str, wrong: str = "") -> Response:
    state = desk_state()
    return desk_page(
        "desk/council_act.html",
        status=422 if wrong else 200,
        here=f"/councils/{council_id}",
        watched=watch_council(state.instance, council_id, state.now()),
        said_first=_ENDING,
        act="end",
        wrong=wrong,
        not_yet=(),
        problems=(),
        sure="sure" in request.form,
    )


def _page(council_id: str, answer: _Answer) -> Response:
    state, staff = desk_state(), current_staff()
    watched = watch_council(state.instance, council_id, state.now())
    try:
        standing = report_standing(state.instance, council_id)
    except StudyStateWrong:
        standing = None
    dissent = dissent_to_note(state.instance, council_id)
    work = newest_work(state.instance, _WORK, council_id)
    return desk_page(
        "desk/council_report.html",
        status=422 if answer.wrong else 200,
        here=f"/councils/{council_id}/report",
        watched=watched,
        chip=council_chip(watched.state, len(watched.rounds)),
        tabs=council_tabs(council_id),
        standing=standing,
        languages=tuple((code, english_name(code)) for code in INTERFACE),
        signed_language=english_name(standing.language) if standing and standing.language else "",
        name=staff.name,
        dissent=[(one, _as_typed(one, answer.form)) for one in dissent],
        may_set=staff.may(("coordinator",), council_id),
        may_note=staff.may(("coordinator", "moderator"), council_id),
        may_sign=staff.may(("coordinator", "trustee"), council_id),
        public=report_address(council_id),
        published=(state.instance.published / council_id / "report.html").is_file(),
        under_way=work if work is not None and work.stage in ("waiting", "working") else None,
        wrong=answer.wrong,
    )


def _as_typed(one: DissentToNote, typed: NoteForm | None) -> NoteForm:
    """Return the form of a minority report, with what was typed where it was refused."""
    if typed is not None and (typed.statement.data, typed.aspect.data, typed.round.data) == (
        one.place[0],
        one.place[1],
        str(one.place[2]),
    ):
        return typed
    return NoteForm(
        formdata=None,
        statement=one.place[0],
        aspect=one.place[1],
        round=str(one.place[2]),
        reasons="\n\n".join(one.reasons),
        notes="\n\n".join(one.notes),
    )


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").replace("\r", "").split("\n\n") if part.strip())
