"""What a report could print, at the desk: the table, and asking for it to be worked out.

It knows the newest forecast of a study as it is stored, and works out nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect
from flask.blueprints import BlueprintSetupState
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired, NumberRange

from survey.disclosure.forecast.foretold import Forecast, WhatPrints
from survey.questionnaire.drafting.editing import items_of, parts_of
from survey.services.jobs.ask_for_work import SeenWork, ask_for_work, newest_work
from survey.services.jobs.kinds_of_work import version_to_forecast
from survey.services.overview.desk_list import desk_items
from survey.services.overview.draft_questions import draft_sheet
from survey.services.overview.list_drafts import expected_of
from survey.services.overview.opened_study import printed_now
from survey.web.desk.access import current_staff, needs
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state
from survey.web.desk.number_fields import WholeNumberField
from survey.web.desk.study_tabs import tabs_of
from survey.web.desk.unreadable import unreadable

forecast_page = Blueprint("forecast_page", __name__)

_KIND = "forecast"
_MOST = 1_000_000
_WRONG = f"Write about how many people you expect: 1 to {_MOST:,}."


class ForecastForm(FlaskForm):  # type: ignore[misc]
    """About how many people are expected."""

    expected = WholeNumberField(
        "About how many people do you expect?",
        validators=[InputRequired(_WRONG), NumberRange(1, _MOST, _WRONG)],
    )


@dataclass(frozen=True, slots=True)
class ShownForecast:
    """The newest forecast of a study: `made` (None: there is none), what its newest release has
    `printed` of tables that are split, what is `under_way` or failed since, the form,
    `of_before`, which says of which version it is where that is not the newest, and by the id of
    each question of that the end of the address at which it is changed."""

    made: Forecast | None
    printed: tuple[WhatPrints, ...]
    under_way: SeenWork | None
    form: ForecastForm
    of_before: str
    may_ask: bool
    is_draft: bool
    may_change: bool
    written_at: Mapping[str, str]


@forecast_page.get("/studies/<study_id>/forecast")
@needs("coordinator", "viewer")
def see_forecast(study_id: str) -> Response:
    """Show the newest forecast of a study."""
    return _page(study_id)


@forecast_page.post("/studies/<study_id>/forecast")
@needs("coordinator")
def ask_for_forecast(study_id: str) -> Response:
    """Ask for a forecast, and show how far it is."""
    form = ForecastForm()
    version = version_to_forecast(desk_state().instance, study_id)
    if not form.validate_on_submit():
        return _page(study_id, form, 422)
    asked = {"expected": form.expected.data, "version": version}
    if version and (page := unreadable(study_id)) is not None:
        return page
    role = current_staff().role_in(study_id) or ""
    job_id = ask_for_work(desk_state().instance, _KIND, study_id, role, asked)
    return redirect(f"/jobs/{job_id}", 303)


def forecast_of(study_id: str, form: ForecastForm | None = None) -> ShownForecast:
    """Return the newest forecast of a study as pages show it; StudyUnknown."""
    instance = desk_state().instance
    version = version_to_forecast(instance, study_id)
    newest = newest_work(instance, _KIND, study_id)
    done = newest_work(instance, _KIND, study_id, done=True)
    made = Forecast.model_validate_json(done.result) if done and done.result else None
    if form is None:
        form = ForecastForm(formdata=None)
        form.expected.data = made.expected if made else expected_of(instance, study_id)
    may_ask = current_staff().may(("coordinator",), study_id)
    before = done.asked["version"] if done else version
    sheet = draft_sheet(instance, study_id)
    return ShownForecast(
        made=made,
        printed=() if version else printed_now(instance, study_id),
        under_way=newest if newest and newest.stage != "done" else None,
        form=form,
        of_before=f"This is of version {before}. The newest is version {version}."
        if before != version
        else "",
        may_ask=may_ask,
        is_draft=bool(version),
        may_change=may_ask and sheet.draft.state != "published",
        written_at={
            str(item.get("id", "")): f"/{i}/{j}"
            for i, part in enumerate(parts_of(sheet.data), 1)
            for j, item in enumerate(items_of(part), 1)
        },
    )


@forecast_page.record
def _for_other_pages(setup: BlueprintSetupState) -> None:
    """Let the page of tasks show the forecast, too."""
    setup.app.extensions["desk"].environment.globals["forecast_of"] = forecast_of


def _page(study_id: str, form: ForecastForm | None = None, status: int = 200) -> Response:
    titles = {one.id: one.title for one in desk_items(desk_state().instance)}
    shown = forecast_of(study_id, form)
    return desk_page(
        "desk/forecast.html",
        status=status,
        here=f"/studies/{study_id}/forecast",
        study_id=study_id,
        title=titles.get(study_id, study_id),
        tabs=tabs_of(study_id, is_draft=shown.is_draft),
        forecast=shown,
        wrong=" ".join(form.expected.errors) if form else "",
    )
