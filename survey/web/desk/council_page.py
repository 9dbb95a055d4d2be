"""The page of one council: where it stands, about how many took part, what can be done, who did
what.

It turns what the overview gives into words, and knows no rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from survey.errors import Do, StudyUnknown, SurveyError
from survey.services.overview.council_status import NextStep, council_status
from survey.services.overview.read_journal import count_entries, newest_entries
from survey.services.overview.round_to_write import round_sheet
from survey.services.overview.watch_council import CouncilWatch, watch_council
from survey.web.desk.access import current_staff, needs
from survey.web.desk.council_founding import draft_page
from survey.web.desk.council_tabs import council_tabs
from survey.web.desk.council_words import (
    DEEDS,
    KIND_WORDS,
    CouncilDeed,
    council_chip,
    council_facts,
)
from survey.web.desk.desk_page import desk_page, error_text
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import about, long_day
from survey.web.desk.journal_words import journal_line_of

council_page = Blueprint("council_page", __name__)

#: Entries of the journal on the page of a council.
_NEWEST = 6


_WRITE = CouncilDeed("/round", "Write the next round", "It is put to members when it opens.")
#: States in which a council waits for its next round to be opened.
_WAITS_FOR_A_ROUND = ("joining", "fed back")


@council_page.get("/councils/<council_id>")
@needs("coordinator", "moderator", "trustee", "viewer")
def council(council_id: str) -> Response:
    """Show a council."""
    return council_view(council_id)


def council_view(council_id: str, error: SurveyError | None = None, status: int = 200) -> Response:
    """Return the page of a council, or of one that is to be founded; StudyUnknown."""
    state = desk_state()
    try:
        watched = watch_council(state.instance, council_id, state.now())
    except StudyUnknown:
        return draft_page(council_id)
    newest = newest_entries(state.instance, _NEWEST, council_id).entries
    steps = council_status(state.instance, council_id, state.now()).steps
    offered, later = _deeds(watched, steps, _not_ready(council_id))
    return desk_page(
        "desk/council.html",
        status=status,
        wrong=error_text(error) if error else "",
        may_practise=watched.practice and current_staff().may(("coordinator",), council_id),
        people=min(max(watched.planned, watched.fewest), watched.codes_left),
        here=f"/councils/{council_id}",
        watched=watched,
        chip=council_chip(watched.state, len(watched.rounds)),
        tabs=council_tabs(council_id),
        what_next=_next(watched),
        first=offered[0] if offered else None,
        offered=offered,
        later=later,
        rows=council_facts(watched),
        kinds={kind: words[0] for kind, words in KIND_WORDS.items()},
        about=about,
        newest=[journal_line_of(one) for one in newest],
        all_entries=count_entries(state.instance, council_id),
        reads_words=watched.words == "open" and current_staff().may(("moderator",), council_id),
        public=f"{state.instance.settings.address_of_site}/c/{council_id}",
    )


def _deeds(
    watched: CouncilWatch, steps: Sequence[NextStep], not_ready: str
) -> tuple[list[CouncilDeed], list[tuple[CouncilDeed, str]]]:
    """Return what whoever is signed in can do now, and what comes later, with why."""
    now, later = list[CouncilDeed](), list[tuple[CouncilDeed, str]]()
    is_over = watched.state in ("stopped", "reported")
    if not_ready and not is_over and watched.enough is not False and _may(watched.id, _WRITE):
        now.append(_WRITE)
    if watched.words == "sealed" and _may(watched.id, DEEDS[Do.READ_WORDS]):
        now.append(DEEDS[Do.READ_WORDS])
    for step in steps:
        deed = DEEDS.get(step.action.do)
        if deed is None or step.action.do is Do.READ_WORDS or not _may(watched.id, deed):
            continue
        if why := _not_yet(watched, step, not_ready):
            later.append((deed, why))
        else:
            now.append(deed)
    last = (DEEDS[Do.READ_WORDS],) + ((_WRITE,) if watched.state not in _WAITS_FOR_A_ROUND else ())
    return sorted(now, key=lambda deed: deed in last), later


def _may(council_id: str, deed: CouncilDeed) -> bool:
    """Tell whether there is a page for it, and it is for somebody's role."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(f"/councils/{council_id}{deed.end}")
    except HTTPException:
        return False
    guard = getattr(current_app.view_functions[endpoint], "guard", "")
    held = {one.role for one in current_staff().roles if one.study_id in ("", council_id)}
    return bool(held & set(guard.removeprefix("needs ").split(", ")))


def _not_yet(watched: CouncilWatch, step: NextStep, not_ready: str) -> str:
    """Return why a step has to wait, or ""."""
    if step.action.do is Do.OPEN_ROUND:
        if watched.enough is False:
            return f"Fewer than {watched.fewest} people have joined so far."
        return not_ready
    if step.not_yet and step.action.do is Do.CLOSE_ROUND and watched.latest:
        return f"Its last day is {long_day(watched.latest.closes_on)}, everywhere on earth."
    return ""


def _not_ready(council_id: str) -> str:
    """Return why the words of the next round cannot be put to members yet, or ""."""
    sheet = round_sheet(desk_state().instance, council_id)
    if not sheet.version:
        return "Its words are not written yet."
    return f"Its words are not ready: {sheet.problems[0].what}." if sheet.problems else ""


def _next(watched: CouncilWatch) -> tuple[str, str]:
    """Return the one thing to do: a heading, and words."""
    latest = watched.latest
    match watched.state:
        case "joining" if not watched.enough:
            return "Hand out the code cards", "Each person joins by themselves, at any hour."
        case "joining":
            return (
                "Enough people have joined to open round 1",
                "Joining ends when it opens, for good. Wait if more are to come.",
            )
        case "round open" if latest is not None and watched.days_left:
            return (
                f"Nothing to do until {long_day(latest.closes_on)}",
                "Then it is closed, and trustees count it together. You can write the next round.",
            )
        case "round open":
            return "Close the round when its last day is over", "That is noon UTC of the next day."
        case "round closed":
            return (
                f"{watched.threshold} trustees count it together",
                "They open the words in the same meeting, if anybody wrote some.",
            )
        case "tallied":
            return (
                "Show members how the group answered",
                "Until then nobody but you sees that it was counted.",
            )
        case "fed back":
            return "Write the next round, or the last report", "Members can read the results now."
        case "stopped":
            return "The rounds were ended early", watched.stopped_because
    return "Nothing to do here", "The last report was written, and the council has ended."
