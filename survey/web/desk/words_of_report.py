"""How the desk says where the report of a study stands, and what comes first.

It knows words, and no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey.services.overview.report_to_publish import ReportToPublish
from survey.studies.life_table import Stand
from survey.web.desk.desk_words import long_day


@dataclass(frozen=True, slots=True)
class ReportNext:
    """Where a report stands, as a heading and words; the end of the address of what comes first,
    and the words on its button; whether it waits for staff."""

    heading: str
    words: str
    end: str = ""
    button: str = ""
    waits: bool = False


_NOTHING = "There is nothing to publish yet"
_LATER = "First its last day passes and it is closed. Then trustees open it together."
#: What comes first where nothing was opened, by where the study stands.
_FIRST: Mapping[Stand, ReportNext] = {
    "open": ReportNext(_NOTHING, _LATER),
    "paused": ReportNext(_NOTHING, _LATER),
    "ended": ReportNext(_NOTHING, _LATER),
    "closing": ReportNext(_NOTHING, "First its closing comes to an end.", "", "See the study"),
    "closed": ReportNext(
        _NOTHING, "First trustees open it together.", "/opening", "Go to the opening", waits=True
    ),
}


def standing_chip(found: ReportToPublish) -> tuple[str, str]:
    """Return the word of a report's state, and the shape of its chip."""
    where = found.standing
    if not where.newest:
        return "Nothing yet", "dash"
    if not found.may_leave:
        return "To be signed", "wait"
    if where.publishing_since:
        return "To be published", "wait"
    return ("Held back", "half") if found.held_until else ("Public", "on")


def next_of_report(found: ReportToPublish) -> ReportNext:
    """Return where a report stands, in words, and what comes first."""
    where = found.standing
    if not where.newest:
        never = ReportNext("There is no report", "Nothing of this study was opened here.")
        return _FIRST.get(found.stand, never)
    number, read = where.newest, _read(found)
    if not found.may_leave:
        return ReportNext(
            f"Release {number} waits for a signature",
            f"Each table is approved or rejected, and a second person signs. {read}",
            "/release",
            "See its tables",
            waits=True,
        )
    if where.publishing_since:
        return ReportNext(f"Release {number} can be published", read)
    more = ""
    if found.undecided:
        more = " What came after it was signed waits for a decision, and is in no file yet."
    if found.held_until:
        until = long_day(found.held_until)
        return ReportNext(
            f"Release {number} is held back", f"Nobody reads it before {until}.{more}"
        )
    who = "Whoever has the passphrase" if found.is_locked else "Everybody"
    return ReportNext(f"Release {number} of {number} is published", f"{who} can read it.{more}")


def _read(found: ReportToPublish) -> str:
    where = found.standing
    if not where.published:
        return "Readers have nothing of it before it is published."
    if where.published == where.newest:
        return "Readers have it as it was before something of it changed."
    return f"Readers have release {where.published} of {where.newest}."
