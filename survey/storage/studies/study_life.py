"""Storing what happens in the life of a study, together with the notice that tells of it.

It must not know answers, or pages; what may happen when says `studies.life_table`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from survey.errors import StudyStateWrong
from survey.storage.database import hold_letterbox
from survey.storage.studies import notices, study_rows
from survey.storage.studies.notices import NoticeKind
from survey.studies.life_table import LIFE, Stand, may


def begin(conn: Connection, study_id: str, kind: NoticeKind) -> study_rows.StudyRow:
    """Return a study that may be changed now, while no letter can be dropped and no mix begins.

    StudyUnknown; StudyStateWrong for a council's round, or where the table says no.
    """
    hold_letterbox(conn)
    row = study_rows.get(conn, study_id)
    study_rows.require_survey(row)
    if not may(row.stand, kind):
        raise StudyStateWrong(
            _refused(study_id, row.stand, kind),
            kept="Nothing was changed.",
            do=f"That is possible while it is {' or '.join(sorted(LIFE[kind].leads))}.",
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
