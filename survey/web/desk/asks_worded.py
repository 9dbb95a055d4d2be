"""How the desk says where an ask stands and what comes next: words and shapes.

It knows words, and no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from survey.follow_up.ask_next import AskNext, AskTodo
from survey.follow_up.ask_standing import ask_standing
from survey.follow_up.ask_words import ask_standing_words, body_words
from survey.follow_up.asks import AskStanding
from survey.storage.follow_up.ask_rows import AskRow
from survey.web.desk.desk_words import long_day

STANDING_CHIPS: Mapping[AskStanding, str] = {
    "no answer yet": "dash",
    "accepted": "open",
    "partly": "half",
    "declined": "shut",
    "done": "on",
    "overdue": "wait",
    "withdrawn": "shut",
}

#: A heading, and what it says of it; {who} are bodies, {due} is a day.
_NEXT: Mapping[AskTodo, tuple[str, str]] = {
    "look at an answer": ("Look at the answer of {who}", "Nobody reads it before you publish it."),
    "look at a comment": (
        "Look at what {who} said of the facts",
        "Readers see that something was said, and its words once you pass them.",
    ),
    "write": ("Write what is missing", "{wanting}"),
    "wait for the preview": (
        "Nothing to do until {preview}",
        "Until then those who are asked can say where a fact is wrong.",
    ),
    "publish": ("Publish it, or let it go out with the report", "It has all that it needs."),
    "wait for the report": ("Nothing to do", "It goes out by itself when the report is published."),
    "send": ("Send it, and note how", "Make a link for each body, and copy the letter with it."),
    "remind": ("Remind {who}", "The answer was due on {due}. The reminder stands below to copy."),
    "write again": ("Write to {who} a second time", "The second letter stands below to copy."),
    "tell that nothing came": (
        "Nothing to do: readers see that {who} gave no answer",
        "An answer changes that at any time. Make a new link if they ask for one.",
    ),
    "ask the council": (
        "Ask survivors whether the answer of {who} answers it",
        "Enter what the council decided, with its words.",
    ),
    "ask what became of it": (
        "Ask {who} what became of it",
        "The day by which they said they would do it is over. Make a link for a new answer.",
    ),
    "wait": ("Nothing to do until {due}", "Whoever answers before is shown on home."),
    "nothing": ("Nothing to do", "It stays to be read as it is."),
}


@dataclass(frozen=True, slots=True)
class AskNextWords:
    """What comes next in words; `waits`: it is shown as something that waits."""

    heading: str
    words: str
    waits: bool


def ask_chip(row: AskRow, today: date) -> tuple[str, str]:
    """Return the word of where an ask stands, and the shape of its chip."""
    if row.stand == "draft":
        return "Draft", "dash"
    if row.stand == "ready":
        return "Goes out with the report", "half"
    if row.ask.published_on > today.isoformat():
        return f"Public from {_day(row.ask.published_on)} on", "half"
    standing = ask_standing(row.ask, today)
    return ask_standing_words(row.ask, today), STANDING_CHIPS[standing]


def ask_next_words(found: AskNext, row: AskRow) -> AskNextWords:
    """Return what comes next of an ask."""
    heading, words = _NEXT[found.todo]
    is_dated = found.todo != "wait" or row.ask.due_on
    told = {
        "who": _listed([body_words(one.body) for one in found.bodies]) or "a body",
        "due": _day(row.ask.due_on) if is_dated and row.ask.due_on else "somebody answers",
        "preview": long_day(row.preview_until) if row.preview_until else "",
        "wanting": " ".join(found.wanting),
    }
    calm = ("wait", "nothing", "wait for the preview", "wait for the report",
            "tell that nothing came")  # fmt: skip
    said = [part.format(**told) for part in (heading, words)]
    return AskNextWords(said[0], said[1], found.todo not in calm)


def _listed(names: list[str]) -> str:
    return (
        names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
    )


def _day(iso: str) -> str:
    return long_day(date.fromisoformat(iso))
