"""Home: everything that is asked, and for each the one thing to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask import Blueprint
from werkzeug.wrappers import Response

from survey.services.overview.desk_list import DeskItem, NextAct, desk_items
from survey.services.overview.round_risks import round_risks_that_wait
from survey.services.overview.sheets_seen import SheetsSeen, all_sheets_seen
from survey.services.steps.risks_noted import risks_that_wait
from survey.storage.staff.accounts import StaffRole
from survey.web.desk.access import current_staff, signed_in
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state
from survey.web.desk.next_words import NextLine, next_line, now_line
from survey.web.desk.sheet_words import SheetWarning, address_of, sheet_warning

home = Blueprint("home", __name__)

#: Whose act is what comes next of a release.
_WHOSE: Mapping[NextAct, tuple[StaffRole, ...]] = {
    "sign": ("coordinator", "trustee"),
    "publish report": ("coordinator",),
}


@home.get("/")
@signed_in
def everything() -> Response:
    """Show studies and councils, and what waits."""
    state, staff = desk_state(), current_staff()
    seen = [
        one
        for one in desk_items(state.instance, state.today())
        if staff.may(("coordinator", "moderator", "trustee", "viewer"), one.id)
    ]
    sheets = [
        one
        for one in all_sheets_seen(state.instance, state.today())
        if one.of_id in {item.id for item in seen} and not one.practice
    ]
    waiting = next((one for one in seen if one.waits_since and not one.practice), None)
    return desk_page(
        "desk/home.html",
        here="/",
        studies=_shown(one for one in seen if one.kind != "council"),
        councils=_shown(one for one in seen if one.kind == "council"),
        waiting=waiting,
        waiting_line=_next_for(waiting) if waiting else None,
        risks=_risks(seen),
        sheets_to_look_at=_to_look_at(sheets),
        sheets_missed=_missed(sheets),
        may_write=staff.may(("coordinator",)),
        may_people=staff.may(("administrator",)),
    )


@home.get("/words")
@signed_in
def glossary() -> Response:
    """Show what the words of the desk mean."""
    return desk_page("desk/glossary.html", here="/words")


def _risks(seen: Sequence[DeskItem]) -> list[tuple[str, str, date]]:
    """Return the address and title of each study or council in which a possible risk is to be
    decided by moderators such as whoever is signed in, and since when it is."""
    instance = desk_state().instance
    read = [one for one in seen if current_staff().may(("moderator",), one.id)]
    studies = {one.id: one.title for one in read if one.kind == "study"}
    councils = {one.id: one.title for one in read if one.kind == "council" and one.round}
    waiting = [
        (f"/studies/{study_id}/words", studies[study_id], since)
        for study_id, since in risks_that_wait(instance, studies)
    ]
    return waiting + [
        (f"/councils/{council_id}/words", councils[council_id], since)
        for council_id, since in round_risks_that_wait(instance, councils)
    ]


def _to_look_at(sheets: Sequence[SheetsSeen]) -> list[tuple[str, str]]:
    """Return the address and title of each key of which whoever is signed in holds a sheet that is
    to be looked at."""
    staff = current_staff()
    return [
        (address_of(one), one.title)
        for one in sheets
        if staff.may(("trustee",), one.of_id) and one.to_look_at(staff.account_id)
    ]


def _missed(sheets: Sequence[SheetsSeen]) -> list[tuple[str, str, SheetWarning]]:
    """Return the address and title of each key of which a sheet is missed, with what to do."""
    staff = current_staff()
    found = [(address_of(one), one.title, sheet_warning(one)) for one in sheets
             if staff.may(("coordinator", "viewer"), one.of_id)]  # fmt: skip
    return [(address, title, warning) for address, title, warning in found if warning]


def _shown(items: object) -> list[tuple[DeskItem, str, object]]:
    today = desk_state().today()
    return [(one, now_line(one, today), _next_for(one)) for one in items]  # type: ignore[attr-defined]


def _next_for(item: DeskItem) -> NextLine:
    """Return what comes next of something; whoever cannot do it is led to its page."""
    line, roles = next_line(item), _WHOSE.get(item.next)
    if roles is None or current_staff().may(roles, item.id):
        return line
    return replace(line, button="Look at it", address=f"/studies/{item.id}")
