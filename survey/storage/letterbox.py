"""The letterbox: where a sealed response is dropped and waits to be mixed.

It knows letters sealed to the batch key and HMAC marks. It must not know how to open either.
"""

from __future__ import annotations

import secrets
from typing import Literal

from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError

from survey.errors import InstanceUnsound
from survey.storage.database import LETTERBOX_LOCK, is_sqlite, writing
from survey.storage.schema import batch, letters, spent, studies

Dropped = Literal["kept", "already", "stale_batch", "not_open"]

_TRIES = 3  # each waits up to ten seconds for a mix to end

_SHARE = text(f"SELECT pg_advisory_xact_lock_shared({LETTERBOX_LOCK})")

# One look at everything that decides, from the one row of `batch`.
_LOOK = select(
    select(literal_column("1")).where(spent.c.mark == bindparam("mark")).exists(),
    select(studies.c.state).where(studies.c.id == bindparam("study_id")).scalar_subquery(),
    batch.c.number,
)
_PUT = insert(letters)
_MARK = insert(spent)
_MARK_ONCE = postgresql.insert(spent).on_conflict_do_nothing()
_IS_SPENT = select(spent.c.mark).where(spent.c.mark == bindparam("mark"))
_WAITING = select(func.count()).select_from(letters).where(letters.c.study_id == bindparam("id"))


def drop(engine: Engine, study_id: str, batch_number: int, sealed: bytes, mark: bytes) -> Dropped:
    """Drop a letter into the letterbox in one transaction, and say what became of it.

    `sealed` is sealed to the public key of batch `batch_number`; `mark` (32 bytes) is that of its
    submission. "kept": it is on disk. "already": that submission was taken in before, nothing is
    stored. "stale_batch": the letterbox was mixed meanwhile; seal to the current batch and drop
    again. "not_open": there is no such study, or it takes no answers. A mix never destroys a secret
    that a kept letter needs. InstanceUnsound when the letterbox stays busy for half a minute.
    """
    for _ in range(_TRIES):
        try:
            return _drop(engine, study_id, batch_number, sealed, mark)
        except OperationalError as error:  # busy: nothing was stored
            busy = error
    raise InstanceUnsound(
        "The letterbox is busy.",
        kept="Nothing was stored.",
        do="Please send again in a minute.",
    ) from busy


def is_spent(conn: Connection, mark: bytes) -> bool:
    """Tell whether the submission of that mark was taken in before."""
    return conn.execute(_IS_SPENT, {"mark": mark}).first() is not None


def waiting(conn: Connection, study_id: str) -> int:
    """Give how many letters of a study wait: for the operator, never for a page (P1)."""
    return conn.execute(_WAITING, {"id": study_id}).scalar_one()


def _drop(engine: Engine, study_id: str, batch_number: int, sealed: bytes, mark: bytes) -> Dropped:
    with writing(engine) as conn:
        if not is_sqlite(conn):
            conn.execute(_SHARE)
        seen = conn.execute(_LOOK, {"mark": mark, "study_id": study_id}).one()
        verdict = _verdict(bool(seen[0]), seen[1], seen[2] == batch_number)
        if verdict != "kept":
            return verdict
        if not _mark(conn, study_id, mark):
            return "already"
        letter = {
            "id": secrets.token_bytes(16),
            "study_id": study_id,
            "batch_number": batch_number,
            "sealed": sealed,
        }
        conn.execute(_PUT, letter)
    return "kept"


def _verdict(seen: bool, state: str | None, current: bool) -> Dropped:
    if seen:
        return "already"
    if state != "open":
        return "not_open"
    return "kept" if current else "stale_batch"


def _mark(conn: Connection, study_id: str, mark: bytes) -> bool:
    """Put the mark down; False when another drop of the same submission did so just before."""
    statement = _MARK if is_sqlite(conn) else _MARK_ONCE  # SQLite lets only one drop in at a time
    return conn.execute(statement, {"mark": mark, "study_id": study_id}).rowcount == 1
