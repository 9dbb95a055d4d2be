"""What the rounds of a council published, by number, and whether it is still as it was.

It may construct a RoundRelease, since it stores them whole.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, insert, select

from survey.disclosure.council.round_release import RoundRelease
from survey.errors import InstanceUnsound, StudyStateWrong
from survey.storage.schema import round_releases


def put(conn: Connection, release: RoundRelease) -> None:
    """Store the release of a round; StudyStateWrong when that round has one."""
    here = (
        round_releases.c.council_id == release.council,
        round_releases.c.round == release.number,
    )
    if conn.execute(select(round_releases.c.round).where(*here)).first() is not None:
        raise StudyStateWrong(
            f"Round {release.number} of the council {release.council} was counted already.",
            kept="It stays as it is.",
        )
    content = release.model_dump_json()
    row = {"council_id": release.council, "round": release.number, "json": content}
    conn.execute(insert(round_releases).values({**row, "sha256": _digest(content)}))


def get(conn: Connection, council_id: str, round_: int) -> RoundRelease | None:
    """Return the release of a round, or None; InstanceUnsound when it was altered."""
    return next((one for one in every(conn, council_id) if one.number == round_), None)


def every(conn: Connection, council_id: str) -> tuple[RoundRelease, ...]:
    """Return all releases of a council in the order of its rounds; InstanceUnsound when one was
    altered."""
    found = select(round_releases.c.json, round_releases.c.sha256).where(
        round_releases.c.council_id == council_id
    )
    rows = conn.execute(found.order_by(round_releases.c.round)).all()
    for row in rows:
        if _digest(row.json) != row.sha256:
            raise InstanceUnsound(
                f"What a round of the council {council_id} published is not what was stored.",
                do="Bring the database back from a backup, and find out who changed it.",
            )
    return tuple(RoundRelease.model_validate_json(row.json) for row in rows)


def _digest(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()
