"""Saying who reads a report and when: its themes, whom it asks, an embargo, a passphrase.

It knows what readers are told. It makes no report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from sqlalchemy import Connection

from survey.errors import BadInput, Refused, StudyUnknown
from survey.follow_up.asks import StakeholderGroup, Theme
from survey.services.steps.council_in_report import require_read_by_all
from survey.services.steps.passphrases import hash_of
from survey.services.steps.reading_shelf import ShelvedReport, shelved
from survey.storage.council import council_rows
from survey.storage.database import writing
from survey.storage.follow_up import ask_rows
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from survey.storage.studies.published_editions import (
    ReadingFacts,
    editions_of,
    facts_of,
    hold_back,
    keep_facts,
)


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

    The embargo is of the next edition, and of all that nobody reads yet, with the asks that come
    out with them; a day that has come ends it. StudyUnknown; BadInput for a theme or group that
    there is not, or a passphrase that is too short; Refused for a council whose report not
    everybody can read, or a day by which an answer to such an ask is due. The journal never says a
    passphrase.
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
        _hold_back_all(conn, of_id, until, today)
        words = _told(before, facts)
        journal.note(conn, day=today, study_id=of_id, event="reading of report set", words=words)


def reading_of(instance: Instance, of_id: str, today: date) -> ShelvedReport:
    """Return what was said of a report, and what readers have of it on a day; StudyUnknown."""
    with instance.engine.connect() as conn:
        _require_there(conn, of_id)
        return shelved(conn, of_id, today)


def _hold_back_all(conn: Connection, of_id: str, until: date | None, today: date) -> None:
    """Let all editions that nobody reads yet be read from another day on (None: from today on), and
    their asks with them."""
    first = until or today
    for one in editions_of(conn, of_id):
        if one.embargo_until and not one.is_read(today):
            hold_back(conn, of_id, one.number, until)
            _move_asks(conn, of_id, one.embargo_until, first)


def _move_asks(conn: Connection, of_id: str, old: date, first: date) -> None:
    """Let asks that come out with a report do so on its other day, and none between the two."""
    for row in ask_rows.ask_rows_of(conn, of_id):
        day = date.fromisoformat(row.ask.published_on) if row.ask.published_on else None
        if day is None or not (day == old or old < day < first):
            continue
        if row.stand == "published" and row.ask.due_on <= first.isoformat():
            raise Refused(
                f"An answer to ask {row.ask.number} is due on {row.ask.due_on}, and it would not "
                "be out before.",
                kept="Nothing was changed.",
                do="Choose an earlier day, or withdraw the ask first.",
            )
        ask_rows.move_ask(conn, row.ask.id, day, first)


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
