"""Signing for a release: every table with what was done to it, approved or rejected one by one.

It knows forms and words. What may be decided, and by whom, says the service.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from survey.errors import StudyStateWrong, SurveyError
from survey.services.jobs.ask_for_work import ask_for_work, newest_work
from survey.services.overview.release_to_sign import ReleaseToSign, TableToSign, release_to_sign
from survey.services.overview.watch_study import watch_study
from survey.services.studies.sign_release import (
    SeenTables,
    Signer,
    decide_tables,
    sign_release,
)
from survey.storage.studies.release_signatures import TableVerdict
from survey.web.desk.access import acting_instance, current_staff, needs
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.release_words import (
    next_of_release,
    standing_words,
    summaries,
    table_chip,
)
from survey.web.desk.study_tabs import tabs_of

release_page = Blueprint("release_page", __name__)

_HERE = "/studies/<study_id>/release"
#: The kind of work that finds what goes out of a release.
WORK = "going out"
_ACTS: dict[str, TableVerdict] = {"approve": "approved", "reject": "rejected"}


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """Why a table is approved or rejected."""

    reason = StringField("Why, in a few words")


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table with its place in the list, from 1 on, and the words and shape of its state."""

    place: int
    table: TableToSign
    state: str
    chip: str


@release_page.get(_HERE)
@needs("coordinator", "trustee")
def all_tables(study_id: str) -> Response:
    """List the tables of the newest release, and what comes next of it."""
    try:
        found = release_to_sign(desk_state().instance, study_id)
    except StudyStateWrong:
        return _nothing_yet(study_id)
    return _list_page(found)


@release_page.get(f"{_HERE}/<int:place>")
@needs("coordinator", "trustee")
def one_table(study_id: str, place: int) -> Response:
    """Show one table with its numbers, and what was decided about it."""
    found, shown = _found(study_id, place)
    return _table_page(found, shown, DecisionForm(formdata=None))


@release_page.post(f"{_HERE}/<int:place>")
@needs("coordinator", "trustee")
def decide_one(study_id: str, place: int) -> Response:
    """Approve or reject one table, and show the next one that waits."""
    form = DecisionForm()
    found, shown = _found(study_id, place)
    verdict = _ACTS.get(request.form.get("act", ""))
    if verdict is None:
        abort(400)
    item = shown.table.item
    try:
        seen = SeenTables(_number(), {item: request.form.get("seen", "")})
        decided = (verdict, form.reason.data or "")
        decide_tables(
            acting_instance(), study_id, seen, [item], decided, _signer(), desk_state().today()
        )
    except SurveyError as error:
        found, shown = _found(study_id, place)
        return _table_page(found, shown, form, wrong=error_text(error), status=422)
    left = [
        one.place
        for one in _shown(release_to_sign(desk_state().instance, study_id))
        if one.table.item in found.undecided and one.place > place
    ]
    onwards = f"/{left[0]}" if left and not shown.table.decision else ""
    return redirect(f"/studies/{study_id}/release{onwards}?after={place}", 303)


@release_page.post(f"{_HERE}/approve-left")
@needs("coordinator", "trustee")
def approve_left(study_id: str) -> Response:
    """Approve every table that somebody saw listed, and that has no decision yet."""
    listed = request.form.getlist("item")
    try:
        seen = SeenTables(_number(), dict.fromkeys(listed, ""))
        decided: tuple[TableVerdict, str] = ("approved", "")
        decide_tables(
            acting_instance(), study_id, seen, listed, decided, _signer(), desk_state().today()
        )
    except SurveyError as error:
        return _refused(study_id, error_text(error))
    return redirect(f"/studies/{study_id}/release", 303)


@release_page.post(f"{_HERE}/work-out")
@needs("coordinator", "trustee")
def ask_to_work_out(study_id: str) -> Response:
    """Ask for what goes out to be worked out: at once where that takes no time."""
    found = release_to_sign(desk_state().instance, study_id)
    if found.undecided:
        return _list_page(found, wrong="Tables wait for a decision first.", status=422)
    asked = {"release": found.number}
    job_id = ask_for_work(desk_state().instance, WORK, study_id, g.acting, asked)
    return redirect(f"/jobs/{job_id}", 303)


@release_page.post(f"{_HERE}/sign")
@needs("coordinator", "trustee")
def sign(study_id: str) -> Response:
    """Sign for the release as it was shown."""
    try:
        seen = bytes.fromhex(request.form.get("seen", ""))
        sign_release(acting_instance(), study_id, _number(), seen, _signer(), desk_state().today())
    except ValueError:
        abort(400)
    except SurveyError as error:
        return _refused(study_id, error_text(error))
    return redirect(f"/studies/{study_id}/release", 303)


def _signer() -> Signer:
    return Signer(current_staff().name, g.acting)


def _number() -> int:
    written = request.form.get("number", "")
    return int(written) if written.isdecimal() and len(written) < len("1000000") else 0


def _found(study_id: str, place: int) -> tuple[ReleaseToSign, ShownTable]:
    try:
        found = release_to_sign(desk_state().instance, study_id)
    except StudyStateWrong:  # there is no release, so it has no tables
        abort(404)
    if not 1 <= place <= len(found.tables):
        abort(404)
    return found, _shown(found)[place - 1]


def _shown(found: ReleaseToSign) -> list[ShownTable]:
    return [
        ShownTable(place, table, *table_chip(table)) for place, table in enumerate(found.tables, 1)
    ]


def _nothing_yet(study_id: str) -> Response:
    watched = watch_study(desk_state().instance, study_id, desk_state().today())
    return desk_page(
        "desk/release_later.html",
        here=f"/studies/{study_id}/release",
        watched=watched,
        tabs=tabs_of(study_id, is_draft=False),
    )


def _refused(study_id: str, words: str) -> Response:
    return _list_page(release_to_sign(desk_state().instance, study_id), wrong=words, status=422)


def _list_page(found: ReleaseToSign, *, wrong: str = "", status: int = 200) -> Response:
    study_id = found.study_id
    shown = _shown(found)
    work = newest_work(desk_state().instance, WORK, study_id)
    return desk_page(
        "desk/release.html",
        status=status,
        here=f"/studies/{study_id}/release",
        said=_said(shown),
        found=found,
        shown=shown,
        standing=standing_words(found),
        what_next=next_of_release(found, current_staff().name),
        first=next((one.place for one in shown if one.table.item in found.undecided), 0),
        summaries=summaries(found),
        under_way=work if work and work.stage in ("waiting", "working") else None,
        tabs=tabs_of(study_id, is_draft=False),
        form=DecisionForm(formdata=None),
        wrong=wrong,
    )


def _table_page(
    found: ReleaseToSign,
    shown: ShownTable,
    form: DecisionForm,
    *,
    wrong: str = "",
    status: int = 200,
) -> Response:
    every = _shown(found)
    return desk_page(
        "desk/release_table.html",
        status=status,
        here=f"/studies/{found.study_id}/release",
        said=_said(every),
        found=found,
        one=shown,
        before=every[shown.place - 2] if shown.place > 1 else None,
        after=every[shown.place] if shown.place < len(every) else None,
        form=form,
        wrong=wrong,
    )


def _said(shown: list[ShownTable]) -> str:
    """Return what was decided just now: as it stands, whatever the address says."""
    written = request.args.get("after", "")
    place = int(written) if written.isdecimal() and len(written) < len("100000") else 0
    if not 1 <= place <= len(shown) or request.method != "GET":
        return ""
    one = shown[place - 1]
    decision = one.table.decision
    return f"Table {place} is {decision.verdict}." if decision else ""
