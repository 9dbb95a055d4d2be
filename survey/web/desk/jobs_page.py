"""Slow work at the desk: how far it is, looked at again by a link, and started again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, abort, redirect
from werkzeug.wrappers import Response

from survey.errors import Refused
from survey.services.jobs.ask_for_work import SeenWork, ask_again, see_all_work, see_work
from survey.services.overview.desk_list import DeskItem, desk_items
from survey.storage.staff.accounts import StaffRole
from survey.web.desk.access import current_staff, signed_in
from survey.web.desk.desk_page import desk_page, report_address
from survey.web.desk.desk_state import desk_state

jobs_page = Blueprint("jobs_page", __name__)

_HERE = "/jobs"
#: Seconds after which a browser looks again by itself at work that is not over.
LOOK_AGAIN = "4"
_READERS: tuple[StaffRole, ...] = ("coordinator", "moderator", "trustee", "viewer")
#: Work that the journal says was asked for.
_NOTED = frozenset(
    {
        "practice run",
        "closing",
        "sealed export",
        "publishing",
        "council publishing",
        "digest publishing",
    }
)
#: Where what came of work is shown: below the study, or the council; and the words of its link.
_SHOWN: Mapping[str, tuple[str, str]] = {
    "closing": ("studies/{}/closed", "See the closing notice"),
    "sealed export": ("studies/{}/offline", "Go on with the file"),
    "forecast": ("studies/{}/forecast", "Look at the forecast"),
    "going out": ("studies/{}/release", "Look at the release"),
    "publishing": ("studies/{}/report", "See where it is read"),
    "report files": ("studies/{}/report", "Take the files along"),
    "council publishing": ("councils/{}/report", "See where it is read"),
}
#: The word and the chip of each stage.
STAGES = {
    "waiting": ("Waiting", "dash"),
    "working": ("Working", "half"),
    "done": ("Done", "on"),
    "failed": ("Stopped", "wait"),
}


@jobs_page.get(_HERE)
@signed_in
def every_job() -> Response:
    """Show the work of all studies that somebody has a role in."""
    instance = desk_state().instance
    titles = {one.id: one.title for one in desk_items(instance)}
    seen = {one for one in titles if current_staff().may(_READERS, one)}
    return desk_page(
        "desk/jobs.html",
        here=_HERE,
        jobs=see_all_work(instance, seen),
        titles=titles,
        stages=STAGES,
    )


@jobs_page.get("/jobs/<job_id>")
@signed_in
def one_job(job_id: str) -> Response:
    """Show how far one piece of work is."""
    job = _of_mine(job_id, _READERS)
    of = _study_of(job)
    home = _home(job, of)
    if job.kind == "archiving":  # its row goes with it: the page that stays says how far it is
        return redirect(f"{home}/data", 303)
    response = desk_page(
        "desk/job.html",
        here=_HERE,
        job=job,
        title=of.title if of else job.study_id,
        home=home,
        stages=STAGES,
        shown_at=_shown_at(job),
        may_start=job.can_start and current_staff().may(("coordinator",), job.study_id),
    )
    if job.stage in ("waiting", "working"):
        response.headers["Refresh"] = LOOK_AGAIN
    return response


@jobs_page.post("/jobs/<job_id>/again")
@signed_in
def start_again(job_id: str) -> Response:
    """Ask once more for work that was cut short, or is over."""
    job = _of_mine(job_id, ("coordinator",))
    if job.kind == "archiving":  # what it does for ever is read and ticked anew
        return redirect(f"{_home(job, _study_of(job))}/data/archive", 303)
    staff, state = current_staff(), desk_state()
    role = staff.role_in(job.study_id) or ""
    acting = state.instance.acting_as(f"{role} {staff.name}")
    noted_on = state.today() if job.kind in _NOTED else None
    return redirect(f"/jobs/{ask_again(acting, job.id, role, noted_on)}", 303)


def _study_of(job: SeenWork) -> DeskItem | None:
    return next((one for one in desk_items(desk_state().instance) if one.id == job.study_id), None)


def _home(job: SeenWork, of: DeskItem | None) -> str:
    """Return the address of the study or council that work is for."""
    return f"/{'councils' if of and of.kind == 'council' else 'studies'}/{job.study_id}"


def _shown_at(job: SeenWork) -> tuple[str, str]:
    """Return the address at which what came of work is shown, and the words of its link."""
    if job.kind == "practice run" and job.result:
        return report_address(json.loads(job.result)["study_id"]), "Read the practice report"
    end, words = _SHOWN.get(job.kind, ("studies/{}", "Look at the study"))
    return f"/{end.format(job.study_id)}", words


def _of_mine(job_id: str, roles: tuple[StaffRole, ...]) -> SeenWork:
    """Return work of a study in which somebody has one of these roles; else it is not there."""
    try:
        job = see_work(desk_state().instance, job_id)
    except Refused:
        abort(404)
    if not current_staff().may(roles, job.study_id):
        abort(404)
    return job
