"""What comes next of a study or council: a button, a heading, and what cannot be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from survey.services.accounts.keep_session import Staff
from survey.services.overview.desk_list import DeskItem, NextAct
from survey.web.desk.desk_page import report_address
from survey.web.desk.desk_words import long_day, state_word


@dataclass(frozen=True, slots=True)
class NextLine:
    """A button and where it leads ("": nowhere), what waits as a heading, and what can never be
    undone."""

    button: str
    address: str
    heading: str
    forever: str


#: The button, the end of the address, and the heading where it waits; {} stands for the title.
_WORDS: Mapping[NextAct, tuple[str, str, str]] = {
    "write": ("Go on writing", "/questions", "Go on writing “{}”"),
    "read reviews": ("Read the reviews", "/tasks", "Reviewers look at “{}”"),
    "publish": ("Publish it", "/tasks", "“{}” can be published"),
    "wait": ("Look at it", "", "Nothing to do for “{}”"),
    "resume": ("Look at it", "", "“{}” is paused"),
    "close": ("Close it", "/close", "The last day of “{}” is over: close it"),
    "open together": ("Go to the opening", "/opening", "Trustees are needed to open “{}”"),
    "sign": ("See its tables", "/release", "Two people sign for “{}”"),
    "publish report": ("Publish its report", "/report", "The report of “{}” can be published"),
    "being published": (
        "See how far it is",
        "/report",
        "The report of “{}” is being published",
    ),
    "report": ("See what was opened", "/opened", "“{}” was opened"),
    "read words": ("See who reads its words", "/words", "The words of “{}” are still read"),
    "count round": ("Count the round", "/opening/round", "A round of “{}” is closed: count it"),
    "feed back": (
        "Show members",
        "/round/feedback",
        "A round of “{}” is counted: show it to members",
    ),
    "share report": ("Read its report", "", "The report of “{}” is in the reading room"),
    "confirm sheets": ("See its sheets", "/data", "Holders of “{}” destroy their sheets"),
    "look": ("Look at it", "", "“{}”"),
    "nothing": ("Look at it", "", "“{}”"),
}


def next_line(item: DeskItem, staff: Staff) -> NextLine:
    """Return what comes next of something; without a button where somebody else does it."""
    button, end, heading = _WORDS[item.next]
    root, said = "studies", item.forever
    if item.kind == "council":
        root, said = "councils", ""
        end = "" if item.next == "write" else end
    if not staff.may(item.doers, item.id):
        return NextLine("", "", heading.format(item.title), said)
    address = f"/{root}/{item.id}{end}"
    if item.next == "share report":
        address = report_address(item.id)
    return NextLine(button, address, heading.format(item.title), said)


def now_line(item: DeskItem, today: date, *, waits: bool) -> str:
    """Return what can be said of something today, in one line; `waits` for whoever reads it."""
    if item.waits_since:
        for_whom = " for you" if waits else ""
        return f"Waiting{for_whom} since {long_day(item.waits_since)}"
    if item.kind == "council":
        if item.stand in ("draft", "put aside"):
            return f"For {item.expected} people, to be founded"
        return f"Round {item.round}" if item.round else "No round yet"
    if item.stand in ("open", "paused") and item.closes_on:
        left = (item.closes_on - today).days
        days = (
            "The last day is today" if left == 0 else f"{left} day{'' if left == 1 else 's'} left"
        )
        return f"{days}, until {long_day(item.closes_on)}"
    if item.kind == "draft":
        return f"For about {item.expected} people" if item.expected else "Not yet asked"
    if item.next == "being published":
        return "Its report is being published"
    if item.next == "share report":
        return "Its report is in the reading room"
    return state_word(item.stand)
