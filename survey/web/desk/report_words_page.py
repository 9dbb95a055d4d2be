"""The words of a report: a form with a box for each sentence, what can be cited, what is wrong.

It knows forms. What a sentence may say, the reports know; which words hold, the service.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from survey.errors import SurveyError
from survey.questionnaire.catalogues import spoken
from survey.reports.study.report_fields import (
    CHANGES_OF_FINDING,
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
    return _page(study_id, version=number_of(request.args.get("version", "")))


@report_words_page.post(_HERE)
@needs("coordinator")
def save_words_of_report(study_id: str) -> Response:
    """Keep what was typed as the next version, or show how it reads, perhaps in another order."""
    act, _, at = request.form.get("act", "").partition("-")
    fields, place = _typed(study_id), number_of(at)
    if act in CHANGES_OF_FINDING and place is not None:
        fields = CHANGES_OF_FINDING[act](fields, place)
    file = file_of_fields(fields)
    seen = number_of(request.form.get("seen", "")) or 0
    if act != "save":
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
    """Return what was typed."""
    form = request.form
    findings = list(_typed_findings("count", ""))
    if form.get("add"):
        findings.append(FindingFields(form["add"]))
    return ReportFields(
        study=study_id,
        release=form.get("release", ""),
        language=spoken(form.get("language", "")),
        title=form.get("title", ""),
        reviewed_by=form.get("reviewed_by", ""),
        acted_on=form.get("acted_on", ""),
        since=form.get("since", ""),
        cannot_say=form.get("cannot_say", ""),
        findings=tuple(findings),
        put_aside=tuple(_typed_findings("aside-count", "aside-")),
    )


def _typed_findings(counted: str, before: str) -> Iterator[FindingFields]:
    """Return what was typed of findings, whose fields have names that begin alike."""
    form = request.form
    for at in range(min(number_of(form.get(counted, "")) or 0, _MOST)):
        yield FindingFields(
            questions=form.get(f"{before}questions-{at}", ""),
            title=form.get(f"{before}title-{at}", ""),
            lead=form.get(f"{before}lead-{at}", ""),
            support=form.get(f"{before}support-{at}", ""),
            means=form.get(f"{before}means-{at}", ""),
            asks=form.get(f"{before}asks-{at}", ""),
            key=f"{before}key-{at}" in form,
        )


def _page(
    study_id: str, file: str | None = None, *, version: int | None = None, wrong: str = ""
) -> Response:
    state = desk_state()
    found = report_to_publish(state.instance, study_id, state.today())
    editing: ReportEditing | None = None
    if found.may_leave:
        editing = report_editing(
            state.instance, study_id, file, version, spoken(request.args.get("language", ""))
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
