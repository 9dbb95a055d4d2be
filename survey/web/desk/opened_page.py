"""What was opened of a study: about how much, what was refused, and which tables can be printed."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from survey.sealing.closed_set import read_aloud
from survey.services.overview.opened_study import opened_study
from survey.services.overview.watch_study import watch_study
from survey.web.desk.access import needs
from survey.web.desk.desk_page import desk_page
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import about
from survey.web.desk.study_page import road_shown
from survey.web.desk.study_tabs import tabs_of

opened_page = Blueprint("opened_page", __name__)

#: What is said of a release, by the step of the ladder that it stands on.
_OF_STEP = {
    "under 10": "Fewer people answered than anything can be printed of.",
    "10-29": "So few people answered that words are printed, such as “about half”, and no numbers.",
    "30-99": "Numbers are printed of everybody. Tables by groups need more people.",
    "100 and more": "Numbers and tables by groups are printed where they are of enough people.",
}


@opened_page.get("/studies/<study_id>/opened")
@needs("coordinator", "trustee", "viewer")
def opened(study_id: str) -> Response:
    """Show what was opened, what was refused and what can be printed."""
    state = desk_state()
    found = opened_study(state.instance, study_id)
    watched = watch_study(state.instance, study_id, state.today())
    here = f"/studies/{study_id}/opening"
    tabs = tabs_of(study_id, is_draft=False)
    if found is None:
        return desk_page("desk/opened_nothing.html", here=here, watched=watched, tabs=tabs)
    return desk_page(
        "desk/opened.html",
        here=here,
        tabs=tabs,
        watched=watched,
        found=found,
        road=road_shown(watched, state.today()),
        ladder_words=_OF_STEP[found.ladder],
        aloud=read_aloud(found.closed_set),
        rows=[
            ("Opened", _about(found.opened), "answers, in no order"),
            ("Refused", about(found.refused), "damaged, foreign or sent twice"),
            ("Taken back", "not counted", "with six words, before closing"),
            ("Texts", "not counted", "opened apart, by another list; some may be empty"),
        ],
    )


def _about(count: int | None) -> str:
    return "not shown" if count is None else about(count)
