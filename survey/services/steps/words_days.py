"""Whether the opened words of a study are being read, and ending them when their day has come.

It knows days. It must not know a word.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.errors import InstanceUnsound, StudyStateWrong
from survey.storage.database import hold_letterbox, leave_no_trace, writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import erasing_rows
from survey.storage.words import words_access
from survey.storage.words.ending_words import end_words, leave_no_words


def require_no_words_read(conn: Connection, study_id: str, today: date) -> None:
    """Refuse with StudyStateWrong while the words of a study are read and their day has not
    come."""
    opening = words_access.opening_of(conn, study_id)
    if opening is None or opening.state == "ended" or today > opening.until:
        return
    raise StudyStateWrong(
        f"The words of {study_id} are being read until {opening.until}.",
        kept="Nothing was erased.",
        do="When nobody needs them any more, a moderator ends reading. Then it can be archived.",
    )


def end_words_due(instance: Instance, study_id: str, today: date) -> None:
    """End the opened words of a study, whose last day is over; InstanceUnsound where traces of them
    are still in the log."""
    with writing(instance.engine) as conn:
        if study_id not in words_access.due(conn, today):
            return
        end_words(conn, study_id)
        said = "Their last day was over."
        journal.note(conn, day=today, study_id=study_id, event="words ended", words=said)
    if not leave_no_words(instance.engine):
        raise _read(study_id)


def end_texts_due(instance: Instance, study_id: str, today: date) -> None:
    """Erase the sealed texts of a study whose opened words have ended; errors as above."""
    with writing(instance.engine) as conn:
        hold_letterbox(conn)
        if study_id not in erasing_rows.texts_to_erase(conn):
            return
        erasing_rows.erase_texts(conn, study_id)
        journal.note(conn, day=today, study_id=study_id, event="sealed texts ended")
    if not leave_no_trace(instance.engine, rewrite=True):
        raise _read(study_id)


def _read(study_id: str) -> InstanceUnsound:
    return InstanceUnsound(
        f"Words of {study_id} are erased, and traces of them are still in the write-ahead log: the "
        "database is being read.",
        kept="No page or command shows any of them.",
        do="End long-running readers of the database; the next mix empties the log.",
    )
