"""Who may do what to a study when, as one table; and the one way in which its life is changed.

It must not know answers, or pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection

from survey.errors import StudyStateWrong
from survey.storage.database import hold_letterbox
from survey.storage.studies import notices, study_rows
from survey.storage.studies.notices import NoticeKind

Stand = Literal["open", "paused", "ended", "closed", "released", "archived"]

#: From each change to where a study must stand before it. "ended" takes no more answers, while
#: people can still take theirs back until the day that they were told.
MAY: Mapping[NoticeKind, frozenset[Stand]] = {
    "paused": frozenset({"open"}),
    "resumed": frozenset({"paused"}),
    "extended": frozenset({"open", "paused"}),
    "ended": frozenset({"open", "paused"}),
    "corrected": frozenset({"open", "paused"}),
    "withdrawn": frozenset({"open", "paused"}),
}


def stand(row: study_rows.StudyRow) -> Stand:
    """Return where a study stands."""
    if row.state != "open":
        return row.state
    if row.taking == "paused" or row.taking == "ended":
        return row.taking
    return "open"


def begin(conn: Connection, study_id: str, kind: NoticeKind) -> study_rows.StudyRow:
    """Return a study that may be changed now, while no letter can be dropped and no mix begins.

    StudyUnknown; StudyStateWrong for a council's round, or where the table says no.
    """
    hold_letterbox(conn)
    row = study_rows.get(conn, study_id)
    study_rows.require_survey(row)
    if stand(row) not in MAY[kind]:
        raise StudyStateWrong(
            _refused(study_id, stand(row), kind),
            kept="Nothing was changed.",
            do=f"That is possible while it is {' or '.join(sorted(MAY[kind]))}.",
        )
    return row


def _refused(study_id: str, stands: Stand, kind: NoticeKind) -> str:
    if stands == kind:
        return f"The study {study_id} is {stands} already."
    return f"The study {study_id} is {stands}, so it cannot be {kind}."


def change(
    conn: Connection,
    row: study_rows.StudyRow,
    kind: NoticeKind,
    day: date,
    words: str,
    **values: Any,
) -> study_rows.StudyRow:
    """Store new values of a study together with the notice that tells of them, and return it."""
    study_rows.change(conn, row.id, edition=row.edition + 1, **values)
    notices.tell(conn, row.id, kind, day, words)
    return study_rows.get(conn, row.id)
