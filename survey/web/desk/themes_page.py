"""Themes of a study at the desk: where coding is, how far coders agree, and counting once.

It shows no text, and what one coder gave nowhere.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.reports.report_words import both_text, count_text
from survey.services.overview.words_status import words_status
from survey.services.words.count_themes import (
    CodedQuestion,
    agreement_by_theme,
    coded_questions,
    count_themes,
)
from survey.services.words.keep_code_book import code_book_of
from survey.themes.coder_agreement import CoderAgreement
from survey.web.desk.access import acting_instance, current_staff, needs, token_of_browser
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.theme_forms import CountForm
from survey.web.desk.words_pages import sitting_here

themes_page = Blueprint("themes_page", __name__)

_OF = "/studies/<study_id>/words/themes"
#: What may be built on an agreement, as a word and a shape.
_BANDS = {
    "reliable": ("can be relied on", "on"),
    "tentative": ("for a first picture", "half"),
    "low": ("too little to build on", "wait"),
    "unknown": ("cannot be worked out", "dash"),
}


@themes_page.get(_OF)
@needs("moderator", "coordinator", "viewer")
def themes(study_id: str) -> Response:
    """Show where coding is, and how far coders agree to whoever reads."""
    return _page(study_id)


@themes_page.get(f"{_OF}/<question_id>")
@needs("moderator")
def before_count(study_id: str, question_id: str) -> Response:
    """Show what counting does."""
    return _count_page(study_id, question_id, CountForm(formdata=None))


@themes_page.post(f"{_OF}/<question_id>")
@needs("moderator")
def count(study_id: str, question_id: str) -> Response:
    """Count the themes of a question, once."""
    form = CountForm()
    if not form.sure.data:
        wrong = "Tick that you know it. Nothing was counted."
        return _count_page(study_id, question_id, form, wrong=wrong)
    state = desk_state()
    try:
        sitting = state.sittings.of(token_of_browser(), study_id)
        count_themes(acting_instance(), sitting.key, question_id, state.today())
    except SurveyError as error:
        return _count_page(study_id, question_id, form, wrong=error_text(error))
    return redirect(f"/studies/{study_id}/words/themes#counted", 303)


def _page(study_id: str) -> Response:
    state = desk_state()
    sitting = sitting_here(study_id)
    questions = coded_questions(state.instance, study_id)
    return desk_page(
        "desk/themes.html",
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        now=words_status(state.instance, study_id),
        book=code_book_of(state.instance, study_id).book,
        sitting=sitting,
        agreements=[
            (code, agreed, *_BANDS[agreed.band], _alpha(agreed))
            for code, agreed in (agreement_by_theme(state.instance, sitting.key) if sitting else ())
        ],
        questions=[(one, _text(one), _counts(one)) for one in questions],
        is_moderator=current_staff().may(("moderator",), study_id),
    )


def _count_page(study_id: str, question_id: str, form: CountForm, *, wrong: str = "") -> Response:
    state = desk_state()
    found = [one for one in coded_questions(state.instance, study_id) if one.id == question_id]
    if not found:
        abort(404)
    return desk_page(
        "desk/themes_count.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/words",
        study_id=study_id,
        question=found[0],
        text=_text(found[0]),
        form=form,
        wrong=wrong,
    )


def _text(question: CodedQuestion) -> str:
    return question.text.in_language("en")


def _alpha(agreed: CoderAgreement) -> str:
    if agreed.alpha is None:
        return "–"
    return f"{agreed.alpha:.2f} ({agreed.low:.2f} to {agreed.high:.2f})"


def _counts(question: CodedQuestion) -> list[tuple[str, bool, str]]:
    """Return what is printed of each theme: its name, whether it is below another, its number."""
    if question.counted is None:
        return []
    found = []
    for row in question.counted.themes:
        shown = row.shown
        said = both_text(shown) if shown.percent is not None else count_text(shown)
        found.append((row.name, bool(row.under), "hidden" if shown.hidden else said))
    return found
