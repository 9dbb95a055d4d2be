"""Joining at a mix: who waits is sealed anew, or becomes a member when joining ends.

It knows the secret of one batch while it works, and tags. The public door must not import it.
"""

from __future__ import annotations

from random import Random
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from survey.errors import SealBroken
from survey.sealing.codes.member_tags import split_tags
from survey.sealing.opening.batches import BatchOpener
from survey.sealing.seal import seal_to_batch
from survey.storage.council.council_rows import end_joining
from survey.storage.keys.batch_keys import Batch
from survey.storage.renewing import fresh_table, rewrite, take_place
from survey.storage.schema import invitations, joinings, members

_ID_SIZE = 16


def renew_joinings(
    conn: Connection, opener: BatchOpener, new: Batch, ending: str | None, rng: Random
) -> int:
    """Make the letterbox of those who join anew; those of the council `ending` become members.

    Others stay, sealed to the new batch. Gives how many did not open and are lost. Tags go onto
    the shelf round by round, each round in an order of its own; codes that nobody used are erased.
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
        conn.execute(delete(invitations).where(invitations.c.council_id == ending))
    rewrite(conn, invitations)  # nothing says which codes were used, in which order or when
    return lost


def _admit(conn: Connection, council_id: str, tags: list[tuple[bytes, ...]], rng: Random) -> None:
    for number, of_round in enumerate(zip(*tags, strict=True), 1):
        rows: list[dict[str, Any]] = [
            {"council_id": council_id, "round": number, "tag": tag} for tag in of_round
        ]
        rng.shuffle(rows)
        conn.execute(insert(members), rows)
    end_joining(conn, council_id, len(tags))
