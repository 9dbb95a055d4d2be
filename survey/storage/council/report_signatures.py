"""Who looked at a council's report as it stood, and signed for it to go out."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from survey.storage.council.reading_tables import council_report_signatures


class CouncilSignature(NamedTuple):
    """A signature: for exactly what (`digest`, 32 bytes), by whom, on which day."""

    digest: bytes
    signed_by: str
    day: date


def signature_of(conn: Connection, council_id: str) -> CouncilSignature | None:
    """Return the last signature for the report of a council, or None."""
    table = council_report_signatures
    found = select(table.c.digest, table.c.signed_by, table.c.day)
    row = conn.execute(found.where(table.c.council_id == council_id)).first()
    return CouncilSignature(bytes(row.digest), row.signed_by, row.day) if row else None


def sign(conn: Connection, council_id: str, signature: CouncilSignature) -> None:
    """Put a signature in the place of the one before."""
    table = council_report_signatures
    conn.execute(delete(table).where(table.c.council_id == council_id))
    conn.execute(insert(table).values(council_id=council_id, **signature._asdict()))
