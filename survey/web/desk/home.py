"""Home: everything that is asked, and for each the one thing to do next."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from survey.services.overview.desk_list import DeskItem, desk_items
from survey.web.desk.access import current_staff, signed_in
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state
from survey.web.desk.next_words import next_line, now_line

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
    waiting = next((one for one in seen if one.waits_since and not one.practice), None)
    return desk_page(
        "desk/home.html",
        here="/",
        studies=_shown(one for one in seen if one.kind != "council"),
        councils=_shown(one for one in seen if one.kind == "council"),
        waiting=waiting,
        waiting_line=next_line(waiting) if waiting else None,
        may_write=staff.may(("coordinator",)),
        may_people=staff.may(("administrator",)),
    )


@home.get("/words")
@signed_in
def glossary() -> Response:
    """Show what the words of the desk mean."""
    return desk_page("desk/glossary.html", here="/words")


def _shown(items: object) -> list[tuple[DeskItem, str, object]]:
    today = desk_state().today()
    return [(one, now_line(one, today), next_line(one)) for one in items]  # type: ignore[attr-defined]
