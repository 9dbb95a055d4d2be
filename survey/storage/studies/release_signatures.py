"""What people decided about each table of a release, who signed for it, and what goes out of it.

It knows names of tables, and accounts or roles. It must not know an answer, or a tally. A round of
a council is signed for under its own id, which is that of a study.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, Table, delete, insert, select

from survey.errors import InstanceUnsound
from survey.storage.schema import studies
from survey.storage.studies.signing_tables import (
    release_decisions,
    release_signatures,
    releases_going_out,
)

TableVerdict = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class TableDecision:
    """What was decided about a table: why ("": nothing was said), by whom, on which day."""

    verdict: TableVerdict
    reason: str
    decided_by: str
    day: date


@dataclass(frozen=True, slots=True)
class ReleaseSignature:
    """Who signed for what was decided (`digest`), in which role and when. Nobody signed for a
    release of before there were signatures."""

    digest: bytes
    signed_by: str
    role: str
    day: date | None

    @property
    def of_before(self) -> bool:
        """Tell whether the release was made before anybody had to sign for one."""
        return not self.signed_by


def hold(conn: Connection, study_id: str) -> None:
    """Keep others from deciding or signing for this study until the transaction ends.

    SQLite has one writer at a time anyway; on PostgreSQL the row of the study is locked.
    """
    conn.execute(select(studies.c.id).where(studies.c.id == study_id).with_for_update())


def decisions_of(conn: Connection, study_id: str, number: int) -> Mapping[str, TableDecision]:
    """Return what was decided about a release, by the name of the table."""
    here = (release_decisions.c.study_id == study_id, release_decisions.c.number == number)
    rows = conn.execute(select(release_decisions).where(*here).order_by(release_decisions.c.item))
    return {
        row.item: TableDecision(row.verdict, row.reason, row.decided_by, row.day) for row in rows
    }


def decide(
    conn: Connection, study_id: str, number: int, items: Sequence[str], decided: TableDecision
) -> None:
    """Store what was decided about some tables, in place of what was decided before."""
    for item in items:
        _replace(
            conn,
            release_decisions,
            {"study_id": study_id, "number": number, "item": item},
            verdict=decided.verdict,
            reason=decided.reason,
            decided_by=decided.decided_by,
            day=decided.day,
        )


def signature_of(conn: Connection, study_id: str, number: int) -> ReleaseSignature | None:
    """Return who signed for a release, whether or not that still holds; None where nobody did."""
    here = (release_signatures.c.study_id == study_id, release_signatures.c.number == number)
    row = conn.execute(select(release_signatures).where(*here)).first()
    if row is None:
        return None
    return ReleaseSignature(bytes(row.digest), row.signed_by, row.role, row.day)


def sign(conn: Connection, study_id: str, number: int, signature: ReleaseSignature) -> None:
    """Store who signed for a release, in place of who did before."""
    _replace(
        conn,
        release_signatures,
        {"study_id": study_id, "number": number},
        digest=signature.digest,
        signed_by=signature.signed_by,
        role=signature.role,
        day=signature.day,
    )


def end_signature(conn: Connection, study_id: str, number: int) -> bool:
    """Take a signature away, and tell whether there was one."""
    here = (release_signatures.c.study_id == study_id, release_signatures.c.number == number)
    return conn.execute(delete(release_signatures).where(*here)).rowcount > 0


def keep_going_out(
    conn: Connection, study_id: str, number: int, digest: bytes, content: str
) -> None:
    """Store a release as it goes out, for exactly what was decided."""
    key = {"study_id": study_id, "number": number}
    sha256 = hashlib.sha256(content.encode()).digest()
    _replace(conn, releases_going_out, key, digest=digest, json=content, sha256=sha256)


def going_out(conn: Connection, study_id: str, number: int, digest: bytes) -> str | None:
    """Return a release as it goes out, as text; None where it was not worked out for this.

    InstanceUnsound when it was altered.
    """
    table = releases_going_out
    here = (table.c.study_id == study_id, table.c.number == number, table.c.digest == digest)
    row = conn.execute(select(table.c.json, table.c.sha256).where(*here)).first()
    if row is None:
        return None
    if hashlib.sha256(row.json.encode()).digest() != bytes(row.sha256):
        raise InstanceUnsound(
            f"What goes out of the study {study_id} is not what was stored.",
            do="Bring the database back from a backup, and find out who changed it.",
        )
    return str(row.json)


def _replace(conn: Connection, table: Table, key: Mapping[str, object], **values: object) -> None:
    conn.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
    conn.execute(insert(table).values(**key, **values))
