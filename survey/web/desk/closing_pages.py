"""Closing a study at the desk, and the notice that trustees compare when they open it.

It turns forms and words into calls; when a study can be closed says the table of its life.
"""

from __future__ import annotations

from flask import Blueprint, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from survey.errors import StudyUnknown, SurveyError
from survey.sealing.closed_set import read_aloud
from survey.services.jobs.ask_for_work import ask_for_work, newest_work
from survey.services.overview.watch_study import watch_study
from survey.services.studies.close_study import foresee_closing
from survey.storage.studies import study_rows
from survey.studies.life_table import LIFE
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import about

closing_pages = Blueprint("closing_pages", __name__)


class CloseForm(FlaskForm):  # type: ignore[misc]
    """That what cannot be undone was read."""

    sure = BooleanField("I have read what cannot be undone.")


@closing_pages.get("/studies/<study_id>/close")
@needs("coordinator")
def ask(study_id: str) -> Response:
    """Say what closing does, and what of it can never be undone."""
    return _page(study_id)


@closing_pages.post("/studies/<study_id>/close")
@needs("coordinator")
def close(study_id: str) -> Response:
    """Ask for the closing, which is worked on beside the pages."""
    state, form = desk_state(), CloseForm()
    if not form.sure.data:
        return _page(study_id, wrong="Tick that you have read what cannot be undone.")
    try:
        foresee_closing(state.instance, study_id, state.now())
    except StudyUnknown:
        raise
    except SurveyError:
        return _page(study_id)
    job = ask_for_work(acting_instance(), "closing", study_id, "coordinator", {}, state.today())
    return redirect(f"/jobs/{job}", 303)


@closing_pages.get("/studies/<study_id>/closed")
@needs("coordinator", "trustee", "viewer")
def notice(study_id: str) -> Response:
    """Show the closing notice: the fingerprint, to be printed or written down."""
    state = desk_state()
    with state.instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    watched = watch_study(state.instance, study_id, state.today())
    return desk_page(
        "desk/closed.html",
        here=f"/studies/{study_id}/closed",
        watched=watched,
        aloud=read_aloud(row.closed_digest),
        whole=row.closed_digest,
        closed_on=row.closed_on,
        about=about(row.closed_count or 0),
        lost=about(row.lost) if row.lost else "",
    )


def _page(study_id: str, *, wrong: str = "") -> Response:
    state, why_not = desk_state(), ""
    watched = watch_study(state.instance, study_id, state.today())
    try:
        foresee_closing(state.instance, study_id, state.now())
    except SurveyError as error:
        why_not = error_text(error)
    job = newest_work(state.instance, "closing", study_id)
    return desk_page(
        "desk/close.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}",
        watched=watched,
        form=CloseForm(formdata=None),
        forever=LIFE["shut"].forever,
        fixed=LIFE["closed"].forever,
        why_not=why_not,
        wrong=wrong,
        job=job if job is not None and job.stage in ("waiting", "working") else None,
    )
