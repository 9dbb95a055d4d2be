"""What a mix does beside letters and slips: erasing drafts, and counting what people may see.

It must not know what a draft says, or who was given a code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, case, delete, func, select, update

from survey.sealing.codes.sealed_drafts import week_of
from survey.storage.renewing import rewrite
from survey.storage.schema import drafts, payments, studies

_SENT = delete(drafts).where(drafts.c.study_id == bindparam("id"), drafts.c.mark == bindparam("m"))


def erase_drafts(
    conn: Connection,
    today: int,
    sent: Iterable[tuple[str, bytes]] = (),
    closing: str | None = None,
) -> None:
    """Erase the drafts that were `sent` (study, mark), those whose week has come on the day number
    `today`, and all of the study that is closing.

    The table is made anew in random order, so that nothing says in which order drafts were saved.
    """
    for study_id, mark in sent:
        conn.execute(_SENT, {"id": study_id, "m": mark})
    conn.execute(delete(drafts).where(drafts.c.week <= week_of(today)))
    if closing is not None:
        conn.execute(delete(drafts).where(drafts.c.study_id == closing))
    rewrite(conn, drafts)


def count_for_people(conn: Connection, moved: Collection[str]) -> None:
    """Let the number of responses be seen, to ten and from ten on, of studies of which letters
    `moved`: so it never moves because one person took something back."""
    rounded = (studies.c.counted + 5) // 10 * 10
    seen = case((studies.c.counted < 10, 0), else_=rounded)
    conn.execute(update(studies).where(studies.c.id.in_(moved)).values(about=seen))


def count_payments(conn: Connection, moved: Collection[str]) -> None:
    """Let the number of codes left be known of studies of which letters `moved`.

    The pool is made anew, so that nothing of the codes that were given away lies about.
    """
    left = (
        select(func.count())
        .select_from(payments)
        .where(payments.c.study_id == studies.c.id)
        .scalar_subquery()
    )
    has_pool = (studies.c.id.in_(moved), studies.c.payments_left.is_not(None))
    conn.execute(update(studies).where(*has_pool).values(payments_left=left))
    rewrite(conn, payments)
