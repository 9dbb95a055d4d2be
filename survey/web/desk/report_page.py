"""The report of a study: where it stands, what would be public, and the button that publishes it.

It knows forms and words. What may be published, and when, says the service.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.languages import english_name
from survey.services.jobs.ask_for_work import ask_for_work, newest_work
from survey.services.jobs.work_on_jobs import file_of_work
from survey.services.overview.report_to_publish import ReportToPublish, report_to_publish
from survey.studies.life_table import LIFE
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.desk_page import desk_page, number_of, report_address
from survey.web.desk.desk_state import desk_state
from survey.web.desk.study_tabs import tabs_of
from survey.web.desk.words_of_report import next_of_report, standing_chip

report_page = Blueprint("report_page", __name__)

_HERE = "/studies/<study_id>/report"
#: The kinds of work that publish a report, and make its files.
_PUBLISHING, _FILES = "publishing", "report files"


class PublishReportForm(FlaskForm):  # type: ignore[misc]
    """That what cannot be undone was read."""

    sure = BooleanField("I have read what cannot be undone.")


@report_page.get(_HERE)
@needs("coordinator", "trustee", "viewer")
def report_of_study(study_id: str) -> Response:
    """Show where the report of a study stands."""
    return _page(study_id)


@report_page.post(f"{_HERE}/publish")
@needs("coordinator")
def publish_report_of_study(study_id: str) -> Response:
    """Ask for the report to be published, which is worked on beside the pages."""
    state, form = desk_state(), PublishReportForm()
    found = report_to_publish(state.instance, study_id, state.today())
    is_new = found.standing.publishing_since or INTERFACE[_language()] not in found.languages_out
    if wrong := _why_not(found) or ("" if is_new else _SAME):
        return _page(study_id, wrong=wrong)
    if not form.sure.data:
        return _page(study_id, wrong="Tick that you have read what cannot be undone.")
    asked = {"release": found.standing.newest, "language": _language()}
    job = ask_for_work(acting_instance(), _PUBLISHING, study_id, g.acting, asked, state.today())
    return redirect(f"/jobs/{job}", 303)


@report_page.post(f"{_HERE}/make-files")
@needs("coordinator")
def make_files_of_report(study_id: str) -> Response:
    """Ask for the files of the report, to be taken along."""
    found = report_to_publish(desk_state().instance, study_id, desk_state().today())
    if wrong := _why_not(found):
        return _page(study_id, wrong=wrong)
    asked = {"release": found.standing.newest, "language": _language()}
    return redirect(
        f"/jobs/{ask_for_work(acting_instance(), _FILES, study_id, g.acting, asked)}", 303
    )


@report_page.get(f"{_HERE}/files")
@needs("coordinator")
def files_of_report(study_id: str) -> Response:
    """Give the files of the report as one."""
    content = _made_files(study_id)
    if content is None:
        return _page(study_id, wrong="The files are kept for an hour only. Make them again.")
    response = Response(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{study_id}-report.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


#: What is said where readers have the report already.
_SAME = "Readers have this report already. Nothing was published."


def _why_not(found: ReportToPublish) -> str:
    """Say why nothing can be made of what whoever pressed a button saw; "" where it can."""
    if not found.may_leave:
        return "Nobody has signed for what stands here now. Nothing was published."
    if number_of(request.form.get("number", "")) != found.standing.newest:
        return "Another release has come meanwhile. Nothing was published. Look at it again."
    return ""


def _language() -> int:
    """Return which language was chosen, by its place among those that reports are written in."""
    chosen = request.form.get("language", "")
    return INTERFACE.index(chosen) if chosen in INTERFACE else 0


def _made_files(study_id: str) -> bytes | None:
    job = newest_work(desk_state().instance, _FILES, study_id, done=True)
    return file_of_work(desk_state().instance, job.id) if job else None


def _page(study_id: str, *, wrong: str = "") -> Response:
    instance = desk_state().instance
    found = report_to_publish(instance, study_id, desk_state().today())
    work = newest_work(instance, _PUBLISHING, study_id)
    may_publish = current_staff().may(("coordinator",), study_id)
    return desk_page(
        "desk/report.html",
        status=422 if wrong else 200,
        here=f"/studies/{study_id}/report",
        found=found,
        chip=standing_chip(found),
        what_next=next_of_report(found),
        may_see_tables=current_staff().may(("coordinator", "trustee"), study_id),
        may_publish=may_publish,
        under_way=work if work is not None and work.stage in ("waiting", "working") else None,
        stopped=work if work is not None and work.stage == "failed" else None,
        has_files=may_publish and _made_files(study_id) is not None,
        forever=LIFE["report published"].forever,
        public=report_address(study_id)
        if found.standing.published and not found.held_until
        else "",
        form=PublishReportForm(formdata=None),
        languages=tuple((code, english_name(code)) for code in INTERFACE),
        languages_left=tuple(
            (code, english_name(code)) for code in INTERFACE if code not in found.languages_out
        ),
        tabs=tabs_of(study_id, is_draft=False),
        wrong=wrong,
    )
