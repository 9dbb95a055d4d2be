"""Versions of what is written of a report: who saved and approved each, and which one holds.

It knows rows and the journal. It must not know what a text says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.storage.staff import journal
from survey.storage.studies import report_text_rows

_SAVED, APPROVED = "report text saved", "report text approved"


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """A version with its words, the day and role of whoever saved it, and of whoever approved it
    (None and "": nobody did)."""

    number: int
    text: str
    saved_on: date
    saved_by: str
    approved_on: date | None
    approved_by: str


def versions_of(conn: Connection, study_id: str) -> tuple[ReportVersion, ...]:
    """Return all versions of a study, the first one first."""
    rows = report_text_rows.text_versions(conn, study_id)
    if not rows:
        return ()
    roles = {
        (entry.event, entry.words): entry.role
        for entry in journal.entries(conn, study_id=study_id)
        if entry.event in (_SAVED, APPROVED)
    }
    return tuple(
        ReportVersion(
            row.number,
            row.text,
            row.saved_on,
            roles.get((_SAVED, _words(row.number)), ""),
            row.approved_on,
            roles.get((APPROVED, _words(row.number)), "") if row.approved_on else "",
        )
        for row in rows
    )


def keep_version(conn: Connection, study_id: str, text: str, today: date) -> int:
    """Keep words as the next version and return its number."""
    rows = report_text_rows.text_versions(conn, study_id)
    number = rows[-1].number + 1 if rows else 1
    report_text_rows.add_text(conn, study_id, number, text, today)
    _note(conn, study_id, _SAVED, number, today)
    return number


def approve_version(conn: Connection, study_id: str, number: int, today: date) -> None:
    """Let a version be what the report says from now on."""
    report_text_rows.approve_text(conn, study_id, number, today)
    _note(conn, study_id, APPROVED, number, today)


def keep_published_words(conn: Connection, study_id: str, text: str, today: date) -> None:
    """Let words that a report is published with be what it says, as a version of their own where
    they are not the newest one already."""
    if text == report_text_rows.approved_text(conn, study_id):
        return
    rows = report_text_rows.text_versions(conn, study_id)
    is_newest = bool(rows) and rows[-1].text == text
    number = rows[-1].number if is_newest else keep_version(conn, study_id, text, today)
    approve_version(conn, study_id, number, today)


def _note(conn: Connection, study_id: str, event: str, number: int, today: date) -> None:
    journal.note(conn, day=today, study_id=study_id, event=event, words=_words(number))


def _words(number: int) -> str:
    return f"Version {number}."
