"""The batch key of the moment, public half only: what a new letter is sealed to.

It knows the number, the public key and where the secret lies. It must not read the secret.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from survey.errors import InstanceUnsound
from survey.storage.schema import batch


class Batch(NamedTuple):
    """A batch: its number, and the public key that letters of it are sealed to."""

    number: int
    public: bytes


_CURRENT = select(batch.c.number, batch.c.public)


def current(conn: Connection) -> Batch:
    """Give the batch that a new letter is sealed to; InstanceUnsound when there is none."""
    row = conn.execute(_CURRENT).first()
    if row is None:
        raise InstanceUnsound(
            "The database has no batch key, so no letter can be sealed.",
            do="Run `survey doctor`; an instance folder is made with all its keys.",
        )
    return Batch(row.number, row.public)


def secret_path(ephemeral: Path, number: int) -> Path:
    """Give the path of the file that holds the secret of a batch."""
    return ephemeral / f"batch-{number}.key"
