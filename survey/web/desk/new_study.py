"""Beginning a study: what kind of asking it is, and what its questionnaire begins with."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import FileField, RadioField, SelectField, StringField

from survey.errors import BadInput, SurveyError
from survey.questionnaire.drafting.file_of import empty_file
from survey.questionnaire.importing.import_remarks import import_head
from survey.services.overview.desk_list import desk_items
from survey.services.overview.list_drafts import file_of_study, read_draft
from survey.services.overview.ready_made import list_ready_made, ready_made_text
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.staff.accounts import StaffRole
from survey.storage.studies.study_drafts import StudyDraft
from survey.studies.askings import ASKINGS, Asking
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.account_forms import choices_of
from survey.web.desk.desk_page import desk_page, error_text, told_apart
from survey.web.desk.desk_state import desk_state
from survey.web.desk.number_fields import WholeNumberField
from survey.web.desk.sent_files import sent_questionnaire

new_study = Blueprint("new_study", __name__)

#: Each kind of asking in words: what it is, and what follows from it.
KINDS: dict[Asking, tuple[str, str]] = {
    "partners": (
        "About 150 people, through partners",
        "Each person gets a card with a code that works once. Tables by groups stay mostly hidden.",
    ),
    "open": (
        "An open link, perhaps thousands",
        "Anybody with the link can answer, also twice. Groups of a few hundred can be compared.",
    ),
    "council": (
        "A council of 8 to 40, in rounds",
        "Members rate statements, see how the group answered, and rate again. No names.",
    ),
}
BEGINNINGS = {
    "ready-made": "A ready-made questionnaire",
    "copy": "A copy of a study or draft",
    "file": "A file of my own",
    "empty": "Nothing: I write it here",
}
#: Who may copy what is there.
_READ: tuple[StaffRole, ...] = ("coordinator", "viewer")


class BeginForm(FlaskForm):  # type: ignore[misc]
    """What kind of asking, for about how many, and what the questionnaire begins with."""

    asking = RadioField(
        "What kind of asking is this?",
        choices=choices_of((kind, words[0]) for kind, words in KINDS.items()),
        validate_choice=False,
    )
    expected = WholeNumberField("About how many people do you expect?", default=150)
    beginning = RadioField(
        "What do you begin with?",
        choices=choices_of(BEGINNINGS.items()),
        default="ready-made",
        validate_choice=False,
    )
    ready_made = SelectField("Which ready-made questionnaire", validate_choice=False)
    copy_of = SelectField("Which study or draft", validate_choice=False)
    file = FileField("Which file")
    title = StringField("Its title")
    practice = RadioField(
        "Is it for practice?",
        choices=choices_of(
            [
                ("", "No: people will be asked"),
                ("yes", "Yes: invented people answer. It can never become a real one."),
            ]
        ),
        validate_choice=False,
    )


@new_study.get("/studies/new")
@needs("coordinator")
def ask() -> Response:
    """Show the first screen."""
    return _page(BeginForm(formdata=None))


@new_study.post("/studies/new")
@needs("coordinator")
def begin() -> Response:
    """Begin a draft, and go on to its questions."""
    form = BeginForm()
    if form.asking.data == "council":
        return redirect("/councils/new", 303)
    try:
        draft = begin_draft(
            acting_instance(),
            _content(form),
            _terms(form),
            desk_state().today(),
            note="begun at the desk",
        )
    except SurveyError as error:
        return _page(form, error_text(error), 422)
    place = "imported" if form.beginning.data == "file" and _brought_in(draft) else "questions"
    return redirect(f"/studies/{draft.study_id}/{place}", 303)


def _brought_in(draft: StudyDraft) -> bool:
    """Tell whether a draft began with a file of another system."""
    file = read_draft(desk_state().instance, draft.study_id).version.file
    return import_head(file) is not None


def _terms(form: BeginForm) -> DraftTerms:
    asking: Asking | None = next((kind for kind in ASKINGS if kind == form.asking.data), None)
    if asking is None or form.practice.data not in ("", "yes"):
        raise BadInput(
            "Choose what kind of asking this is, and whether it is for practice.",
            kept="What you chose is kept below.",
        )
    rule = ASKINGS[asking]
    expected = form.expected.data
    if expected is None or not rule.fewest <= expected <= rule.most:
        raise BadInput(
            f"For this kind of asking, write a number from {rule.fewest} to {rule.most:,}.",
            kept="What you chose is kept below.",
        )
    return DraftTerms(asking, expected, practice=form.practice.data == "yes")


def _content(form: BeginForm) -> str | bytes:
    match form.beginning.data:
        case "file":
            return sent_questionnaire(request.files.get("file"))
        case "copy":
            return _copied(form.copy_of.data or "")
        case "empty":
            return empty_file((form.title.data or "").strip() or "Untitled", "en")
        case _:
            return ready_made_text("questionnaires", form.ready_made.data or "")


def _copied(study_id: str) -> str:
    instance = desk_state().instance
    seen = {one.id: one for one in desk_items(instance) if current_staff().may(_READ, one.id)}
    if study_id not in seen:
        raise BadInput("There is no such study or draft.", do="Choose one of the list.")
    if seen[study_id].kind == "draft":
        return read_draft(instance, study_id).version.file
    return file_of_study(instance, study_id)


def _page(form: BeginForm, wrong: str = "", status: int = 200) -> Response:
    seen = [
        one
        for one in desk_items(desk_state().instance)
        if one.kind != "council" and current_staff().may(_READ, one.id)
    ]
    form.ready_made.choices = choices_of(
        (one.name, one.about) for one in list_ready_made("questionnaires")
    )
    form.copy_of.choices = choices_of(told_apart(seen).items())
    return desk_page(
        "desk/new_study.html",
        status=status,
        here="/studies/new",
        form=form,
        wrong=wrong,
        kinds={kind: words[1] for kind, words in KINDS.items()},
    )
