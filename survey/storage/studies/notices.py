"""What is told in public about the life of a study, each notice with its day.

Nothing that was told is changed or taken away later.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import Connection, func, insert, select

from survey.questionnaire.texts import Text
from survey.storage.schema import notices

NoticeKind = Literal["paused", "resumed", "extended", "ended", "corrected", "withdrawn"]


class Notice(NamedTuple):
    """One notice: its number from 1, its day, what happened, and the words of whoever told it, in
    one language or more."""

    number: int
    day: date
    kind: NoticeKind
    words: Text


def tell(conn: Connection, study_id: str, kind: NoticeKind, day: date, words: Text) -> None:
    """Add a notice to those of a study."""
    newest = select(func.max(notices.c.number)).where(notices.c.study_id == study_id)
    number = (conn.execute(newest).scalar() or 0) + 1
    row = {"study_id": study_id, "number": number, "day": day, "kind": kind}
    told = json.dumps(words.as_mapping() if words else {}, ensure_ascii=False)
    conn.execute(insert(notices).values(**row, words=told))


def told(conn: Connection, study_id: str) -> tuple[Notice, ...]:
    """Return all notices of a study, the newest first."""
    columns = (notices.c.number, notices.c.day, notices.c.kind, notices.c.words)
    rows = select(*columns).where(notices.c.study_id == study_id).order_by(notices.c.number.desc())
    return tuple(
        Notice(*row[:3], Text(tuple(json.loads(row.words).items()))) for row in conn.execute(rows)
    )
