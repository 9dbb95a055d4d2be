"""Trying a draft out: a practice report with invented people, made beside the pages."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.services.jobs.ask_for_work import ask_for_work
from survey.services.overview.list_drafts import expected_of, read_draft
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.number_fields import WholeNumberField
from survey.web.desk.study_tabs import tabs_of
from survey.web.desk.unreadable import unreadable

trying_out = Blueprint("trying_out", __name__)

_MOST = 2_000


class TrialForm(FlaskForm):  # type: ignore[misc]
    """How many people to invent."""

    people = WholeNumberField("How many people to invent")


@trying_out.get("/studies/<study_id>/try-out")
@needs("coordinator")
def explain(study_id: str) -> Response:
    """Say what trying out does."""
    form = TrialForm(formdata=None)
    form.people.data = min(expected_of(desk_state().instance, study_id), 300)
    return _page(study_id, form)


@trying_out.post("/studies/<study_id>/try-out")
@needs("coordinator")
def begin(study_id: str) -> Response:
    """Ask for a practice report of the newest version."""
    form, instance = TrialForm(), desk_state().instance
    people = form.people.data
    if people is None or not 1 <= people <= _MOST:
        return _page(study_id, form, f"Write a number from 1 to {_MOST:,}.", 422)
    if (page := unreadable(study_id)) is not None:
        return page
    version = read_draft(instance, study_id).version.number
    role = current_staff().role_in(study_id) or ""
    try:
        asked = {"people": people, "version": version}
        today = desk_state().today()
        job_id = ask_for_work(acting_instance(), "practice run", study_id, role, asked, today)
    except SurveyError as error:
        return _page(study_id, form, error_text(error), 422)
    return redirect(f"/jobs/{job_id}", 303)


def _page(study_id: str, form: TrialForm, wrong: str = "", status: int = 200) -> Response:
    found = read_draft(desk_state().instance, study_id)
    return desk_page(
        "desk/try_out.html",
        status=status,
        here=f"/studies/{study_id}/try-out",
        title=found.draft.title,
        study_id=study_id,
        tabs=tabs_of(study_id, is_draft=True),
        form=form,
        wrong=wrong,
    )
