"""What changed because of a study: told by its people, read by those who answered."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from survey.storage.schema import changes


class PublicChange(NamedTuple):
    """One thing that was told: its number from 1, the first day of its month, and its words."""

    number: int
    month: date
    words: str


def add(conn: Connection, study_id: str, month: date, words: str) -> int:
    """Add what changed, told in the month of the day `month`, and give its number."""
    newest = select(func.max(changes.c.number)).where(changes.c.study_id == study_id)
    number = (conn.execute(newest).scalar() or 0) + 1
    row = {"study_id": study_id, "number": number, "month": month.replace(day=1), "words": words}
    conn.execute(insert(changes).values(row))
    return number


def told(conn: Connection, study_id: str) -> tuple[PublicChange, ...]:
    """Return all that was told of a study, the newest first."""
    columns = (changes.c.number, changes.c.month, changes.c.words)
    rows = select(*columns).where(changes.c.study_id == study_id).order_by(changes.c.number.desc())
    return tuple(PublicChange(*row) for row in conn.execute(rows))
