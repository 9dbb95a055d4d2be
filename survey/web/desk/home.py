"""Home: everything that is asked, and for each the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Blueprint
from werkzeug.wrappers import Response

from survey.services.overview.asks_at_desk import AnswersWaiting, answers_waiting
from survey.services.overview.desk_list import DeskItem, desk_items
from survey.services.overview.round_risks import round_risks_that_wait
from survey.services.overview.sheets_seen import SheetsSeen, all_sheets_seen
from survey.services.steps.risks_noted import risks_that_wait
from survey.web.desk.access import current_staff, signed_in
from survey.web.desk.ceremonies import ceremonies, sheet_waits
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state
from survey.web.desk.next_words import next_line, now_line
from survey.web.desk.sheet_words import SheetWarning, address_of, sheet_warning

home = Blueprint("home", __name__)


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
    waiting = next((one for one in seen if one.waits_for(staff.name, staff.may)), None)
    return desk_page(
        "desk/home.html",
        here="/",
        studies=_shown(one for one in seen if one.kind != "council"),
        councils=_shown(one for one in seen if one.kind == "council"),
        waiting=waiting,
        waiting_line=next_line(waiting, staff) if waiting else None,
        handed_out=_handed_out(seen),
        risks=_risks(seen),
        answers=_answers(seen),
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


def _answers(seen: Sequence[DeskItem]) -> list[tuple[str, str, AnswersWaiting]]:
    """Return the address of the asks, or of the one ask, whose answers wait for a coordinator such
    as whoever is signed in, with what is to be read there."""
    staff, ids, found = current_staff(), {one.id for one in seen}, []
    for one in answers_waiting(desk_state().instance):
        if one.of_id in ids and staff.may(("coordinator",), one.of_id):
            root = "councils" if one.is_council else "studies"
            end = f"/{one.ask_id}" if one.answers == 1 else ""
            how_many = "An answer waits" if one.answers == 1 else f"{one.answers} answers wait"
            found.append((f"/{root}/{one.of_id}/asks{end}", how_many, one))
    return found


def _handed_out(seen: Sequence[DeskItem]) -> list[tuple[str, str, bool]]:
    """Return the address of each ceremony in which a sheet waits for whoever is signed in, its
    title, and whether it is practice."""
    staff, found = current_staff(), []
    for one in seen:
        held = ceremonies().running(one.id) if staff.may(("trustee",), one.id) else None
        if held is not None and sheet_waits(held, staff.account_id):
            root = "councils" if one.kind == "council" else "studies"
            found.append((f"/{root}/{one.id}/sheet", one.title, held.rehearsal))
    return found


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
    found = [
        (address_of(one), one.title, sheet_warning(one))
        for one in sheets
        if staff.may(("coordinator", "viewer"), one.of_id)
    ]
    return [(address, title, warning) for address, title, warning in found if warning]


def _shown(items: Iterable[DeskItem]) -> list[tuple[DeskItem, str, object]]:
    today, staff = desk_state().today(), current_staff()
    return [
        (
            one,
            now_line(one, today, waits=one.waits_for(staff.name, staff.may)),
            next_line(one, staff),
        )
        for one in items
    ]
