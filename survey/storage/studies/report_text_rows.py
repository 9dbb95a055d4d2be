"""What is written of the report of a study, version after version.

It knows rows. It must not know what a text says.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from survey.storage.studies.text_tables import report_texts


class ReportTextRow(NamedTuple):
    """One version, and the day on which it was approved, if it was."""

    number: int
    text: str
    saved_on: date
    approved_on: date | None


def text_versions(conn: Connection, study_id: str) -> tuple[ReportTextRow, ...]:
    """Return all versions of a study, the first one first."""
    columns = [report_texts.c[name] for name in ReportTextRow._fields]
    found = conn.execute(
        select(*columns).where(report_texts.c.study_id == study_id).order_by(report_texts.c.number)
    )
    return tuple(ReportTextRow(*row) for row in found)


def approved_text(conn: Connection, study_id: str) -> str:
    """Return the newest version that was approved; "" where none was."""
    approved = approved_editions(conn, study_id)
    return approved[-1].text if approved else ""


def approved_editions(conn: Connection, study_id: str) -> tuple[ReportTextRow, ...]:
    """Return the versions that were approved, the first one first."""
    return tuple(one for one in text_versions(conn, study_id) if one.approved_on is not None)


def add_text(conn: Connection, study_id: str, number: int, text: str, day: date) -> None:
    """Add a version."""
    values = {"study_id": study_id, "number": number, "text": text, "saved_on": day}
    conn.execute(insert(report_texts).values(values))


def approve_text(conn: Connection, study_id: str, number: int, day: date) -> None:
    """Note the day on which a version was approved."""
    conn.execute(
        update(report_texts)
        .where(report_texts.c.study_id == study_id, report_texts.c.number == number)
        .values(approved_on=day)
    )
