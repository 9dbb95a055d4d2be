"""The task list of a draft, and what a role writes and confirms for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from survey.errors import SurveyError
from survey.questionnaire.languages import english_name
from survey.questionnaire.place_names import place_name
from survey.questionnaire.texts import Text
from survey.sealing.opening.shares import MOST_SHARES
from survey.sealing.opening.sheet_loss import as_percent, chance_never_opened, suggested_threshold
from survey.services.overview.describe_studies import describe_study
from survey.services.overview.draft_tasks import DraftTasks, tasks_of_draft
from survey.services.reviewing.confirm_tasks import (
    confirm_payment,
    name_trustees,
    sign_safeguarding,
    write_safeguarding,
)
from survey.services.steps.publishing_facts import DraftFacts, payment_words
from survey.storage.studies import study_drafts
from survey.studies.publishing_tasks import PublishingTask
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.data_words import EndLine, foreseen_lines
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.number_fields import WholeNumberField
from survey.web.desk.study_tabs import tabs_of
from survey.web.desk.task_words import QUESTIONS, TASK_PLACES, counted

tasks = Blueprint("tasks", __name__)

#: Numbers of holders, and how many of them are needed, of which it is said what is lost by chance.
_COMPARED = ((3, 3), (3, 2), (5, 3))


class RoleForm(FlaskForm):  # type: ignore[misc]
    """Which role confirms something."""

    role = StringField("Role that confirms it")


class TrusteesForm(FlaskForm):  # type: ignore[misc]
    """Who is to keep a share sheet, a role on each line, and how many of them open the study."""

    roles = TextAreaField("Trustees, one role on each line")
    threshold = WholeNumberField("How many of them open it together", validators=[Optional()])


@tasks.get("/studies/<study_id>/tasks")
@needs("coordinator", "viewer")
def task_list(study_id: str) -> Response:
    """Show what is done, what could be better and what blocks; a study from a file had no list."""
    with desk_state().instance.engine.connect() as connection:
        is_draft = study_drafts.exists(connection, study_id)
    return _list_page(study_id) if is_draft else _no_list(study_id)


@tasks.get("/studies/<study_id>/tasks.txt")
@needs("coordinator", "viewer")
def as_file(study_id: str) -> Response:
    """Give the task list as a text file."""
    found = tasks_of_draft(desk_state().instance, study_id, desk_state().today())
    lines = [f"{found.draft.title}, version {found.draft.newest}, {desk_state().today()}", ""]
    for mark, listed in _in_three(found):
        lines += [mark, *(f"- {task.title}. {task.why}".rstrip() for task in listed), ""]
    ends = [f"- {one.heading}: {one.day[:1].lower()}{one.day[1:]}." for one in _ends(found)]
    lines += ["When its data ends, if it is published today", *ends, ""] if ends else []
    lines += ["The most answers", f"- {found.room}", ""] if ends and found.room else []
    response = Response("\n".join(lines), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="tasks-{study_id}.txt"'
    return response


@tasks.get("/studies/<study_id>/safeguarding")
@needs("coordinator", "viewer")
def safeguarding(study_id: str) -> Response:
    """Show what people are told of the law, and who signed it."""
    found = _found(study_id)
    return _safeguarding_page(found, _law_form(found, fresh=True))


@tasks.post("/studies/<study_id>/safeguarding")
@needs("coordinator")
def write_law(study_id: str) -> Response:
    """Keep what people are told of the law."""
    found = _found(study_id)
    form = _law_form(found)
    try:
        write_safeguarding(
            acting_instance(),
            study_id,
            _said(form, found, "text"),
            _said(form, found, "law"),
            _day(),
        )
    except SurveyError as error:
        return _safeguarding_page(found, form, wrong=error_text(error), status=422)
    again = _found(study_id)
    said = "It is kept. Somebody who knows that law signs it next."
    return _safeguarding_page(again, _law_form(again, fresh=True), said=said)


@tasks.post("/studies/<study_id>/safeguarding/sign")
@needs("coordinator")
def sign_law(study_id: str) -> Response:
    """Keep which role signed these words."""
    form = RoleForm()
    try:
        sign_safeguarding(acting_instance(), study_id, form.role.data or "", _day())
    except SurveyError as error:
        found = _found(study_id)
        law = _law_form(found, fresh=True)
        return _safeguarding_page(found, law, role=form, wrong=error_text(error), status=422)
    return redirect(f"/studies/{study_id}/tasks", 303)


@tasks.get("/studies/<study_id>/payment")
@needs("coordinator", "viewer")
def payment(study_id: str) -> Response:
    """Show what is promised for answering, to be confirmed."""
    return _payment_page(_found(study_id), RoleForm(formdata=None))


@tasks.post("/studies/<study_id>/payment")
@needs("coordinator")
def keep_payment(study_id: str) -> Response:
    """Keep that what is promised is there."""
    form = RoleForm()
    try:
        confirm_payment(acting_instance(), study_id, form.role.data or "", _day())
    except SurveyError as error:
        return _payment_page(_found(study_id), form, wrong=error_text(error), status=422)
    return redirect(f"/studies/{study_id}/tasks", 303)


@tasks.get("/studies/<study_id>/trustees")
@needs("coordinator", "viewer")
def trustees(study_id: str) -> Response:
    """Show who is to keep a share sheet."""
    found = _found(study_id)
    plan = found.plan
    form = TrusteesForm(
        formdata=None, roles="\n".join(plan.trustees), threshold=plan.threshold or None
    )
    return _trustees_page(found, form)


@tasks.post("/studies/<study_id>/trustees")
@needs("coordinator")
def keep_trustees(study_id: str) -> Response:
    """Keep who is to have a share sheet, and how many open the study together."""
    form = TrusteesForm()
    roles = [line.strip() for line in (form.roles.data or "").splitlines() if line.strip()]
    needed = form.threshold.data
    if needed is None and not (form.threshold.raw_data or [""])[0].strip():
        needed = suggested_threshold(len(roles))
    if needed is None:
        wrong = "Write as a whole number how many of them open it together."
        return _trustees_page(_found(study_id), form, wrong=wrong, status=422)
    try:
        name_trustees(acting_instance(), study_id, roles, needed, _day())
    except SurveyError as error:
        return _trustees_page(_found(study_id), form, wrong=error_text(error), status=422)
    return redirect(f"/studies/{study_id}/tasks", 303)


def _list_page(study_id: str) -> Response:
    found = tasks_of_draft(desk_state().instance, study_id, desk_state().today())
    blocks, advice, done = (listed for _, listed in _in_three(found))
    return desk_page(
        "desk/tasks.html",
        here=f"/studies/{study_id}/tasks",
        study_id=study_id,
        found=found,
        tabs=tabs_of(study_id, is_draft=True),
        blocks=blocks,
        advice=advice,
        done=done,
        left=len(blocks) + bool(found.problems),
        counted=counted,
        place_of=_nowhere if found.draft.state == "published" else _place_of,
        line_of=lambda piece: place_name(found.found.asked, piece.place) if found.found else "",
        may_publish=current_staff().may(("coordinator",), study_id),
        reviewers=found.reviewers,
        ends=_ends(found),
    )


def _ends(found: DraftTasks) -> list[EndLine]:
    """Return when the data of a draft would end, if it were published today; [] where it is."""
    if found.found is None or found.draft.state == "published":
        return []
    state = desk_state()
    return foreseen_lines(state.instance, found.found.asked, state.today())


def _no_list(study_id: str) -> Response:
    """Say that a study was published from a file; StudyUnknown where there is none."""
    describe_study(desk_state().instance, study_id)
    return desk_page(
        "desk/message.html",
        here=f"/studies/{study_id}/tasks",
        heading="This study has no task list",
        paragraphs=["It was published from a file. What people read stays as it was then."],
        fields=(),
        path="",
    )


def _in_three(found: DraftTasks) -> Sequence[tuple[str, list[PublishingTask]]]:
    """Return tasks that block, those with advice, and those that are done."""
    blocks = list(found.blocking)
    rest = [task for task in found.tasks if not task.blocks]
    return (
        ("Blocks", blocks),
        ("Advice", [task for task in rest if task.state != "done" or task.why]),
        ("Done", [task for task in rest if task.state == "done" and not task.why]),
    )


def _nowhere(task: PublishingTask) -> tuple[str, str]:
    """Return no place: of a draft that is published, nothing is left to do."""
    return "", ""


def _place_of(task: PublishingTask) -> tuple[str, str]:
    if task.name in ("people", "moderation", "organisation"):
        return "", ""  # an administrator and whoever runs the machine do these
    return TASK_PLACES.get(task.name, QUESTIONS)


def _safeguarding_page(
    found: DraftFacts,
    form: FlaskForm,
    *,
    role: FlaskForm | None = None,
    wrong: str = "",
    said: str = "",
    status: int = 200,
) -> Response:
    study_id = found.draft.study_id
    own = bool(found.plan.safeguarding)
    return desk_page(
        "desk/safeguarding.html",
        status=status,
        here=f"/studies/{study_id}/safeguarding",
        study_id=study_id,
        form=form,
        role_form=role or RoleForm(formdata=None),
        languages=[(code, english_name(code)) for code in found.asked.languages],
        own=own,
        published=found.draft.state == "published",
        signed=found.told["legal_sign_off"],
        wrong=wrong,
        said=said,
    )


def _payment_page(
    found: DraftFacts, form: FlaskForm, *, wrong: str = "", status: int = 200
) -> Response:
    study_id = found.draft.study_id
    return desk_page(
        "desk/payment.html",
        status=status,
        here=f"/studies/{study_id}/payment",
        study_id=study_id,
        published=found.draft.state == "published",
        promised=payment_words(found.asked).splitlines(),
        confirmed=found.facts.payment_confirmed,
        form=form,
        wrong=wrong,
    )


def _trustees_page(
    found: DraftFacts, form: FlaskForm, *, wrong: str = "", status: int = 200
) -> Response:
    study_id = found.draft.study_id
    return desk_page(
        "desk/trustees.html",
        status=status,
        here=f"/studies/{study_id}/trustees",
        study_id=study_id,
        published=found.draft.state == "published",
        named=found.plan.trustees,
        threshold=found.plan.threshold,
        form=form,
        most=MOST_SHARES,
        chances=_chances(len(found.plan.trustees), found.plan.threshold),
        wrong=wrong,
    )


def _chances(shares: int, threshold: int) -> list[tuple[int, int, str, bool]]:
    """Return of several numbers of holders, and those chosen, what can never be opened."""
    pairs = dict.fromkeys(_COMPARED) | ({(shares, threshold): None} if shares else {})
    return [
        (
            many,
            needed,
            as_percent(chance_never_opened(many, needed)),
            (many, needed) == (shares, threshold),
        )
        for many, needed in sorted(pairs)
    ]


def _law_form(found: DraftFacts, *, fresh: bool = False) -> FlaskForm:
    """Return a form with two texts for each language of the draft."""
    fields: dict[str, object] = {}
    values: dict[str, str] = {}
    for code in found.asked.languages:
        name, tongue = code.replace("-", "_"), english_name(code)
        fields[f"text_{name}"] = TextAreaField(f"What you may have to pass on, in {tongue}")
        fields[f"law_{name}"] = StringField(f"Whose law that is, in {tongue}")
        values[f"text_{name}"] = _in(found.told["safeguarding"], code)
        values[f"law_{name}"] = _in(found.told["jurisdiction"], code)
    form_class = type("LawForm", (FlaskForm,), fields)
    return form_class(formdata=None, **values) if fresh else form_class()


def _said(form: FlaskForm, found: DraftFacts, which: str) -> Text:
    pairs = [
        (code, (form[f"{which}_{code.replace('-', '_')}"].data or "").strip())
        for code in found.asked.languages
    ]
    kept = tuple((code, words) for code, words in pairs if words)
    return Text(kept or ((found.asked.languages[0], ""),))


def _in(text: Text, code: str) -> str:
    known = text.as_mapping()
    return known.get(code, known.get("", ""))


def _found(study_id: str) -> DraftFacts:
    """Return what is known of a draft whose file can be read; else the task list says why not."""
    found = tasks_of_draft(desk_state().instance, study_id, desk_state().today()).found
    if found is None:
        abort(redirect(f"/studies/{study_id}/tasks", 303))
    return found


def _day() -> date:
    return desk_state().today()
