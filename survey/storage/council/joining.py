"""Joining a council: printed codes are burned, and members' tags wait, sealed, for joining to end.

It knows HMAC marks of codes and letters sealed to the batch key. It must not know who was given
which code, or open a letter.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from survey.storage.database import hold_letterbox
from survey.storage.keys.batch_keys import Batch
from survey.storage.letters.letterbox import CanOpen, Letterbox, Run, Unsealable, patiently
from survey.storage.renewing import rewrite
from survey.storage.schema import invitations, joinings

TakenIn = Literal["kept", "already", "unknown", "closed"]
Joined = TakenIn | Unsealable

_ID_SIZE = 16
_LOOK = (
    "SELECT EXISTS (SELECT 1 FROM spent WHERE mark = ?),"
    " EXISTS (SELECT 1 FROM councils WHERE id = ? AND joined IS NULL), number, public"
    " FROM batch"
)
_WORTH = text(
    "SELECT EXISTS (SELECT 1 FROM invitations WHERE council_id = :id AND mark = :code)"
    " OR EXISTS (SELECT 1 FROM spent WHERE mark = :page)"
    " OR NOT EXISTS (SELECT 1 FROM councils WHERE id = :id AND joined IS NULL)"
)
_MARK = "INSERT INTO spent (mark, study_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_BURN = "DELETE FROM invitations WHERE council_id = ? AND mark = ?"
_PUT = "INSERT INTO joinings (id, council_id, batch_number, sealed) VALUES (?, ?, ?, ?)"


def invite(conn: Connection, council_id: str, marks: Sequence[bytes]) -> None:
    """Store the marks (32 bytes each) of printed codes."""
    conn.execute(insert(invitations), [{"council_id": council_id, "mark": mark} for mark in marks])


def enough_wait(conn: Connection, council_id: str, least: int) -> bool:
    """Tell whether `least` people or more wait to be members.

    How many, nobody is told before joining ends: a number would move when one person joins.
    """
    return _waiting(conn, council_id) >= least


def _waiting(conn: Connection, council_id: str) -> int:
    here = joinings.c.council_id == council_id
    return int(conn.execute(select(func.count()).select_from(joinings).where(here)).scalar_one())


def erase(conn: Connection, council_id: str) -> int:
    """Erase the codes of a council that is stopped and who waits; give how many waited.

    No exchange is under way while this transaction lasts, so none is kept after it.
    """
    hold_letterbox(conn)
    waited = _waiting(conn, council_id)
    for table in (invitations, joinings):
        conn.execute(delete(table).where(table.c.council_id == council_id))
        rewrite(conn, table)
    return waited


def join(letterbox: Letterbox, council_id: str, tags: bytes, code: bytes, page: bytes) -> TakenIn:
    """Burn a code and let a member's `tags` wait in the letterbox; marks and outcomes as in
    `exchange`."""
    return letterbox.deliver(
        tags,
        lambda number, sealed: exchange(
            letterbox.engine, council_id, number, sealed, code, page, letterbox.can_open
        ),
    )


def worth_trying(conn: Connection, council_id: str, code: bytes, page: bytes) -> bool:
    """Tell whether `exchange` would say anything but "unknown" of these two marks."""
    return bool(conn.execute(_WORTH, {"id": council_id, "code": code, "page": page}).scalar())


def exchange(
    engine: Engine,
    council_id: str,
    batch_number: int,
    sealed: bytes,
    code: bytes,
    page: bytes,
    can_open: CanOpen,
) -> Joined:
    """Burn a code and let a member's sealed tags wait, in one transaction.

    `code` is the mark of the code, `page` that of the page it was typed on. "kept": it is on disk.
    "already": that page was taken in before. "unknown": no such code, or it was used. "closed":
    joining has ended, or there is no such council. "stale_batch", "no_secret" and
    InstanceUnsound as for `drop`.
    """

    def do(run: Run) -> Joined:
        seen, joining, number, public = run(_LOOK, page, council_id).fetchone()
        if seen:
            return "already"
        if not joining:
            return "closed"
        if number != batch_number:
            return "stale_batch"
        if not can_open(Batch(number, public)):
            return "no_secret"
        if run(_BURN, council_id, code).rowcount != 1:
            return "unknown"
        run(_MARK, page, council_id)
        run(_PUT, secrets.token_bytes(_ID_SIZE), council_id, batch_number, sealed)
        return "kept"

    return patiently(engine, do)
