"""Writing a draft: parts and questions in a list, the form of one of them, and how people see it.

It knows forms. What may be changed, and what is wrong, say services.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from survey.errors import DraftMovedOn, RemarksWouldGo, SurveyError
from survey.questionnaire.advice.proofreading import FEWEST_WORDS
from survey.questionnaire.advice.readability import grade, length, sentences
from survey.questionnaire.drafting import editing
from survey.questionnaire.drafting.chosen_rules import chosen_rule
from survey.questionnaire.drafting.editing import items_of, parts_of
from survey.questionnaire.drafting.words_in_place import words_in
from survey.services.overview.draft_questions import DraftProblem, DraftSheet, draft_sheet
from survey.services.writing.edit_draft import Change, edit_draft, keep_words, use_better_words
from survey.storage.studies.study_drafts import StudyDraft
from survey.web.desk.access import acting_instance, needs
from survey.web.desk.desk_page import error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.question_forms import (
    WITH_ANSWERS,
    PartForm,
    QuestionForm,
    WholeForm,
    earlier_answers,
    part_values,
    question_values,
    require_numbers,
    whole_values,
)
from survey.web.desk.writing_page import (
    Saving,
    language_asked,
    language_sent,
    placed,
    saving_of,
    writing_page,
)

questions = Blueprint("questions", __name__)

_AT = "/studies/<study_id>/questions"
#: The age of people in the first grade, less one.
_FIRST_GRADE = 5
_WHOLE_TEXTS = ("title", "theme", "introduction", "consent", "details", "closing")


@questions.get(_AT)
@needs("coordinator", "viewer")
def whole(study_id: str) -> Response:
    """Show what is said before and after all questions, beside the list of questions."""
    sheet = draft_sheet(desk_state().instance, study_id)
    if sheet.data is None or not isinstance(sheet.data, dict):
        return redirect(f"/studies/{study_id}/file")
    language = language_asked(sheet)
    form = WholeForm(formdata=None, data=whole_values(sheet.data, language, sheet.languages[0]))
    return _whole_page(sheet, form, language)


@questions.post(_AT)
@needs("coordinator")
def save_whole(study_id: str) -> Response:
    """Save what is said before and after all questions."""
    sheet, form = draft_sheet(desk_state().instance, study_id), WholeForm()
    language = language_sent(sheet, form)
    regions = tuple(
        form.regions.data.upper().replace(",", " ").split() if form.regions.data else ()
    )
    words = {name: form[name].data or "" for name in _WHOLE_TEXTS}

    def change(data: Any) -> dict[str, Any]:
        made = editing.with_whole_texts(data, words, language)
        who = form.who.data or ""
        return editing.with_audience(made, who, regions, form.minutes.data, language)

    def again(saving: Saving) -> Response:
        return _whole_page(saving.sheet, form, language, saving)

    return _saved(sheet, form, change, again, lambda _: f"{_of(study_id)}?language={language}")


@questions.get(f"{_AT}/<int:part>")
@needs("coordinator", "viewer")
def part(study_id: str, part: int) -> Response:
    """Show the form of a part."""
    sheet = draft_sheet(desk_state().instance, study_id)
    found, language = _part_there(sheet, part), language_asked(sheet)
    form = PartForm(formdata=None, data=part_values(found, language, sheet.languages[0]))
    return _part_page(sheet, part - 1, form, language)


@questions.post(f"{_AT}/<int:part>")
@needs("coordinator")
def save_part(study_id: str, part: int) -> Response:
    """Save the form of a part."""
    sheet, form = draft_sheet(desk_state().instance, study_id), PartForm()
    language = language_sent(sheet, form)
    place = placed(sheet, part - 1, None, form.item_id.data)[0]

    def change(data: Any) -> dict[str, Any]:
        found = parts_of(data)[place] if place < len(parts_of(data)) else {}
        return editing.with_part(data, place, form.asked(data, found), language)

    def again(saving: Saving) -> Response:
        return _part_page(saving.sheet, place, form, language, saving)

    return _saved(
        sheet, form, change, again, lambda _: f"{_of(study_id)}/{place + 1}?language={language}"
    )


@questions.get(f"{_AT}/<int:part>/<int:place>")
@needs("coordinator", "viewer")
def question(study_id: str, part: int, place: int) -> Response:
    """Show the form of a question."""
    sheet = draft_sheet(desk_state().instance, study_id)
    item, language = _item_there(sheet, part, place), language_asked(sheet)
    form = QuestionForm(formdata=None, data=question_values(item, language, sheet.languages[0]))
    return _question_page(sheet, (part - 1, place - 1), form, language)


@questions.post(f"{_AT}/<int:part>/<int:place>")
@needs("coordinator")
def save_question(study_id: str, part: int, place: int) -> Response:
    """Save the form of a question, or do with it what its other buttons say."""
    sheet, form = draft_sheet(desk_state().instance, study_id), QuestionForm()
    language = language_sent(sheet, form)
    at = placed(sheet, part - 1, place - 1, form.item_id.data)
    go = request.form.get("go", "save")

    def change(data: Any) -> dict[str, Any]:
        parts = parts_of(data)
        items = items_of(parts[at[0]]) if at[0] < len(parts) else []
        item = items[at[1]] if at[1] < len(items) else {}
        return editing.with_question(data, *at, form.asked(data, item), language)

    def again(saving: Saving) -> Response:
        return _question_page(saving.sheet, at, form, language, saving)

    if form.rearrange(go):
        return again(saving_of(sheet, form, unsaved=True))
    address = f"{_of(study_id)}/{at[0] + 1}/{at[1] + 1}?language={language}"
    return _saved(sheet, form, change, again, lambda draft: _words(draft, go, address, sheet))


def _words(draft: StudyDraft, go: str, address: str, sheet: DraftSheet) -> str:
    """Do what a button beside a problem says, once the form is saved; return where that leads."""
    act, _, number = go.partition("-")
    place = number_of(number)
    if act in ("better", "keep") and place is not None and place < len(sheet.problems):
        problem = sheet.problems[place]
        at = (acting_instance(), draft.study_id, draft.newest, problem.place, problem.what)
        if act == "better":
            use_better_words(*at, desk_state().today())
        else:
            kind = request.form.get(f"as-{number}", "name")
            reason = request.form.get(f"reason-{number}", "")
            keep_words(*at, kind, reason, desk_state().today())
    return address


def _saved(
    sheet: DraftSheet,
    form: Any,
    change: Change,
    again: Callable[[Saving], Response],
    leads: Callable[[StudyDraft], str],
) -> Response:
    """Save a change and go where it leads; or show the form again with all that was typed."""
    base = number_of(str(form.base.data)) or 0
    study_id, instance = sheet.draft.study_id, desk_state().instance
    saving = saving_of(sheet, form)
    try:
        require_numbers(form)
        draft = edit_draft(
            acting_instance(),
            study_id,
            base,
            change,
            desk_state().today(),
            let_remarks_go=form.let_go.data == "yes",
        )
        return redirect(leads(draft), code=303)
    except DraftMovedOn as error:
        saving = Saving(sheet, error_text(error), sheet.number, theirs=True)
    except RemarksWouldGo as error:
        saving = Saving(sheet, error_text(error), base, let_go=True)
    except SurveyError as error:
        newest = draft_sheet(instance, study_id)
        saving = Saving(newest, error_text(error), newest.number)
    form.base.data, form.let_go.data = str(saving.base), "yes" if saving.let_go else ""
    return again(saving)


def _of(study_id: str) -> str:
    return f"/studies/{study_id}/questions"


def _part_there(sheet: DraftSheet, part: int) -> dict[str, Any]:
    parts = parts_of(sheet.data)
    if not 1 <= part <= len(parts):
        abort(404)
    return parts[part - 1]


def _item_there(sheet: DraftSheet, part: int, place: int) -> dict[str, Any]:
    items = items_of(_part_there(sheet, part))
    if not 1 <= place <= len(items):
        abort(404)
    return items[place - 1]


def _whole_page(
    sheet: DraftSheet, form: WholeForm, language: str, saving: Saving | None = None
) -> Response:
    problems = [one for one in sheet.problems if one.place[:1] != ("sections",)]
    data = sheet.data if isinstance(sheet.data, dict) else {}
    return writing_page(
        "desk/question_whole.html",
        sheet,
        form,
        language,
        saving,
        problems=_seen(_fields(problems), _OF_WHOLE),
        theirs=whole_values(data, language, sheet.languages[0]),
        moved=request.args.get("moved") == "no",
    )


def _part_page(
    sheet: DraftSheet, part: int, form: PartForm, language: str, saving: Saving | None = None
) -> Response:
    at = ("sections", part)
    problems = [one for one in sheet.problems_at(at) if one.place[2:3] != ("questions",)]
    found = parts_of(sheet.data)
    form.offer_answers(earlier_answers(sheet.data, part, sheet.languages[0]))
    return writing_page(
        "desk/question_part.html",
        sheet,
        form,
        language,
        saving,
        at=(part, None),
        problems=_seen(_fields(problems, 2), _OF_PART),
        theirs=part_values(found[part], language, sheet.languages[0]) if part < len(found) else {},
        by_hand=part < len(found) and chosen_rule(found[part].get("show_if")) is None,
    )


def _question_page(
    sheet: DraftSheet,
    at: tuple[int, int],
    form: QuestionForm,
    language: str,
    saving: Saving | None = None,
) -> Response:
    parts = parts_of(sheet.data)
    items = items_of(parts[at[0]]) if at[0] < len(parts) else []
    there = at[1] < len(items)
    item = items[at[1]] if there else {}
    problems = sheet.problems_at(("sections", at[0], "questions", at[1])) if there else ()
    form.offer_answers(earlier_answers(sheet.data, at[0], sheet.languages[0]))
    ids = [str(one.get("id")) for one in editing.choices_of(item)]
    listed = sheet.parts[at[0]].questions[at[1]] if there else None
    return writing_page(
        "desk/question_one.html",
        sheet,
        form,
        language,
        saving,
        at=at,
        item=item,
        number=listed.number if listed else 0,
        problems=_seen(
            _fields(problems, 4, ids, item.get("type") == "scale"), _of_question(form, item)
        ),
        by_hand=chosen_rule(item.get("show_if")) is None,
        has_answers=form.kind.data in WITH_ANSWERS,
        theirs=question_values(item, language, sheet.languages[0]),
        answers_shown=len(editing.choices_of(item)),
        reads=_reading(words_in(item.get("text"), language, sheet.languages[0]), language),
    )


#: The fields of the form of the whole, and of a part, beside which problems stand.
_OF_WHOLE = frozenset((*_WHOLE_TEXTS, "who", "regions", "minutes"))
_OF_PART = frozenset({"title", "content_note", "same_note", "sensitivity", "show_if"})


def _of_question(form: QuestionForm, item: dict[str, Any]) -> frozenset[str]:
    """Return the fields beside which problems of a question can stand, as its form is now."""
    kind, shown = form.kind.data, {"text", "show_if"}
    if kind != "note":
        shown |= {"help", "sensitive"}
    if kind in WITH_ANSWERS:
        shown |= {"answers", *(f"answer {row.form.id.data}" for row in form.answers)}
    if kind == "multiple":
        shown.add("at_most")
    if kind == "single":
        shown |= {"breakdown", *(("merge",) if "merge" in item else ())}
    return frozenset(shown)


def _seen(
    found: dict[str, list[DraftProblem]], shown: frozenset[str]
) -> dict[str, list[DraftProblem]]:
    """Return problems by field; those whose field is not there stand above all of them."""
    seen: dict[str, list[DraftProblem]] = {}
    for name, problems in found.items():
        seen.setdefault(name if name in shown else "", []).extend(problems)
    return seen


def _reading(words: str, language: str) -> tuple[int, int, int] | None:
    """Return at which age words in English are read with ease, how many there are, and in how many
    sentences; None for another language, and for too few of them to tell."""
    count = length(words)
    if not language.startswith("en") or count < FEWEST_WORDS:
        return None
    return max(5, round(grade(words)) + _FIRST_GRADE), count, len(sentences(words))


def _fields(
    problems: Any, skip: int = 0, ids: list[str] | None = None, scale: bool = False
) -> dict[str, list[DraftProblem]]:
    """Return problems by the field that they stand beside; "" where there is none."""
    found: dict[str, list[DraftProblem]] = {}
    points = sum(1 for one in ids or () if one.startswith("p")) if scale else 0
    for one in problems:
        rest = one.place[skip:]
        name = str(rest[0]) if rest else ""
        if name in ("options", "points", "other") and len(rest) > 1 and isinstance(rest[1], int):
            place = rest[1] + (points if name == "other" else 0)
            name = f"answer {ids[place]}" if ids and place < len(ids) else "answers"
        elif name in ("options", "points", "other"):
            name = "answers"
        elif name == "audience":
            name = str(rest[1]) if len(rest) > 1 else "who"
        found.setdefault(name, []).append(one)
    return found
