"""Joining a council: printed codes are burned, members' tags wait sealed, and are mixed once.

It knows HMAC marks of codes, letters sealed to the batch key and, inside the mix that ends joining,
tags. It must not know who was given which code.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from random import Random
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, insert, select

from survey.errors import SealBroken
from survey.sealing.batches import BatchOpener
from survey.sealing.members import split_tags
from survey.sealing.seal import seal_to_batch
from survey.storage.batch_keys import Batch
from survey.storage.councils import end_joining
from survey.storage.letterbox import Run, patiently
from survey.storage.renewing import fresh_table, rewrite, take_place
from survey.storage.schema import invitations, joinings, members

Joined = Literal["kept", "already", "unknown", "closed", "stale_batch"]

_ID_SIZE = 16
_LOOK = (
    "SELECT EXISTS (SELECT 1 FROM spent WHERE mark = ?),"
    " EXISTS (SELECT 1 FROM councils WHERE id = ? AND joined IS NULL), number FROM batch"
)
_MARK = "INSERT INTO spent (mark, study_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_BURN = "DELETE FROM invitations WHERE council_id = ? AND mark = ?"
_PUT = "INSERT INTO joinings (id, council_id, batch_number, sealed) VALUES (?, ?, ?, ?)"


def invite(conn: Connection, council_id: str, marks: Sequence[bytes]) -> None:
    """Store the marks (32 bytes each) of printed codes."""
    conn.execute(insert(invitations), [{"council_id": council_id, "mark": mark} for mark in marks])


def unused(conn: Connection, council_id: str) -> int:
    """Give how many printed codes nobody has used yet."""
    here = invitations.c.council_id == council_id
    return conn.execute(select(func.count()).select_from(invitations).where(here)).scalar_one()


def waiting(conn: Connection, council_id: str) -> int:
    """Give how many people wait to be members."""
    here = joinings.c.council_id == council_id
    return conn.execute(select(func.count()).select_from(joinings).where(here)).scalar_one()


def exchange(
    engine: Engine, council_id: str, batch_number: int, sealed: bytes, code: bytes, page: bytes
) -> Joined:
    """Burn a code and let a member's sealed tags wait, in one transaction.

    `code` is the mark of the code, `page` that of the page it was typed on. "kept": it is on disk.
    "already": that page was taken in before. "unknown": no such code, or it was used. "closed":
    joining has ended, or there is no such council. "stale_batch" and InstanceUnsound as for `drop`.
    """

    def do(run: Run) -> Joined:
        seen, joining, number = run(_LOOK, page, council_id).fetchone()
        if seen:
            return "already"
        if not joining:
            return "closed"
        if number != batch_number:
            return "stale_batch"
        if run(_BURN, council_id, code).rowcount != 1:
            return "unknown"
        run(_MARK, page, council_id)
        run(_PUT, secrets.token_bytes(_ID_SIZE), council_id, batch_number, sealed)
        return "kept"

    return patiently(engine, do)


def renew_joinings(
    conn: Connection, opener: BatchOpener, new: Batch, ending: str | None, rng: Random
) -> int:
    """Make the letterbox of those who join anew; those of the council `ending` become members.

    Others stay, sealed to the new batch. Gives how many did not open and are lost. Tags go onto
    the shelf round by round, each round in an order of its own.
    """
    staying, tags, lost = [], [], 0
    for council_id, sealed in conn.execute(select(joinings.c.council_id, joinings.c.sealed)).all():
        try:
            payload = opener.open(sealed)
            if council_id == ending:
                tags.append(split_tags(payload))
            else:
                staying.append((council_id, payload))
        except SealBroken:
            lost += 1
    fresh = fresh_table(conn, joinings)
    rng.shuffle(staying)
    for council_id, payload in staying:
        row = {"id": rng.randbytes(_ID_SIZE), "council_id": council_id, "batch_number": new.number}
        conn.execute(insert(fresh), {**row, "sealed": seal_to_batch(new.public, payload)})
    take_place(conn, fresh, joinings)
    if ending is not None:
        _admit(conn, ending, tags, rng)
        rewrite(conn, invitations)  # nothing says in which order codes were used
    return lost


def _admit(conn: Connection, council_id: str, tags: list[tuple[bytes, ...]], rng: Random) -> None:
    for number, of_round in enumerate(zip(*tags, strict=True), 1):
        rows: list[dict[str, Any]] = [
            {"council_id": council_id, "round": number, "tag": tag} for tag in of_round
        ]
        rng.shuffle(rows)
        conn.execute(insert(members), rows)
    end_joining(conn, council_id, len(tags))
