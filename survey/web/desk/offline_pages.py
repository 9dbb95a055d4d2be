"""Opening on a machine without a network, step by step: a file goes over, and another comes back.

It keeps a file that was brought back in the memory of this process, for an hour. There is no sheet
here: those are typed on the other machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField

from survey.errors import SurveyError
from survey.sealing.closed_set import read_aloud
from survey.services.jobs.ask_for_work import ask_for_work, newest_work
from survey.services.jobs.bring_back import look_beside, store_beside
from survey.services.jobs.open_in_child import OpeningInChild
from survey.services.jobs.open_numbers import ready_for_numbers
from survey.services.jobs.work_on_jobs import file_of_work
from survey.services.overview.describe_accounts import trustees_of
from survey.services.overview.watch_study import watch_study
from survey.services.steps.confirming_files import ConfirmedFile
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.account_forms import PressForm
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.opening_of_numbers import NUMBERS
from survey.web.desk.opening_pages import not_now_page
from survey.web.desk.study_tabs import tabs_of

offline_pages = Blueprint("offline_pages", __name__)

_HERE = "/studies/<study_id>/offline"
_LOOK_AGAIN = "4"


class DigestForm(FlaskForm):  # type: ignore[misc]
    """That somebody compared the digest of a file with what they wrote down."""

    digest = HiddenField()
    same = BooleanField("I was there when it was opened, and this is what I wrote down.")


@dataclass(slots=True)
class BroughtHere:
    """A file that was brought back, and the process that looks at it or stores it."""

    file: ConfirmedFile
    looking: OpeningInChild
    storing: OpeningInChild | None = None

    @property
    def is_busy(self) -> bool:
        """Tell whether a process is at work on it."""
        children = (self.looking, self.storing)
        return any(one is not None and one.progress.stage == "working" for one in children)


@offline_pages.get(_HERE)
@needs("coordinator", "trustee", "viewer")
def guide(study_id: str) -> Response:
    """Lead through opening on another machine."""
    brought = _brought(study_id)
    if brought is not None and brought.is_busy:
        return redirect(f"/studies/{study_id}/offline/progress", 303)
    return _page(study_id)


@offline_pages.post(f"{_HERE}/seal")
@needs("coordinator")
def seal(study_id: str) -> Response:
    """Ask for the file with the sealed study, which is written beside the pages."""
    state = desk_state()
    try:
        ready_for_numbers(state.instance, study_id, state.now())
    except SurveyError:
        return _page(study_id)
    job = ask_for_work(
        acting_instance(), "sealed export", study_id, "coordinator", {}, state.today()
    )
    return redirect(f"/jobs/{job}", 303)


@offline_pages.get(f"{_HERE}/sealed")
@needs("coordinator", "trustee")
def sealed(study_id: str) -> Response:
    """Give the file with the sealed study."""
    job = newest_work(desk_state().instance, "sealed export", study_id, done=True)
    content = file_of_work(desk_state().instance, job.id) if job else None
    if content is None:
        return _page(study_id, wrong="The file is kept for an hour only. Make it again.")
    response = Response(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{study_id}-sealed.bin"'
    response.headers["Cache-Control"] = "no-store"
    return response


@offline_pages.post(f"{_HERE}/bring")
@needs("coordinator", "trustee")
def bring(study_id: str) -> Response:
    """Take the file that comes back, and begin to look at it."""
    state, sent = desk_state(), request.files.get("file")
    text = sent.read().decode("utf-8", "replace").strip() if sent else ""
    if not text:
        return _page(study_id, wrong="Choose the file that opening has written there.")
    try:
        ready = ready_for_numbers(state.instance, study_id, state.now())
    except SurveyError:
        return _page(study_id)
    before = _brought(study_id)
    if before is not None and before.is_busy:
        return redirect(f"/studies/{study_id}/offline/progress", 303)
    looking = OpeningInChild(state.instance, "desk", look_beside, study_id, (text,), state.now())
    _every()[study_id] = BroughtHere(ConfirmedFile(text, ready.threshold, state.clock), looking)
    return redirect(f"/studies/{study_id}/offline/progress", 303)


@offline_pages.post(f"{_HERE}/confirm")
@needs("trustee")
def confirm(study_id: str) -> Response:
    """Take that a trustee compared the digest, and store the release when enough did."""
    brought, form, staff = _brought(study_id), DigestForm(), current_staff()
    if brought is None or brought.is_busy or brought.looking.progress.stage != "done":
        return redirect(f"/studies/{study_id}/offline", 303)
    if not form.same.data:
        return _page(study_id, wrong="Tick that it is what you wrote down. Else store nothing.")
    brought.file.keep_only(trustees_of(desk_state().instance, study_id))
    try:
        is_enough = brought.file.confirm(staff.account_id, staff.name, form.digest.data or "")
    except SurveyError as error:
        return _page(study_id, wrong=error_text(error))
    if is_enough:
        acting = f"trustee {staff.name}"
        state = desk_state()
        brought.storing = OpeningInChild(
            state.instance, acting, store_beside, study_id, (brought.file.text,), state.now()
        )
        return redirect(f"/studies/{study_id}/offline/progress", 303)
    return redirect(f"/studies/{study_id}/offline", 303)


@offline_pages.post(f"{_HERE}/forget")
@needs("coordinator", "trustee")
def forget(study_id: str) -> Response:
    """Forget the file that was brought back."""
    brought = _every().pop(study_id, None)
    if brought is not None and brought.is_busy:
        _every()[study_id] = brought
    return redirect(f"/studies/{study_id}/offline", 303)


@offline_pages.get(f"{_HERE}/progress")
@needs("coordinator", "trustee", "viewer")
def progress(study_id: str) -> Response:
    """Show that a file is looked at or stored, and lead on when that is over."""
    brought = _brought(study_id)
    if brought is None or not brought.is_busy:
        stored = brought is not None and brought.storing is not None
        if stored and NUMBERS.came(desk_state().instance, study_id):
            return redirect(f"/studies/{study_id}/opened", 303)
        return redirect(f"/studies/{study_id}/offline", 303)
    response = desk_page(
        "desk/offline_progress.html",
        here=f"/studies/{study_id}/opening",
        study_id=study_id,
        storing=brought.storing is not None,
    )
    response.headers["Refresh"] = _LOOK_AGAIN
    return response


def _every() -> dict[str, BroughtHere]:
    every: dict[str, BroughtHere] = current_app.extensions.setdefault("brought back", {})
    return every


def _brought(study_id: str) -> BroughtHere | None:
    """Return what was brought back for a study; None where nothing was, or its hour is over."""
    found = _every().get(study_id)
    if found is not None and found.file.is_over and not found.is_busy:
        _every().pop(study_id, None)
        return None
    return found


def _page(study_id: str, *, wrong: str = "") -> Response:
    state = desk_state()
    watched = watch_study(state.instance, study_id, state.today())
    frame: dict[str, Any] = {
        "here": f"/studies/{study_id}/opening",
        "tabs": tabs_of(study_id, is_draft=False),
        "watched": watched,
    }
    try:
        ready = ready_for_numbers(state.instance, study_id, state.now())
    except SurveyError as error:
        return not_now_page(NUMBERS, study_id, error)
    brought, staff = _brought(study_id), current_staff()
    job = newest_work(state.instance, "sealed export", study_id, done=True)
    is_there = job is not None and file_of_work(state.instance, job.id) is not None
    looked = brought.looking.progress if brought else None
    failed = brought.storing.progress if brought and brought.storing else looked
    found_wrong = " ".join(failed.words) if failed and failed.stage == "failed" else ""
    return desk_page(
        "desk/offline.html",
        status=422 if wrong else 200,
        ready=ready,
        aloud=read_aloud(ready.closed_set),
        job=job if is_there else None,
        file=brought.file if brought and looked and looked.stage == "done" else None,
        file_aloud=read_aloud(brought.file.digest) if brought else (),
        found=" ".join(looked.words) if looked and looked.stage == "done" else "",
        wrong=wrong or found_wrong,
        until=f"{brought.file.until:%H:%M} UTC" if brought else "",
        is_mine=brought is not None and brought.file.is_by(staff.account_id),
        may_seal=staff.may(("coordinator",), study_id),
        may_bring=staff.may(("coordinator", "trustee"), study_id),
        may_confirm=staff.may(("trustee",), study_id),
        form=DigestForm(formdata=None),
        press=PressForm(formdata=None),
        **frame,
    )
