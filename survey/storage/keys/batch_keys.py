"""The batch key of the moment, public half only: what a new letter is sealed to.

It knows the number, the public key, their pin and where the secret lies. It must not read the
secret.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from survey.errors import Action, Do, InstanceUnsound
from survey.storage.keys import pins
from survey.storage.schema import batch


class Batch(NamedTuple):
    """A batch: its number, and the public key that letters of it are sealed to."""

    number: int
    public: bytes


_CURRENT = select(batch.c.number, batch.c.public, batch.c.pin)


def current(conn: Connection) -> Batch:
    """Return the batch that a new letter is sealed to.

    InstanceUnsound when there is none, NotAsPinned when it is another than was written down.
    """
    row = _stored(conn)
    pins.require(conn, "batch", row)
    return Batch(row["number"], row["public"])


def unchecked(conn: Connection) -> Batch:
    """Return the batch as it lies there, whatever its pin says: nothing is sealed to it."""
    row = _stored(conn)
    return Batch(row["number"], row["public"])


def is_pinned(conn: Connection) -> bool:
    """Return whether the batch is the one that was written down."""
    return pins.holds(conn, "batch", _stored(conn))


def pinned(conn: Connection, new: Batch) -> dict[str, Any]:
    """Return the values that are stored of a batch: its number, its public key and their pin."""
    values = new._asdict()
    return values | {"pin": pins.pin_of(conn, "batch", values)}


def secret_path(ephemeral: Path, number: int) -> Path:
    """Return the path of the file that holds the secret of a batch."""
    return ephemeral / f"batch-{number}.key"


def _stored(conn: Connection) -> dict[str, Any]:
    row = conn.execute(_CURRENT).first()
    if row is None:
        raise InstanceUnsound(
            "The database has no batch key, so no letter can be sealed.",
            do=(
                "An instance folder is made with all its keys. See what became of it",
                Action(Do.RUN_DOCTOR),
            ),
        )
    return row._asdict()
