"""The next round of a council as it is being written: a file, with every version that was saved.

Round 0 is the file of the council itself, before it is founded. It must not know what a file says.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlalchemy import Connection, func, insert, select

from survey.errors import DraftMovedOn, StudyUnknown
from survey.storage.schema import round_versions


@dataclass(frozen=True, slots=True)
class RoundVersion:
    """One version of the file of a round, numbered from 1: its text, the day it was saved on, the
    role of whoever saved it, and what they noted."""

    council_id: str
    round: int
    number: int
    file: str
    saved_on: date
    role: str
    note: str = ""


_VERSION = [round_versions.c[field.name] for field in fields(RoundVersion)]


def newest_number(conn: Connection, council_id: str, round_: int) -> int:
    """Return the number of the newest version of the file of a round; 0 where there is none."""
    found = select(func.max(round_versions.c.number)).where(
        round_versions.c.council_id == council_id, round_versions.c.round == round_
    )
    return conn.execute(found).scalar() or 0


def version(
    conn: Connection, council_id: str, round_: int, number: int | None = None
) -> RoundVersion:
    """Return a version of the file of a round (None: the newest); StudyUnknown when there is
    none."""
    wanted = newest_number(conn, council_id, round_) if number is None else number
    found = select(*_VERSION).where(
        round_versions.c.council_id == council_id,
        round_versions.c.round == round_,
        round_versions.c.number == wanted,
    )
    row = conn.execute(found).first()
    if row is None:
        raise StudyUnknown(f"Nothing was written yet for round {round_} of {council_id}.")
    return RoundVersion(**row._asdict())


def versions(conn: Connection, council_id: str, round_: int) -> tuple[RoundVersion, ...]:
    """Return all versions of the file of a round, the newest first."""
    found = select(*_VERSION).where(
        round_versions.c.council_id == council_id, round_versions.c.round == round_
    )
    rows = conn.execute(found.order_by(round_versions.c.number.desc()))
    return tuple(RoundVersion(**row._asdict()) for row in rows)


def save(conn: Connection, new: RoundVersion) -> int:
    """Store a new version and return its number; `new.number` is the version that it was made from
    (0: none). To be called in a transaction that writes.

    DraftMovedOn when somebody else saved a version since; nothing is stored then.
    """
    newest = newest_number(conn, new.council_id, new.round)
    if newest != new.number:
        raise DraftMovedOn(
            f"Somebody else saved version {newest}, while you wrote from version {new.number}.",
            kept="Their version is kept, and what you wrote is below.",
            do="Look at theirs in another window, and save again what you want to keep of yours.",
        )
    number = newest + 1
    conn.execute(insert(round_versions).values({**asdict(new), "number": number}))
    return number
