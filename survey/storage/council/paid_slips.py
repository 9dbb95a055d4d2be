"""Slips by which somebody was paid for a round: a mark of each, in no order, and nothing else."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from survey.storage.council.reading_tables import paid_slips
from survey.storage.renewing import rewrite


def is_paid(conn: Connection, mark: bytes) -> bool:
    """Tell whether a slip was used before."""
    found = select(paid_slips.c.mark).where(paid_slips.c.mark == mark)
    return conn.execute(found).first() is not None


def mark_paid(conn: Connection, council_id: str, mark: bytes) -> bool:
    """Note that a slip is used, unless it was before; tell whether it was noted now.

    The table is made anew, so that the order of its rows says nothing.
    """
    if is_paid(conn, mark):
        return False
    conn.execute(insert(paid_slips).values(mark=mark, council_id=council_id))
    rewrite(conn, paid_slips)
    return True
