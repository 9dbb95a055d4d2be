"""The marks of codes: which work, and what was made of them on which day.

It knows HMAC marks. It must not know a code, who was given one, or which response came with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, text, update

from survey.storage.renewing import rewrite
from survey.storage.schema import invitation_batches, study_invitations

MARK_SIZE = 32

_WORKS = text(
    "SELECT EXISTS (SELECT 1 FROM study_invitations WHERE study_id = :id AND mark = :card)"
)
_WORTH = text(
    "SELECT EXISTS (SELECT 1 FROM study_invitations WHERE study_id = :id AND mark = :card)"
    " OR EXISTS (SELECT 1 FROM spent WHERE mark = :page)"
    " OR NOT EXISTS (SELECT 1 FROM studies WHERE id = :id AND state = 'open' AND taking = 'yes')"
)


@dataclass(frozen=True, slots=True)
class CardBatch:
    """Codes that were made together: the day, how many, and for whom in words ("" for nobody)."""

    day: date
    cards: int
    words: str


def add(conn: Connection, study_id: str, marks: Iterable[bytes]) -> None:
    """Store the marks (32 bytes each) of new codes, in the order of the marks."""
    rows = [{"study_id": study_id, "mark": mark} for mark in sorted(marks)]
    conn.execute(insert(study_invitations), rows)


def replace(conn: Connection, study_id: str, old: bytes, new: bytes) -> None:
    """Let `new` work and `old` no more, whether or not it did: the same is written."""
    here = (study_invitations.c.study_id == study_id, study_invitations.c.mark == old)
    chance = secrets.token_bytes(MARK_SIZE)
    conn.execute(update(study_invitations).where(*here).values(mark=chance))
    add(conn, study_id, [new])


def works(conn: Connection, study_id: str, mark: bytes) -> bool:
    """Tell whether a code works; used, replaced and unknown ones are looked for alike."""
    return bool(conn.execute(_WORKS, {"id": study_id, "card": mark}).scalar())


def worth_trying(conn: Connection, study_id: str, mark: bytes, page: bytes) -> bool:
    """Tell whether a letter with that code would be told anything but that the code is none.

    `page` is the mark of its submission.
    """
    found = conn.execute(_WORTH, {"id": study_id, "card": mark, "page": page}).scalar()
    return bool(found)


def made(conn: Connection, study_id: str) -> int:
    """Return how many codes were ever made for a study, those in place of others too."""
    here = study_invitations.c.study_id == study_id
    count = select(func.count()).select_from(study_invitations).where(here)
    return conn.execute(count).scalar_one()


def note_batch(conn: Connection, study_id: str, batch: CardBatch) -> None:
    """Note that codes were made together."""
    table = invitation_batches
    last = select(func.max(table.c.number)).where(table.c.study_id == study_id)
    number = (conn.execute(last).scalar() or 0) + 1
    row = {"day": batch.day, "cards": batch.cards, "words": batch.words}
    conn.execute(insert(table).values(study_id=study_id, number=number, **row))


def batches(conn: Connection, study_id: str) -> tuple[CardBatch, ...]:
    """Return what was made, the newest first."""
    table = invitation_batches
    wanted = select(table.c.day, table.c.cards, table.c.words).where(table.c.study_id == study_id)
    found = conn.execute(wanted.order_by(table.c.number.desc()))
    return tuple(CardBatch(row.day, row.cards, row.words) for row in found)


def renew(conn: Connection, closing: str | None = None) -> None:
    """Make the table anew, without the marks of the study that is `closing`.

    Nothing says then which codes were used, in which order or when.
    """
    if closing is not None:
        erase(conn, closing)
    rewrite(conn, study_invitations)


def erase(conn: Connection, study_id: str) -> None:
    """Erase the marks of a study: none of its codes works any more."""
    conn.execute(delete(study_invitations).where(study_invitations.c.study_id == study_id))
