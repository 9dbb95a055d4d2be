"""Publishing a draft at the desk: its days, its share sheets, and who has confirmed theirs.

Sheets lie in the memory of this process for an hour at most. A coordinator never sees one.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, RadioField
from wtforms.validators import Optional

from survey.errors import SurveyError
from survey.questionnaire.entrance import WayIn
from survey.services.overview.draft_tasks import DraftTasks, tasks_of_draft
from survey.services.steps.answers_cost import AnswersCost, cost_of_answers
from survey.services.steps.study_terms import why_one_way_in
from survey.services.studies.publish_draft import OpeningDays, begin_publishing, practise_publishing
from survey.studies.askings import ASKINGS, MOST_TAKEN
from survey.studies.life_table import LIFE
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.account_forms import choices_of
from survey.web.desk.ceremonies import (
    ceremonies,
    claim_page,
    keys_over_page,
    keys_page,
    script_page,
    stop_by_coordinator,
    take_claimed,
)
from survey.web.desk.data_words import EndLine, foreseen_lines
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.number_fields import WholeNumberField
from survey.web.desk.task_words import counted

publishing = Blueprint("publishing", __name__)

#: How people come in, as somebody chooses it.
_WAYS: dict[WayIn, str] = {
    "codes": "With a code on a card: one answer for each",
    "link": "By the address alone: anybody who has it",
    "both": "Either of the two, told apart only as groups",
}


#: Numbers of answers whose cost is told beside the one that is asked for.
_MORE_ANSWERS = (20_000, 100_000, 1_000_000)


class DaysForm(FlaskForm):  # type: ignore[misc]
    """What people are promised; what is left empty is as the page says."""

    closes_on = DateField("The last day for answers", validators=[Optional()])
    results_by = DateField("Results are promised by", format="%Y-%m", validators=[Optional()])
    ceiling = WholeNumberField("The most answers that are taken", validators=[Optional()])
    way_in = RadioField(
        "How people come in", choices=choices_of(_WAYS.items()), validate_choice=False
    )


@publishing.get("/studies/<study_id>/publish")
@needs("coordinator")
def prepare(study_id: str) -> Response:
    """Show what publishing does for ever, and ask for the days."""
    under_way = ceremonies().running(study_id)
    if under_way is not None and not under_way.rehearsal:
        return redirect(f"/studies/{study_id}/keys", 303)
    found = _found(study_id)
    asking = ASKINGS[found.draft.asking]
    return _publish_page(
        found,
        DaysForm(
            formdata=None,
            ceiling=found.ceiling,
            way_in=asking.invitation,
        ),
    )


@publishing.post("/studies/<study_id>/publish")
@needs("coordinator")
def make_sheets(study_id: str) -> Response:
    """Make the keys, whose sheets wait for their trustees."""
    form, state = DaysForm(), desk_state()
    if not form.validate():
        return _publish_page(_found(study_id), form, wrong=_what_to_write(form), status=422)
    way_in = next((way for way in _WAYS if way == form.way_in.data), None)
    days = OpeningDays(form.closes_on.data, form.results_by.data, form.ceiling.data, way_in)
    instance = acting_instance()
    try:
        begun = begin_publishing(instance, study_id, days, state.today(), state.now)
    except SurveyError as error:
        return _publish_page(_found(study_id), form, wrong=error_text(error), status=422)
    ceremonies().begin(study_id, begun)
    return redirect(f"/studies/{study_id}/keys", 303)


@publishing.get("/studies/<study_id>/keys")
@needs("coordinator")
def keys(study_id: str) -> Response:
    """Show who has confirmed, and never a sheet."""
    found = ceremonies().running(study_id)
    if found is None:
        return _over(study_id)
    return keys_page(found, f"/studies/{study_id}/keys", _back(study_id))


@publishing.get("/studies/<study_id>/keys/script")
@needs("coordinator")
def script(study_id: str) -> Response:
    """Show what is read aloud while sheets are handed out, on one page for paper."""
    found = ceremonies().running(study_id)
    if found is None:
        return _over(study_id)
    return script_page(found, f"/studies/{study_id}/keys", _back(study_id))


@publishing.post("/studies/<study_id>/keys/practise")
@needs("coordinator")
def practise(study_id: str) -> Response:
    """Make invented keys for everybody to practise with; real ones that wait stay."""
    under_way, state = ceremonies().running(study_id), desk_state()
    if under_way is None or under_way.rehearsal:
        _found(study_id)
        begun = practise_publishing(state.instance, study_id, state.today(), state.now)
        ceremonies().begin(study_id, begun)
    return redirect(f"/studies/{study_id}/keys", 303)


@publishing.post("/studies/<study_id>/keys/stop")
@needs("coordinator")
def stop(study_id: str) -> Response:
    """Throw the keys away; nothing is published."""
    stop_by_coordinator(study_id)
    return redirect(f"/studies/{study_id}/tasks", 303)


@publishing.get("/studies/<study_id>/sheet")
@needs("trustee")
def my_sheet(study_id: str) -> Response:
    """Ask a trustee which sheet is theirs."""
    return claim_page(study_id, f"/studies/{study_id}/sheet")


@publishing.post("/studies/<study_id>/sheet")
@needs("trustee")
def take_sheet(study_id: str) -> Response:
    """Lead a trustee to the page that shows their sheet once."""
    return take_claimed(study_id, f"/studies/{study_id}/sheet")


def _what_to_write(form: DaysForm) -> str:
    """Return how the fields are written that could not be read."""
    said = {
        "closes_on": "Write the last day like 2030-12-31.",
        "results_by": "Write the month of the results like 2031-02.",
        "ceiling": "Write the most answers as a whole number.",
    }
    wrong = [words for name, words in said.items() if form[name].errors]
    for name in said:
        form[name].errors = ()
    return " ".join(wrong) or "This page was open for long. Send it again."


def _publish_page(
    found: DraftTasks, form: DaysForm, *, wrong: str = "", status: int = 200
) -> Response:
    study_id = found.draft.study_id
    return desk_page(
        "desk/publish.html",
        status=status,
        here=f"/studies/{study_id}/publish",
        study_id=study_id,
        found=found,
        left=len(found.blocking) + bool(found.problems),
        plan=found.found.plan if found.found else None,
        one_way_in=why_one_way_in(found.found.asked) if found.found else "",
        forever=LIFE["published"].forever,
        ends=_ends(found, form),
        rooms=_rooms(found, form),
        counted=counted,
        form=form,
        wrong=wrong,
    )


def _ends(found: DraftTasks, form: DaysForm) -> list[EndLine]:
    """Return when the data of a study would end that is published on the days of a form."""
    if found.found is None:
        return []
    state, days = desk_state(), (form.closes_on.data, form.results_by.data)
    return foreseen_lines(state.instance, found.found.asked, state.today(), *days)


def _rooms(found: DraftTasks, form: DaysForm) -> list[AnswersCost]:
    """Return what the answers of a form cost, and what more of them do."""
    if found.found is None:
        return []
    typed = form.ceiling.data or 0
    first = typed if 0 < typed <= MOST_TAKEN else found.ceiling
    numbers = [first, *(more for more in _MORE_ANSWERS if more > first)]
    return [cost_of_answers(found.found.asked, number) for number in numbers]


def _over(study_id: str) -> Response:
    found = _found(study_id)
    words = f"Prepare to publish “{found.draft.title}”"
    return keys_over_page(
        study_id,
        f"/studies/{study_id}/keys",
        _back(study_id),
        {f"/studies/{study_id}/publish": words},
    )


def _back(study_id: str) -> tuple[str, str]:
    return f"/studies/{study_id}/tasks", "Before you publish"


def _found(study_id: str) -> DraftTasks:
    found = tasks_of_draft(desk_state().instance, study_id, desk_state().today())
    if found.draft.state == "published":
        abort(redirect(f"/studies/{study_id}/tasks", 303))
    return found
