"""The forms that were put aside: kept under a mark, found again by it, erased week by week."""

from __future__ import annotations

import secrets
from typing import Literal

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, text

from survey.sealing.codes.sealed_drafts import week_of
from survey.storage.database import LETTERBOX_LOCK, empty_log, is_sqlite, writing
from survey.storage.schema import drafts

#: Drafts that one study may hold at a time.
MOST = 5_000

#: The week of a row that its owner emptied: long past, so the next mix takes it away.
_ERASED = 0
#: Milliseconds that somebody who erases waits for SQLite's log to be emptied; else the mix does it.
_MOMENT_MS = 300

_HERE = (drafts.c.study_id == bindparam("id"), drafts.c.mark == bindparam("m"))
_FIND = select(drafts.c.sealed).where(*_HERE, drafts.c.week > bindparam("week"))
_REMOVE = delete(drafts).where(*_HERE).returning(drafts.c.doubt)
_MAKE_ROOM = text(
    "DELETE FROM drafts WHERE study_id = :id AND mark = (SELECT mark FROM drafts"
    " WHERE study_id = :id AND doubt > :doubt ORDER BY doubt DESC, week, random() LIMIT 1)"
)
_COUNT = (
    select(func.count())
    .select_from(drafts)
    .where(drafts.c.study_id == bindparam("id"), drafts.c.week != _ERASED)
)


def keep(
    engine: Engine, study_id: str, mark: bytes, sealed: bytes, week: int, doubt: int = 0
) -> Literal["kept", "full"]:
    """Keep a draft under its mark (32 bytes) until `week`; one that lay there is replaced.

    When the study holds as many as it may, one that is doubted more than this one makes room: the
    most doubted and then the oldest first. "full": there is none, and nothing was stored. A draft
    that was doubted less before stays so.
    """
    with writing(engine) as conn:
        _hold_off_mixes(conn)
        here = {"id": study_id, "m": mark}
        before = conn.execute(_REMOVE, here).scalar()
        known = doubt if before is None else min(doubt, before)
        full = before is None and conn.execute(_COUNT, here).scalar_one() >= MOST
        if full and not conn.execute(_MAKE_ROOM, {"id": study_id, "doubt": doubt}).rowcount:
            return "full"
        row = {"study_id": study_id, "mark": mark, "week": week, "sealed": sealed}
        conn.execute(insert(drafts), {**row, "doubt": known})
    return "kept"


def find(engine: Engine, study_id: str, mark: bytes, today: int) -> bytes | None:
    """Return the draft under a mark, or None: never kept, erased, or due to be on day `today`."""
    with engine.connect() as conn:
        here = {"id": study_id, "m": mark, "week": week_of(today)}
        return conn.execute(_FIND, here).scalar()


def erase(engine: Engine, study_id: str, mark: bytes) -> None:
    """Erase what lies under a mark (32 bytes), if anything does; the same is done in both cases.

    An empty row under a mark of nobody's is stored, so that nothing tells whether there was
    something, or whose; the mix of the next hour makes the table anew and empties the log.
    """
    with writing(engine) as conn:
        _hold_off_mixes(conn)
        conn.execute(_REMOVE, {"id": study_id, "m": mark})
        nobodys = secrets.token_bytes(32)  # so that no row says whose was erased
        row = {"study_id": study_id, "mark": nobodys, "week": _ERASED, "sealed": b""}
        conn.execute(insert(drafts), {**row, "doubt": 0})
    if is_sqlite(engine):
        empty_log(engine, _MOMENT_MS)


def overdue(conn: Connection, today: int) -> int:
    """Return how many drafts there are whose week to be erased has come."""
    late = (drafts.c.week <= week_of(today), drafts.c.week != _ERASED)
    return conn.execute(select(func.count()).select_from(drafts).where(*late)).scalar_one()


def _hold_off_mixes(conn: Connection) -> None:
    """PostgreSQL: let no mix make the table anew before this transaction ends."""
    if not is_sqlite(conn):
        conn.execute(text(f"SELECT pg_advisory_xact_lock_shared({LETTERBOX_LOCK})"))
