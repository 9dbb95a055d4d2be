"""Who reads a report and when: its themes, whom it asks, an embargo, a passphrase.

It knows forms and words. What they do says the service.
"""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, redirect, request
from flask_wtf import FlaskForm
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Optional

from survey.errors import SurveyError
from survey.services.overview.watch_council import watch_council
from survey.services.overview.watch_study import watch_study
from survey.services.steps.council_in_report import councils_to_carry
from survey.services.steps.passphrases import SHORTEST
from survey.services.steps.reading_shelf import ShelvedReport, shelved
from survey.services.studies.set_reading import ReadingWish, set_reading
from survey.storage.studies import study_rows
from survey.storage.studies.published_editions import ReadingFacts
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.account_forms import TicksField, choices_of
from survey.web.desk.desk_page import desk_page, error_text, report_address
from survey.web.desk.desk_state import desk_state

reading_page = Blueprint("reading_page", __name__)

_Kind = Literal["studies", "councils"]
THEME_WORDS = (
    ("reporting", "Reporting"),
    ("removal", "Removal"),
    ("prevention", "Prevention and education"),
    ("tools", "Tools"),
    ("support", "Help for survivors"),
    ("terminology", "Words that are used"),
    ("law", "Law and policy"),
)
GROUP_WORDS = (
    ("platforms", "Platforms"),
    ("hotlines", "Hotlines and removal services"),
    ("police", "Police and justice"),
    ("governments", "Governments"),
    ("research", "Schools and research"),
    ("survivors", "Survivors themselves"),
)
#: Signing in carries no passphrase, and what was sent without it would leave a report open.
_NOT_CARRIED = (
    "If you wrote a passphrase, write it again: it is not kept while you sign in. Nothing was "
    "changed yet."
)


class ReadingForm(FlaskForm):  # type: ignore[misc]
    """What is said of a report."""

    themes = TicksField("Its themes", choices=choices_of(THEME_WORDS))
    asked = TicksField("Who is asked", choices=choices_of(GROUP_WORDS))
    embargo = DateField("Hold it back until", validators=[Optional()])
    write_again = DateField("Tell readers more on", validators=[Optional()])
    passphrase = StringField("A new passphrase")
    unlock = BooleanField("Ask for no passphrase any more")
    council = SelectField("The council whose part it carries", validate_choice=False)


@reading_page.get("/studies/<study_id>/reading")
@needs("coordinator")
def reading_of_study(study_id: str) -> Response:
    """Show who reads the report of a study, and when."""
    return _page("studies", study_id)


@reading_page.post("/studies/<study_id>/reading")
@needs("coordinator")
def set_reading_of_study(study_id: str) -> Response:
    """Keep who reads the report of a study, and when."""
    return _kept("studies", study_id)


@reading_page.get("/councils/<council_id>/reading")
@needs("coordinator")
def reading_of_council(council_id: str) -> Response:
    """Show who reads the report of a council, and when."""
    return _page("councils", council_id)


@reading_page.post("/councils/<council_id>/reading")
@needs("coordinator")
def set_reading_of_council(council_id: str) -> Response:
    """Keep who reads the report of a council, and when."""
    return _kept("councils", council_id)


def _kept(kind: _Kind, of_id: str) -> Response:
    form, today = ReadingForm(), desk_state().today()
    if not form.validate():
        return _page(kind, of_id, form, "Look at the fields below. Nothing was changed.")
    if form.embargo.data and form.embargo.data <= today:
        wrong = "A report is held back until a day that is to come. Leave it empty to hold nothing."
        return _page(kind, of_id, form, wrong)
    if "passphrase" not in request.form:
        return _page(kind, of_id, form, _NOT_CARRIED)
    wish = ReadingWish(
        tuple(form.themes.data or ()),
        tuple(form.asked.data or ()),
        form.embargo.data,
        form.write_again.data,
        form.passphrase.data or "",
        bool(form.unlock.data),
        form.council.data or "",
    )
    try:
        set_reading(acting_instance(), of_id, wish, today)
    except SurveyError as error:
        return _page(kind, of_id, form, error_text(error))
    return redirect(f"/{kind}/{of_id}/reading", 303)


def _page(kind: _Kind, of_id: str, form: ReadingForm | None = None, wrong: str = "") -> Response:
    state = desk_state()
    title = _title(kind, of_id)
    with state.instance.engine.connect() as conn:
        shelf = shelved(conn, of_id, state.today())
        carried = _councils(conn, of_id) if kind == "studies" else {}
    shown = form or _as_kept(shelf.facts)
    if shown.passphrase.data:
        shown.passphrase.data, wrong = "", f"{wrong} Write the passphrase again."
    shown.council.choices = [("", "No council"), *carried.items()]
    return desk_page(
        "desk/reading.html",
        status=422 if wrong else 200,
        here=f"/{kind}/{of_id}/report",
        kind=kind,
        of_id=of_id,
        title=title,
        form=shown,
        carried=carried,
        shelf=shelf,
        stands=_stands(shelf),
        shortest=SHORTEST,
        public=report_address(of_id),
        wrong=wrong,
    )


def _councils(conn: Connection, study_id: str) -> dict[str, str]:
    """Return what councils are called whose part the report of a study may carry, by their ids."""
    practice = study_rows.get(conn, study_id).practice
    return councils_to_carry(conn, desk_state().today(), practice=practice)


def _title(kind: _Kind, of_id: str) -> str:
    """Return what a study or council is called; StudyUnknown where there is none."""
    state = desk_state()
    if kind == "councils":
        return watch_council(state.instance, of_id, state.now()).title
    return watch_study(state.instance, of_id, state.today()).title


def _as_kept(facts: ReadingFacts) -> ReadingForm:
    return ReadingForm(
        formdata=None,
        data={
            "themes": facts.themes,
            "asked": facts.asked,
            "embargo": facts.embargo_until,
            "write_again": facts.write_again_on,
            "council": facts.with_council,
        },
    )


def _stands(shelf: ShelvedReport) -> str:
    """Return in words what readers have now."""
    if not shelf.newest:
        return "Nothing is published yet. What you say here holds when it is."
    if shelf.held_until:
        before = " They read the edition before it until then." if shelf.is_read else ""
        return f"Edition {shelf.newest} is ready, and nobody reads it yet.{before}"
    locked = " whoever has the passphrase" if shelf.is_locked else " everybody"
    return f"Edition {shelf.newest} is read by{locked}."
