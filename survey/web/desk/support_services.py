"""Support services of a study: looked at, confirmed, written anew and taken out, one by one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, StringField

from survey.errors import BadInput, SurveyError
from survey.questionnaire.languages import english_name
from survey.services.overview.draft_tasks import tasks_of_draft
from survey.services.steps.resources_to_check import DAYS_OLD
from survey.services.steps.support_list import EVERYWHERE, Emergency, Service
from survey.services.upkeep.edit_support_list import (
    FIELDS,
    confirm_entry,
    own_list,
    take_back_confirmation,
    take_service_out,
    write_service,
)
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.account_forms import choices_of
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state

support_services = Blueprint("support_services", __name__)

_SAID = {
    "confirm": "It is confirmed, and people are shown its number.",
    "look": "It is confirmed that somebody looked at its page.",
    "hide": "Its numbers are hidden until somebody confirms it.",
    "take out": "It is not in the list any more.",
    "write": "It is written, and waits for somebody who calls and confirms it.",
}
_OF_ALL = "The list stays as it was: it is of all studies. Ask a coordinator of all studies."
_YES_NO = choices_of((("unknown", "Not known"), ("yes", "Yes"), ("no", "No")))


@dataclass(frozen=True, slots=True)
class ListedService:
    """A service as the page shows it; `days` since it was checked, None when it never was."""

    service: Service
    days: int | None

    @property
    def waits(self) -> bool:
        """Tell whether somebody must look at it before a real study is published."""
        return self.days is None or not 0 <= self.days <= DAYS_OLD


class EntryForm(FlaskForm):  # type: ignore[misc]
    """What is done to one entry of the list, and what is written about a service."""

    entry = HiddenField()
    act = HiddenField()
    role = StringField("Your role")
    number = StringField("Number that you called")
    id = StringField("Short name")
    name = StringField("Name")
    country = StringField("Country")
    url = StringField("Address of its page")
    phone = StringField("Telephone")
    text = StringField("Number for messages")
    chat = SelectField("It has a chat", choices=_YES_NO, validate_choice=False)
    anonymous = SelectField("People can stay unnamed", choices=_YES_NO, validate_choice=False)


@support_services.get("/studies/<study_id>/support")
@needs("coordinator", "viewer")
def services(study_id: str) -> Response:
    """Show the services that people of a study are shown."""
    return _page(study_id)


@support_services.post("/studies/<study_id>/support")
@needs("coordinator")
def change_list(study_id: str) -> Response:
    """Confirm one entry, hide it, take it out, or write it anew."""
    form = EntryForm()
    act = form.act.data or ""
    if not _may_change():
        return _page(study_id, wrong=_OF_ALL, status=403)
    try:
        _do(act, form)
    except SurveyError as error:
        return _page(study_id, form=form, wrong=error_text(error), status=422)
    return _page(study_id, said=_SAID[act])


def _may_change() -> bool:
    """Return whether somebody may change the list: it is of all studies, so a role in one study is
    not enough."""
    return current_staff().may(("coordinator",))


def _do(act: str, form: EntryForm) -> None:
    instance, today = acting_instance(), desk_state().today()
    entry = form.entry.data or form.id.data or ""
    if act in ("confirm", "look"):
        number = form.number.data or "" if act == "confirm" else None
        confirm_entry(instance, entry, form.role.data or "", today, number=number)
    elif act == "hide":
        take_back_confirmation(instance, entry, today)
    elif act == "take out":
        take_service_out(instance, entry, today)
    elif act == "write":
        sent = {name: request.form[name] for name in FIELDS if name in request.form}
        write_service(instance, entry, sent, today)
    else:
        raise BadInput("Nothing was chosen to do.", kept="The list stays as it was.")


def _page(
    study_id: str,
    *,
    form: EntryForm | None = None,
    wrong: str = "",
    said: str = "",
    status: int = 200,
) -> Response:
    state = desk_state()
    found = tasks_of_draft(state.instance, study_id, state.today()).found
    regions = found.asked.audience.regions if found else ()
    listed = own_list(state.instance.folder)
    here = {EVERYWHERE, *regions}
    services = [
        ListedService(one, (state.today() - one.checked_on).days if one.checked_on else None)
        for one in listed.services
        if one.country in here
    ]
    return desk_page(
        "desk/support.html",
        status=status,
        here=f"/studies/{study_id}/support",
        study_id=study_id,
        waiting=[one for one in services if one.waits],
        checked=[one for one in services if not one.waits],
        emergency=[one for one in listed.emergency if one.country in regions],
        regions=regions,
        form=form or EntryForm(formdata=None, role=current_staff().role_in(study_id)),
        tried=(form.entry.data if form else ""),
        language_of=english_name,
        confirmed=_confirmed,
        may_change=_may_change(),
        wrong=wrong,
        said=said,
    )


def _confirmed(entry: Emergency) -> bool:
    return entry.confirmed
