"""The page of one study: where it stands, what is seen of it, who did what, what can be done.

It turns what the overview gives into words, and knows no rule.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from survey.errors import StudyUnknown
from survey.services.jobs.ask_for_work import newest_work
from survey.services.overview.desk_list import desk_items
from survey.services.overview.read_journal import count_entries, newest_entries
from survey.services.overview.sheets_seen import sheets_seen
from survey.services.overview.watch_study import StudyChange, StudyWatch, road_of, watch_study
from survey.studies.life_table import IN_FIELD, LIFE, Stand
from survey.web.desk.access import current_staff, needs
from survey.web.desk.change_words import CHANGE_WORDS, NOBODY, change_of
from survey.web.desk.desk_page import desk_page, report_address
from survey.web.desk.desk_state import desk_state
from survey.web.desk.desk_words import about, long_day
from survey.web.desk.journal_words import JournalLine, journal_line_of
from survey.web.desk.next_words import next_line
from survey.web.desk.sheet_words import sheet_warning, sheets_line
from survey.web.desk.study_tabs import tabs_of

study_page = Blueprint("study_page", __name__)

#: Entries of the journal on the page of a study.
_NEWEST = 6

_FEELINGS = {
    "fine": ("No need to pause", "as of the last mix"),
    "pause and review": ("Pause and review", "too many found it very hard"),
    "too few to say": ("Nothing to say yet", "fewer than 20 have said"),
}
_FOR: dict[Stand, str] = {
    "open": "People are answering now. You see that they do, and nothing of what they say: not "
    "even the machine here can open it.",
    "paused": "Nobody can answer while it is paused. What was sent stays, and can be taken back.",
    "ended": "It takes no more answers. What was sent can be taken back until the last day.",
    "closing": "Its answers are being fixed. Nothing can come in or be taken back any more.",
    "closed": "Its answers are fixed, and sealed. Trustees open them together, once.",
    "released": "Its answers were opened, and protected numbers are stored. Nothing else was kept.",
    "withdrawn": "It was withdrawn before anybody answered. Nothing leads away from here.",
    "archived": "Its sealed answers are destroyed here. Backups may still hold them for a while.",
    "shredded": "Nothing that can be opened is left of its answers, here or in a backup.",
}


@dataclass(frozen=True, slots=True)
class NextThing:
    """The one thing to do: a heading, words, whether it waits for staff, and the change that its
    button leads to (None: there is none), or the end of an address or another `address` and the
    words on its button."""

    heading: str
    words: str
    waits: bool = True
    change: StudyChange | None = None
    end: str = ""
    button: str = ""
    address: str = ""


@study_page.get("/studies/<study_id>")
@needs("coordinator", "moderator", "trustee", "viewer")
def study(study_id: str) -> Response:
    """Show a study, or a draft that is to become one."""
    state = desk_state()
    today = state.today()
    try:
        watched = watch_study(state.instance, study_id, today)
    except StudyUnknown:
        return _draft(study_id, today)
    newest = _newest(study_id)
    following = _next(watched, today)
    sheets = sheets_seen(state.instance, study_id, today)
    may_change = current_staff().may(("coordinator",), study_id)
    return desk_page(
        "desk/study.html",
        here=f"/studies/{study_id}",
        said=_said(newest[0].what.lower() if newest else ""),
        watched=watched,
        purpose=_FOR[watched.stand],
        what_next=following,
        button=_button(watched.id, following) if may_change or following.end != "/close" else None,
        rows=_facts(watched),
        road=road_shown(watched, today),
        newest=newest,
        all_entries=count_entries(state.instance, study_id),
        tabs=tabs_of(study_id, is_draft=False),
        may_close=may_change and watched.stand in IN_FIELD,
        sheets=sheets_line(sheets),
        sheet_warning=sheet_warning(sheets),
        may_see_sheets=current_staff().may(("coordinator", "trustee", "viewer"), study_id),
        offered=[(CHANGE_WORDS[one.change], one) for one in watched.changes if may_change],
        closing_forever=LIFE["shut"].forever,
        nobody=NOBODY,
        report=report_address(study_id) if watched.is_report_public else "",
        is_report_next=bool(following.address),
    )


def _button(study_id: str, following: NextThing) -> tuple[str, str] | None:
    """Return the address and the words of the button of the one thing to do."""
    if following.change:
        words = CHANGE_WORDS[following.change]
        return f"/studies/{study_id}/change/{words.slug}", words.button
    address = following.address or (f"/studies/{study_id}{following.end}" if following.end else "")
    return (address, following.button) if address else None


def _newest(study_id: str) -> list[JournalLine]:
    found = newest_entries(desk_state().instance, _NEWEST, study_id)
    return [journal_line_of(entry) for entry in found.entries]


def _draft(study_id: str, today: date) -> Response:
    item = next(
        (one for one in desk_items(desk_state().instance, today) if one.id == study_id), None
    )
    if item is None or item.kind != "draft":
        abort(404)
    return desk_page(
        "desk/study_draft.html",
        here=f"/studies/{study_id}",
        item=item,
        next=next_line(item, current_staff()),
        newest=_newest(study_id),
        all_entries=count_entries(desk_state().instance, study_id),
        road=[(step, "") for step in road_of(item.stand, {})],  # type: ignore[arg-type]
        tabs=tabs_of(study_id, is_draft=True),
        report=_report_of_trial(study_id),
    )


def _report_of_trial(study_id: str) -> str:
    """Return the address of the newest practice report of a draft, or ""."""
    tried = newest_work(desk_state().instance, "practice run", study_id, done=True)
    if tried is None or not tried.result:
        return ""
    return report_address(json.loads(tried.result)["study_id"])


def _said(newest: str) -> str:
    """Return what has just happened: only where the journal says so as well."""
    change = change_of(request.args.get("done", ""))
    return CHANGE_WORDS[change].after if change and change == newest else ""


def _next(watched: StudyWatch, today: date) -> NextThing:
    """Return the one thing to do."""
    if watched.feelings == "pause and review" and watched.stand == "open":
        return NextThing(
            "Pause it, and look at it together with survivors",
            "Too many found it very hard to answer. Stop inviting people until it is changed.",
            change="paused",
        )
    if watched.days_left is not None and watched.closes_on < today:
        return NextThing(
            f"Close it: its last day was {long_day(watched.closes_on)}",
            "Then its answers are fixed, and trustees open them together.",
            end="/close",
            button="Close the study",
        )
    if watched.waits_for_signature:
        may_sign = current_staff().may(("coordinator", "trustee"), watched.id)
        return NextThing(
            "Two people sign for its release",
            "Each table is approved or rejected, and a second person signs. Nothing leaves before.",
            end="/release" if may_sign else "",
            button="See its tables" if may_sign else "",
        )
    if watched.waits_to_be_published:
        may_publish = current_staff().may(("coordinator",), watched.id)
        may_see = current_staff().may(("coordinator", "trustee", "viewer"), watched.id)
        if watched.is_being_published:
            return NextThing(
                "Its report is being published",
                "It takes some seconds, beside these pages.",
                waits=False,
                end="/report" if may_see else "",
                button="See how far it is" if may_see else "",
            )
        return NextThing(
            "Publish its report",
            "What was approved can go into the reading room. Readers have nothing of it before.",
            end="/report" if may_see else "",
            button="Publish its report" if may_publish else "See its report",
        )
    if watched.stand == "released" and watched.is_report_public:
        return NextThing(
            "Read its report, and share it",
            f"It is in the reading room, at {report_address(watched.id)}",
            waits=False,
            button="Read its report",
            address=report_address(watched.id),
        )
    return _by_stand(watched)


def _by_stand(watched: StudyWatch) -> NextThing:
    """Return the one thing to do where nothing out of the ordinary comes first."""
    day = long_day(watched.closes_on)
    wait = NextThing(
        f"Nothing to do until {day}",
        f"Then it is closed, and {watched.threshold} trustees open it together. "
        "Ask them now to keep a day free after that.",
        waits=False,
    )
    return {
        "open": wait,
        "ended": wait,
        "paused": NextThing(
            "Go on with it, or end it", f"Its last day is {day}, paused or not.", change="resumed"
        ),
        "closing": NextThing(
            "Take the closing up again",
            "It was cut short, or is under way. Nothing is lost.",
            end="/close",
            button="Close the study",
        ),
        "closed": NextThing(
            f"{watched.threshold} trustees open it together",
            f"Results are promised for {watched.results_by:%B %Y}.",
            end="/opening",
            button="Go to the opening",
        ),
        "archived": NextThing(
            "Holders destroy their share sheets",
            "Until enough have confirmed, backups may still hold what could be opened.",
            end="/data",
            button="See who has confirmed",
        ),
        "released": NextThing(
            "See what was opened",
            "Protected numbers are stored.",
            waits=False,
            end="/opened",
            button="See what was opened",
        ),
    }.get(watched.stand, NextThing("Nothing to do here", "What could end has ended.", waits=False))


def _facts(watched: StudyWatch) -> list[tuple[str, str, str]]:
    answered = about(watched.about)
    note = "rounded to ten"
    if watched.gathers is not None:
        note = f"rounded to ten; moves when {watched.gathers} wait, or at the end"
        if not watched.about:
            until = long_day(watched.closes_on)
            note = f"until {watched.gathers} wait, or it closes ({until}); some may have come"
    left = "over"
    if watched.days_left is not None:
        left = "today is the last" if not watched.days_left else _days(watched.days_left)
    feeling, why = _FEELINGS[watched.feelings]
    names = ", ".join(
        desk_state().environment.filters["language_name"](one) for one in watched.languages
    )
    return [
        ("Answered", answered, f"{note}; no more than about {_round(watched.ceiling)} are taken"),
        ("Offered in", names, "which one people chose is sealed"),
        ("Left", left, f"last day {long_day(watched.closes_on)}"),
        ("How it was to answer", feeling, why),
    ]


def _round(ceiling: int) -> str:
    """Return the most answers that are taken, to ten: a few more can be on their way."""
    return f"{round(ceiling, -1):,}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def road_shown(watched: StudyWatch, today: date) -> list[tuple[object, str]]:
    """Return each step with what stands below it: a day, or the days left."""
    steps: list[tuple[object, str]] = []
    for step in watched.road:
        small = f"{step.day:%-d %b}" if step.day else ""
        if step.place == "now" and watched.days_left is not None:
            small = f"{_days(watched.days_left)} left" if watched.closes_on >= today else "day over"
        steps.append((step, small))
    return steps
