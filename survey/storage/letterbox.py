"""The letterbox: where a sealed response is dropped and waits to be mixed.

It knows letters sealed to the batch key and HMAC marks. It must not know how to open either.
"""

from __future__ import annotations

import secrets
from contextlib import closing
from typing import Any, Literal

from sqlalchemy import Connection, Engine, bindparam, func, select

from survey.errors import InstanceUnsound
from survey.storage.database import LETTERBOX_LOCK, is_sqlite
from survey.storage.schema import letters

Dropped = Literal["kept", "already", "stale_batch", "not_open"]

_TRIES = 3  # each waits up to ten seconds for a mix to end

# A drop is the one thing that happens for every response, so its statements go to the driver as
# they are: that takes a quarter of the time of the same through SQLAlchemy (decision 0042).
# One look sees everything that decides; `batch` has exactly one row.
_LOOK = (
    "SELECT EXISTS (SELECT 1 FROM spent WHERE mark = ?),"
    " (SELECT state FROM studies WHERE id = ?), number FROM batch"
)
_MARK = "INSERT INTO spent (mark, study_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_PUT = "INSERT INTO letters (id, study_id, batch_number, sealed) VALUES (?, ?, ?, ?)"

_BEGIN_SQLITE = "BEGIN IMMEDIATE"
_BEGIN_POSTGRESQL = f"SELECT pg_advisory_xact_lock_shared({LETTERBOX_LOCK})"

_WAITING = select(func.count()).select_from(letters).where(letters.c.study_id == bindparam("id"))


def drop(engine: Engine, study_id: str, batch_number: int, sealed: bytes, mark: bytes) -> Dropped:
    """Drop a letter into the letterbox in one transaction, and say what became of it.

    `sealed` is sealed to the public key of batch `batch_number`; `mark` (32 bytes) is that of its
    submission. "kept": it is on disk. "already": that submission was taken in before, nothing is
    stored. "stale_batch": the letterbox was mixed meanwhile; seal to the current batch and drop
    again. "not_open": there is no such study, or it takes no answers. A mix never destroys a secret
    that a kept letter needs. InstanceUnsound when the letterbox stays busy for half a minute.
    """
    driver: Any = engine.dialect.loaded_dbapi
    for _ in range(_TRIES):
        try:
            with closing(engine.raw_connection()) as conn:  # closing rolls back what is not done
                dropped = _drop(conn, is_sqlite(engine), study_id, batch_number, sealed, mark)
                if dropped == "kept":
                    conn.commit()
                return dropped
        except driver.OperationalError as error:  # busy, or gone: nothing was stored
            busy = error
    raise InstanceUnsound(
        "The letterbox cannot take a letter at the moment.",
        kept="Nothing was stored.",
        do="Please send again in a minute.",
    ) from busy


def waiting(conn: Connection, study_id: str) -> int:
    """Give how many letters of a study wait: for the operator, never for a page (P1)."""
    return conn.execute(_WAITING, {"id": study_id}).scalar_one()


def _drop(
    conn: Any, sqlite: bool, study_id: str, batch_number: int, sealed: bytes, mark: bytes
) -> Dropped:
    cursor = conn.cursor()

    def run(statement: str, *values: object) -> None:
        cursor.execute(statement if sqlite else statement.replace("?", "%s"), values)

    # From here to the end of the transaction no mix can begin; what is seen stays true.
    run(_BEGIN_SQLITE if sqlite else _BEGIN_POSTGRESQL)
    run(_LOOK, mark, study_id)
    seen, state, number = cursor.fetchone()
    if seen:
        return "already"
    if state != "open":
        return "not_open"
    if number != batch_number:
        return "stale_batch"
    run(_MARK, mark, study_id)
    if cursor.rowcount != 1:  # another drop of the same submission was a moment faster
        return "already"
    run(_PUT, secrets.token_bytes(16), study_id, batch_number, sealed)
    return "kept"
