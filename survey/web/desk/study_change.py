"""Changing a study that is open: one small page for each change, which says first what it does.

It knows forms. What is possible when says the table of a study's life, through services.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, StringField, TextAreaField

from survey.errors import Refused, SurveyError
from survey.questionnaire.languages import direction, english_name
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.texts import Text
from survey.services.overview.watch_study import ChangeOffered, StudyChange, StudyWatch, watch_study
from survey.services.steps.public_words import notice_in_languages
from survey.services.studies.correct_spelling import (
    ForeseenCorrection,
    begin_correction,
    correct_spelling,
    foresee_correction,
    spelled_anew,
)
from survey.services.studies.end_study_early import end_study_early
from survey.services.studies.extend_study import extend_study
from survey.services.studies.pause_study import pause_study, resume_study
from survey.services.studies.withdraw_study import withdraw_study
from survey.storage.instance import Instance
from survey.studies.days import is_far
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.change_words import CHANGE_WORDS, change_of
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import long_day

study_change = Blueprint("study_change", __name__)

_HERE = "/studies/<study_id>/change/<slug>"


class _ChangeForm(FlaskForm):  # type: ignore[misc]
    """What every change can take; a page shows the fields that its change has."""

    closes_on = DateField("The new last day")
    far = BooleanField("Yes, this day is right. It is more than a year away.")
    before = StringField("The words as they stand now")
    after = StringField("The words as they should be")
    sure = BooleanField("I have read what cannot be undone.")


@study_change.get(_HERE)
@needs("coordinator")
def ask(study_id: str, slug: str) -> Response:
    """Say what a change does, and ask for what it needs."""
    watched, offered = _found(study_id, slug)
    return _page(watched, offered, _form(watched.languages, formdata=None))


@study_change.post(_HERE)
@needs("coordinator")
def make(study_id: str, slug: str) -> Response:
    """Make a change; show its page again, with what was typed, where it cannot be made."""
    watched, offered = _found(study_id, slug)
    form = _form(watched.languages)
    try:
        if offered.change == "corrected" and request.form.get("act") == "look":
            return _page(watched, offered, form, foreseen=_foreseen(study_id, form)[1])
        if offered.change == "corrected" and request.form.get("act") == "begin":
            if not current_staff().may(("coordinator",)):
                abort(404)
            corrected = _foreseen(study_id, form)[0]
            draft = begin_correction(acting_instance(), study_id, corrected, desk_state().today())
            return redirect(f"/studies/{draft}", 303)
        notice = _notice(watched, form, needed=offered.tells_why)
        if offered.forever and not form.sure.data:
            raise _not_yet("Tick that you have read what cannot be undone.")
        today = desk_state().today()
        _MAKING[offered.change](acting_instance(), study_id, notice, today, form)
    except SurveyError as error:
        return _page(watched, offered, form, wrong=error_text(error), status=422)
    return redirect(f"/studies/{study_id}?done={slug}", 303)


def _found(study_id: str, slug: str) -> tuple[StudyWatch, ChangeOffered]:
    watched = watch_study(desk_state().instance, study_id, desk_state().today())
    change = change_of(slug)
    if change is None:
        abort(404)
    return watched, next(one for one in watched.changes if one.change == change)


def _form(languages: tuple[str, ...], **given: Any) -> Any:
    """Return the form of a change, with a field for the notice in each language of the study."""
    notices = {
        f"notice_{number}": TextAreaField(
            f"Notice in {english_name(code)}", render_kw={"lang": code, "dir": direction(code)}
        )
        for number, code in enumerate(languages)
    }
    return type("ChangeForm", (_ChangeForm,), notices)(**given)


def _notice(watched: StudyWatch, form: Any, *, needed: bool) -> Text:
    fields = [form[f"notice_{number}"] for number in range(len(watched.languages))]
    typed = [(field.data or "").replace("\r\n", "\n").strip() for field in fields]
    if needed and not all(typed):
        raise _not_yet("Write in every language of the study why.")
    if any(typed) and not all(typed):
        raise _not_yet("Write the notice in every language of the study, or leave it out in all.")
    return notice_in_languages(dict(zip(watched.languages, typed, strict=True)))


def _not_yet(what: str) -> Refused:
    return Refused(what, kept="Nothing was changed, and what you wrote is below.")


def _foreseen(study_id: str, form: Any) -> tuple[Questionnaire, ForeseenCorrection]:
    """Return what the study would ask, and each text that would change."""
    instance = desk_state().instance
    corrected = spelled_anew(instance, study_id, form.before.data or "", form.after.data or "")
    return corrected, foresee_correction(instance, study_id, corrected)


def _extend(instance: Instance, study_id: str, notice: Text, today: date, form: Any) -> None:
    day = form.closes_on.data
    if day is None:
        raise _not_yet("Write the new last day, such as 2031-06-30.")
    if is_far(day, today) and not form.far.data:
        raise _not_yet(f"{long_day(day)} is more than a year away. Tick that it is right.")
    extend_study(instance, study_id, day, notice, today)


def _correct(instance: Instance, study_id: str, notice: Text, today: date, form: Any) -> None:
    corrected = _foreseen(study_id, form)[0]
    correct_spelling(instance, study_id, corrected, notice, today)


_Making = Callable[[Instance, str, Text, date, Any], object]
_MAKING: Mapping[StudyChange, _Making] = {
    "paused": lambda instance, study_id, notice, today, _: pause_study(
        instance, study_id, notice, today
    ),
    "resumed": lambda instance, study_id, notice, today, _: resume_study(
        instance, study_id, notice, today
    ),
    "extended": _extend,
    "corrected": _correct,
    "ended": lambda instance, study_id, notice, today, _: end_study_early(
        instance, study_id, notice, today
    ),
    "withdrawn": lambda instance, study_id, notice, today, _: withdraw_study(
        instance, study_id, notice, today
    ),
}


def _page(
    watched: StudyWatch,
    offered: ChangeOffered,
    form: Any,
    *,
    wrong: str = "",
    foreseen: ForeseenCorrection | None = None,
    status: int = 200,
) -> Response:
    notices = [form[f"notice_{number}"] for number in range(len(watched.languages))]
    return desk_page(
        "desk/study_change.html",
        status=status,
        here=f"/studies/{watched.id}",
        watched=watched,
        offered=offered,
        words=CHANGE_WORDS[offered.change],
        form=form,
        notices=notices,
        wrong=wrong,
        foreseen=foreseen,
        may_begin=current_staff().may(("coordinator",)),
        asks_far=form.closes_on.data is not None
        and is_far(form.closes_on.data, desk_state().today()),
    )
