"""Digests of years that were published: which, in which language, and on which day.

It knows rows. It must not know what a digest says, or where its file lies.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from survey.storage.follow_up.ask_tables import year_digests


class DigestRow(NamedTuple):
    """A digest that was published on a day."""

    year: int
    language: str
    published_on: date


def put_digest(conn: Connection, row: DigestRow) -> None:
    """Store that a digest was published, in place of one of the same year and language."""
    here = year_digests.c
    same = (here.year == row.year, here.language == row.language)
    conn.execute(delete(year_digests).where(*same))
    conn.execute(insert(year_digests).values(row._asdict()))


def digest_of(conn: Connection, year: int, language: str) -> DigestRow | None:
    """Return the digest of a year in a language, or None."""
    return next((one for one in digests(conn) if one[:2] == (year, language)), None)


def digests(conn: Connection) -> tuple[DigestRow, ...]:
    """Return all digests that were published, the newest year first."""
    here = year_digests.c
    rows = conn.execute(select(year_digests).order_by(here.year.desc(), here.language))
    return tuple(DigestRow(*row) for row in rows)
