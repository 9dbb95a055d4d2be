"""The pool of payment codes: loaded once, given away one by one at random, and forgotten.

It must not know who was given a code, when, or for which response.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from random import SystemRandom
from typing import Any, Literal

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from survey.storage.database import LETTERBOX_LOCK, is_sqlite, writing
from survey.storage.schema import payments, studies

Claimed = Literal["given", "given before", "none left", "not sent", "blank"]

_LOOK = text(
    "SELECT EXISTS (SELECT 1 FROM spent WHERE mark = :sent AND study_id = :id) AS sent,"
    " EXISTS (SELECT 1 FROM spent WHERE mark = :paid) AS paid,"
    " EXISTS (SELECT 1 FROM spent WHERE mark = :blank) AS blank,"
    " EXISTS (SELECT 1 FROM payments WHERE study_id = :id) AS left"
)
_MARK = text("INSERT INTO spent (mark, study_id) VALUES (:paid, :id) ON CONFLICT DO NOTHING")
_TAKE = (
    "DELETE FROM payments WHERE study_id = :id AND id ="
    " (SELECT id FROM payments WHERE study_id = :id ORDER BY random() LIMIT 1{lock})"
    " RETURNING code"
)


def add(conn: Connection, study_id: str, codes: Iterable[str]) -> int:
    """Put codes into the pool of a study, in random order under random ids; give how many."""
    drawn = list(codes)
    SystemRandom().shuffle(drawn)
    rows = [{"study_id": study_id, "id": secrets.token_bytes(16), "code": code} for code in drawn]
    if rows:
        conn.execute(insert(payments), rows)
    left = func.coalesce(studies.c.payments_left, 0) + len(rows)
    conn.execute(update(studies).where(studies.c.id == study_id).values(payments_left=left))
    return len(rows)


def pool(conn: Connection, study_id: str) -> frozenset[str]:
    """Return the codes that are left, so that one is not loaded twice; for the operator only."""
    left = select(payments.c.code).where(payments.c.study_id == study_id)
    return frozenset(conn.execute(left).scalars())


def foreseen(engine: Engine, study_id: str, sent: bytes, paid: bytes, blank: bytes) -> Claimed:
    """Return what `claim` would say; nothing is taken and nothing marked."""
    values = {"id": study_id, "sent": sent, "paid": paid, "blank": blank}
    with engine.connect() as conn:
        seen = conn.execute(_LOOK, values).one()
    return _why_not(seen) or ("given" if seen.left else "none left")


def claim(
    engine: Engine, study_id: str, sent: bytes, paid: bytes, blank: bytes
) -> tuple[Claimed, str]:
    """Take one code out of the pool for a submission, in one transaction; give it, or why not.

    `sent`, `paid` and `blank` are the marks (32 bytes each) that the submission was sent, that it
    was thanked, and that it held no answer. "none left" leaves no mark, so that it can be tried
    again. Nothing joins the code that is deleted to any mark.
    """
    values = {"id": study_id, "sent": sent, "paid": paid, "blank": blank}
    with writing(engine) as conn:
        if not is_sqlite(conn):  # a mix makes the tables anew, and waits for this
            conn.execute(text(f"SELECT pg_advisory_xact_lock_shared({LETTERBOX_LOCK})"))
        seen = conn.execute(_LOOK, values).one()
        why_not = _why_not(seen)
        if why_not:
            return why_not, ""
        if not conn.execute(_MARK, values).rowcount:
            return "given before", ""
        lock = "" if is_sqlite(conn) else " FOR UPDATE SKIP LOCKED"
        code: str | None = conn.execute(text(_TAKE.format(lock=lock)), values).scalar()
        if code is None:
            conn.rollback()
            return "none left", ""
        return "given", code


def _why_not(seen: Any) -> Claimed | None:
    """Return why a submission has no code, as its marks tell; None where it may have one."""
    if not seen.sent:
        return "not sent"
    if seen.blank:
        return "blank"
    return "given before" if seen.paid else None
