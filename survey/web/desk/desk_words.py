"""How the desk says days, states and roles: English, plain, and each word with its shape.

It knows words, and no study and no person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from survey.storage.staff.accounts import StaffRole
from survey.web.rendering.localisation import long_date

#: The word of each state, and the shape of its chip.
_STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "dash"),
    "in review": ("In review", "wait"),
    "ready": ("Ready", "half"),
    "open": ("Open", "open"),
    "paused": ("Paused", "wait"),
    "ended": ("Ended early", "half"),
    "closing": ("Closing", "half"),
    "closed": ("Closed", "shut"),
    "released": ("Opened", "half"),
    "withdrawn": ("Withdrawn", "shut"),
    "archived": ("Archived", "shut"),
    "shredded": ("Shredded", "shut"),
    "put aside": ("Put aside", "dash"),
    "joining": ("Joining", "dash"),
    "round open": ("Round open", "open"),
    "round closed": ("Round closed", "shut"),
    "tallied": ("Counted", "half"),
    "fed back": ("Shown to members", "half"),
    "stopped": ("Stopped", "shut"),
    "reported": ("Ended", "shut"),
}

#: A day as it is kept in an entry of the journal.
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")

#: What each role is for, in one sentence.
ROLE_WORDS: Mapping[StaffRole, str] = {
    "coordinator": "Writes, reviews, invites, and runs studies and councils.",
    "moderator": "Reads what people wrote, and takes out what could point to somebody.",
    "trustee": "Holds a share sheet, and opens studies together with others.",
    "viewer": "Looks at everything, and changes nothing.",
    "administrator": "Makes accounts, and gives and takes roles. Sees no study by that.",
}


def long_day(day: date) -> str:
    """Return a day in words, such as 31 December 2026."""
    return long_date(day, "en")


def with_long_days(words: str) -> str:
    """Return words in which each day such as 2026-12-31 is said as 31 December 2026."""
    return _DAY.sub(_long_day_of, words)


def state_word(state: str) -> str:
    """Return the word for a state."""
    return _STATES.get(state, (state.capitalize(), "plain"))[0]


def state_chip(state: str) -> str:
    """Return the class of the chip of a state."""
    return _STATES.get(state, (state, "plain"))[1]


def _long_day_of(found: re.Match[str]) -> str:
    try:
        return long_day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def about(count: int) -> str:
    """Return a number of people rounded to ten, from ten on."""
    return "below ten" if count < 10 else f"about {round(count / 10) * 10:,}"


def sentence(words: str) -> str:
    """Return words as a sentence: with a capital, and a full stop."""
    said = f"{words[:1].upper()}{words[1:]}"
    return said if said.endswith((".", "?", "!", ".”", "?”", "!”", "…”")) else f"{said}."
