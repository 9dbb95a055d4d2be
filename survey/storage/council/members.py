"""Members of councils: who is let into a round, and what they rated, for their own eyes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from survey.storage.renewing import rewrite
from survey.storage.schema import members, own_ratings


def is_member(conn: Connection, council_id: str, round_: int, tag: bytes) -> bool:
    """Tell whether a tag is let into a round."""
    found = select(members.c.round).where(
        members.c.council_id == council_id, members.c.round == round_, members.c.tag == tag
    )
    return conn.execute(found).first() is not None


def own_record(conn: Connection, study_id: str, tag: bytes) -> bytes | None:
    """Return the sealed ratings of one round under a tag, if there are any."""
    found = select(own_ratings.c.sealed).where(
        own_ratings.c.study_id == study_id, own_ratings.c.tag == tag
    )
    return conn.execute(found).scalar()


def put_own(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Put down sealed ratings (study_id, tag, sealed), in the order given: draw one before."""
    if rows:
        conn.execute(insert(own_ratings), rows)


def renew_own(conn: Connection) -> None:
    """Make the table of own ratings anew, in the order of its tags (PostgreSQL)."""
    rewrite(conn, own_ratings, "study_id, tag")


def erase_members(conn: Connection, council_id: str, study_ids: Sequence[str]) -> None:
    """Erase all tags and own ratings of a council that has ended, and make both tables anew."""
    conn.execute(delete(members).where(members.c.council_id == council_id))
    conn.execute(delete(own_ratings).where(own_ratings.c.study_id.in_(study_ids)))
    rewrite(conn, members)
    rewrite(conn, own_ratings)
