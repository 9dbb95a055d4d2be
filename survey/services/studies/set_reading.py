"""Saying who reads a report and when: its themes, whom it asks, an embargo, a passphrase.

It knows what readers are told. It makes no report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from sqlalchemy import Connection

from survey.errors import BadInput, StudyUnknown
from survey.follow_up.asks import StakeholderGroup, Theme
from survey.services.steps.council_in_report import require_read_by_all
from survey.services.steps.passphrases import hash_of
from survey.services.steps.reading_shelf import ShelvedReport, shelved
from survey.storage.council import council_rows
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from survey.storage.studies.published_editions import ReadingFacts, facts_of, hold_back, keep_facts


@dataclass(frozen=True, slots=True)
class ReadingWish:
    """What a coordinator says of a report. `passphrase` is a new one ("": the one that is kept
    stays); `unlock` takes the one that is kept away. `with_council` is the council whose part the
    report of a study carries."""

    themes: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    embargo_until: date | None = None
    write_again_on: date | None = None
    passphrase: str = ""
    unlock: bool = False
    with_council: str = ""


def set_reading(instance: Instance, of_id: str, wish: ReadingWish, today: date) -> None:
    """Keep what is said of the report of a study or council, and note it in the journal.

    The embargo is of the next edition, or of the newest one while nobody reads that yet; a day that
    has come ends it. StudyUnknown; BadInput for a theme or group that there is not, or a passphrase
    that is too short; Refused for a council whose report not everybody can read. The journal never
    says a passphrase.
    """
    _require_known("theme", wish.themes, get_args(Theme))
    _require_known("group", wish.asked, get_args(StakeholderGroup))
    locked = hash_of(wish.passphrase) if wish.passphrase else ""
    with writing(instance.engine) as conn:
        _require_there(conn, of_id)
        before = facts_of(conn, of_id)
        kept = "" if wish.unlock else locked or before.passphrase
        until = wish.embargo_until if wish.embargo_until and wish.embargo_until > today else None
        facts = ReadingFacts(
            wish.themes, wish.asked, kept, until, wish.write_again_on, wish.with_council
        )
        if facts == before:
            return
        if facts.with_council:
            practice = study_rows.get(conn, of_id).practice
            require_read_by_all(conn, facts.with_council, today, practice=practice)
        keep_facts(conn, of_id, facts)
        shelf = shelved(conn, of_id, today)
        if shelf.newest and shelf.edition(shelf.newest) is None:
            hold_back(conn, of_id, shelf.newest, until)
        words = _told(before, facts)
        journal.note(conn, day=today, study_id=of_id, event="reading of report set", words=words)


def reading_of(instance: Instance, of_id: str, today: date) -> ShelvedReport:
    """Return what was said of a report, and what readers have of it on a day; StudyUnknown."""
    with instance.engine.connect() as conn:
        _require_there(conn, of_id)
        return shelved(conn, of_id, today)


def _told(before: ReadingFacts, facts: ReadingFacts) -> str:
    """Return in words what was said of a report."""
    lock = "A passphrase is asked for." if facts.passphrase else "No passphrase is asked for."
    if facts.passphrase and before.passphrase and facts.passphrase != before.passphrase:
        lock = "Another passphrase is asked for."
    said = [
        f"Themes: {', '.join(facts.themes) or 'none'}.",
        f"Asks: {', '.join(facts.asked) or 'nobody named'}.",
        f"Held back until {facts.embargo_until}." if facts.embargo_until else "Not held back.",
        lock,
    ]
    if facts.write_again_on:
        said.append(f"Readers are told more on {facts.write_again_on}.")
    if facts.with_council:
        said.append(f"It carries the part of the council {facts.with_council}.")
    return " ".join(said)


def _require_known(what: str, said: tuple[str, ...], known: tuple[str, ...]) -> None:
    for one in said:
        if one not in known:
            raise BadInput(
                f"There is no {what} “{one}”.",
                kept="Nothing was changed.",
                do=f"Take one of these: {', '.join(known)}.",
            )


def _require_there(conn: Connection, of_id: str) -> None:
    """Raise StudyUnknown where there is neither a study nor a council of that name."""
    try:
        council_rows.get(conn, of_id)
    except StudyUnknown:
        study_rows.require_survey(study_rows.get(conn, of_id))
