"""The words of a report: a form with a box for each sentence, what can be cited, what is wrong.

It knows forms. What a sentence may say, the reports know; which words hold, the service.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.questionnaire.catalogues import spoken
from survey.reports.study.report_fields import (
    FindingFields,
    ReportFields,
    fields_of_text,
    file_of_fields,
)
from survey.services.overview.report_to_publish import report_to_publish
from survey.services.studies.keep_report_text import (
    ReportEditing,
    approve_report_text,
    report_editing,
    save_report_text,
)
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.desk_page import desk_page, error_text, number_of
from survey.web.desk.desk_state import desk_state
from survey.web.desk.study_tabs import tabs_of

report_words_page = Blueprint("report_words_page", __name__)

_HERE = "/studies/<study_id>/report/words"
#: More findings than a report has are not read from a form.
_MOST = 20


@report_words_page.get(_HERE)
@needs("coordinator", "trustee")
def words_of_report(study_id: str) -> Response:
    """Show the words of a report as they stand."""
    return _page(study_id)


@report_words_page.post(_HERE)
@needs("coordinator")
def save_words_of_report(study_id: str) -> Response:
    """Keep what was typed as the next version, or show how it reads."""
    file = file_of_fields(_typed(study_id))
    seen = number_of(request.form.get("seen", "")) or 0
    if request.form.get("act") != "save":
        return _page(study_id, file)
    try:
        save_report_text(acting_instance(), study_id, file, seen, desk_state().today())
    except SurveyError as error:
        return _page(study_id, file, wrong=error_text(error))
    return redirect(f"/studies/{study_id}/report/words", 303)


@report_words_page.post(f"{_HERE}/approve")
@needs("coordinator", "trustee")
def approve_words_of_report(study_id: str) -> Response:
    """Let the newest version be what the report says."""
    number = number_of(request.form.get("number", "")) or 0
    try:
        approve_report_text(acting_instance(), study_id, number, desk_state().today())
    except SurveyError as error:
        return _page(study_id, wrong=error_text(error))
    return redirect(f"/studies/{study_id}/report/words", 303)


def _typed(study_id: str) -> ReportFields:
    """Return what was typed: findings by their places, without those that were taken out."""
    form = request.form
    count = min(number_of(form.get("count", "")) or 0, _MOST)
    kept = [at for at in range(count) if f"out-{at}" not in form]
    kept.sort(key=lambda at: number_of(form.get(f"place-{at}", "")) or at + 1)
    findings = [
        FindingFields(
            questions=form.get(f"questions-{at}", ""),
            title=form.get(f"title-{at}", ""),
            lead=form.get(f"lead-{at}", ""),
            support=form.get(f"support-{at}", ""),
            means=form.get(f"means-{at}", ""),
            asks=form.get(f"asks-{at}", ""),
            key=f"key-{at}" in form,
        )
        for at in kept
    ]
    if form.get("add"):
        findings.append(FindingFields(form["add"]))
    return ReportFields(
        study=study_id,
        release=form.get("release", ""),
        language=spoken(form.get("language", "")),
        title=form.get("title", ""),
        reviewed_by=form.get("reviewed_by", ""),
        acted_on=form.get("acted_on", ""),
        cannot_say=form.get("cannot_say", ""),
        findings=tuple(findings),
    )


def _page(study_id: str, file: str | None = None, *, wrong: str = "") -> Response:
    state = desk_state()
    found = report_to_publish(state.instance, study_id, state.today())
    editing: ReportEditing | None = None
    if found.may_leave:
        editing = report_editing(
            state.instance, study_id, file, spoken(request.args.get("language", ""))
        )
    return desk_page(
        "desk/report_words.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/report",
        found=found,
        editing=editing,
        fields=fields_of_text(editing.text) if editing else None,
        is_saved=file is None,
        may_write=current_staff().may(("coordinator",), study_id),
        tabs=tabs_of(study_id, is_draft=False),
        wrong=wrong,
    )
