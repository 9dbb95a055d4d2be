"""Adding, moving, copying and taking out the parts and questions of a draft."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from survey.errors import BadInput, DraftMovedOn, SurveyError
from survey.questionnaire.drafting import editing
from survey.questionnaire.drafting.editing import items_of, parts_of
from survey.services.overview.draft_questions import DraftSheet, draft_sheet
from survey.services.writing.edit_draft import edit_draft
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.desk_page import error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.writing_page import draft_page

question_order = Blueprint("question_order", __name__)

_AT = "/studies/<study_id>/questions"


@question_order.post("/studies/<study_id>/order")
@needs("coordinator")
def order(study_id: str) -> Response:
    """Add a part or a question, or move one; then show it."""
    go, part, place = request.form.get("go", ""), _number("part"), _number("place")
    to_part, to_place = _number("to_part"), _number("to_place")
    shown = ""

    def change(data: Any) -> dict[str, Any]:
        nonlocal shown
        match go:
            case "question":
                made, new = editing.with_new_question(data, part)
                shown = f"/{part + 1}/{new + 1}"
            case "part":
                made = editing.with_new_part(data, "New part")
                shown = f"/{len(parts_of(made))}"
            case "part-up" | "part-down":
                to = part + (1 if go == "part-down" else -1)
                made, shown = editing.with_moved_part(data, part, to), f"/{to + 1}"
            case "move":
                made = editing.with_moved_question(data, part, place, to_part, to_place)
                shown = f"/{to_part + 1}/{to_place + 1}"
            case "copy":
                made = editing.with_copied_question(data, part, place)
                shown = f"/{part + 1}/{place + 2}"
            case _:
                raise BadInput("There is no such button.", kept="Nothing was changed.")
        return made

    try:
        edit_draft(acting_instance(), study_id, _number("base"), change, desk_state().today())
    except DraftMovedOn:
        return redirect(f"/studies/{study_id}/questions?moved=no", code=303)
    return redirect(f"/studies/{study_id}/questions{shown}", code=303)


@question_order.get(f"{_AT}/<int:part>/<int:place>/move")
@needs("coordinator")
def moving(study_id: str, part: int, place: int) -> Response:
    """Ask where a question goes."""
    sheet = draft_sheet(desk_state().instance, study_id)
    return _asked(sheet, "desk/question_move.html", part, place)


@question_order.get(f"{_AT}/<int:part>/<int:place>/remove")
@needs("coordinator")
def removing(study_id: str, part: int, place: int) -> Response:
    """Ask whether a question is to be taken out, and say what goes with it."""
    sheet = draft_sheet(desk_state().instance, study_id)
    return _asked(sheet, "desk/question_remove.html", part, place)


@question_order.post(f"{_AT}/<int:part>/<int:place>/remove")
@needs("coordinator")
def remove(study_id: str, part: int, place: int) -> Response:
    """Take a question out."""
    return _removed(study_id, part, place)


@question_order.get(f"{_AT}/<int:part>/remove")
@needs("coordinator")
def removing_part(study_id: str, part: int) -> Response:
    """Ask whether a part is to be taken out with its questions."""
    sheet = draft_sheet(desk_state().instance, study_id)
    return _asked(sheet, "desk/question_remove.html", part, None)


@question_order.post(f"{_AT}/<int:part>/remove")
@needs("coordinator")
def remove_part(study_id: str, part: int) -> Response:
    """Take a part out with its questions."""
    return _removed(study_id, part, None)


def _removed(study_id: str, part: int, place: int | None) -> Response:
    def change(data: Any) -> dict[str, Any]:
        if place is None:
            return editing.without_part(data, part - 1)
        return editing.without_question(data, part - 1, place - 1)

    state = desk_state()
    try:
        edit_draft(
            acting_instance(), study_id, _number("base"), change, state.today(), let_remarks_go=True
        )
    except SurveyError as error:
        sheet = draft_sheet(state.instance, study_id)
        return _asked(sheet, "desk/question_remove.html", part, place, error_text(error), 422)
    end = "" if place is None else f"/{part}"
    return redirect(f"/studies/{study_id}/questions{end}", code=303)


def _asked(
    sheet: DraftSheet,
    template: str,
    part: int,
    place: int | None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    parts = parts_of(sheet.data)
    if not 1 <= part <= len(parts):
        abort(404)
    items = items_of(parts[part - 1])
    if place is not None and not 1 <= place <= len(items):
        abort(404)
    name = str((items[place - 1] if place else parts[part - 1]).get("id", ""))
    return draft_page(
        template,
        sheet,
        status=status,
        part=part,
        place=place,
        title=_title(sheet, part, place),
        count=len(items),
        used=_used_by(sheet, name),
        wrong=wrong,
    )


def _title(sheet: DraftSheet, part: int, place: int | None) -> str:
    listed = sheet.parts[part - 1]
    said = listed.title if place is None else listed.questions[place - 1].title
    return said or "without words"


def _used_by(sheet: DraftSheet, name: str) -> int:
    """Return how many rules look at a question."""

    def looks(rule: Any) -> bool:
        if isinstance(rule, dict):
            return rule.get("question") == name or any(map(looks, rule.values()))
        return isinstance(rule, list) and any(map(looks, rule))

    parts = parts_of(sheet.data)
    held = [*parts, *(item for one in parts for item in items_of(one))]
    return sum(looks(one.get("show_if")) for one in held)


def _number(name: str) -> int:
    said = request.form.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 9 else -1
