"""Storing each event in the life of a study, with the notice that tells of it and its entry in the
journal; a round of a council is written down there as an act of its council (`council_acts`).

It must not know answers, or pages; what may happen when says `studies.life_table`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from survey.errors import StudyStateWrong
from survey.questionnaire.texts import Text
from survey.sealing.closed_set import ClosedSet
from survey.storage.database import hold_letterbox
from survey.storage.staff import journal
from survey.storage.studies import notices, study_rows
from survey.storage.studies.notices import NoticeKind
from survey.studies.life_table import LIFE, Stand, StudyEvent, may

#: How it was to answer, as exact numbers.
_FEELINGS = ("felt_fine", "felt_bit_hard", "felt_very_hard")


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


def _refused(study_id: str, stands: Stand, kind: StudyEvent) -> str:
    if stands == kind:
        return f"The study {study_id} is {stands} already."
    return f"The study {study_id} is {stands}, so it cannot be {kind}."


def change(
    conn: Connection,
    row: study_rows.StudyRow,
    kind: NoticeKind,
    day: date,
    words: Text | str,
    **values: Any,
) -> study_rows.StudyRow:
    """Store new values of a study together with the notice that tells of them, and return it.

    The words of the notice may be given in several languages.
    """
    study_rows.change(conn, row.id, edition=row.edition + 1, **values)
    told = Text.from_input(words)
    notices.tell(conn, row.id, kind, day, told)
    after = study_rows.get(conn, row.id)
    until = f"Until {after.closes_on}." if kind == "extended" else ""
    _note(conn, after, kind, day, " ".join(filter(None, (until, told.in_language("en")))))
    return after


def publish(conn: Connection, row: study_rows.StudyRow) -> None:
    """Store a new study, on the day on which it opens; StudyStateWrong when its name is taken."""
    study_rows.add(conn, row)
    kind = "For practice." if row.practice else "Reviewed." if row.reviewed else "Without reviews."
    words = f"{kind} {row.shares} share sheets, {row.threshold} open it. Until {row.closes_on}."
    _note(conn, row, "published", row.opened_on, words)


def close(
    conn: Connection, study_id: str, day: date, codes: ClosedSet, words: ClosedSet
) -> study_rows.StudyRow:
    """Close a study or round, as `study_rows.set_closed` does, and return it."""
    study_rows.set_closed(conn, study_id, day, codes, words)
    row = study_rows.get(conn, study_id)
    _note(conn, row, "closed", day, f"Closed set {row.closed_digest[:16]}.")
    return row


def release(conn: Connection, study_id: str, day: date, number: int, sheets: int) -> None:
    """Store that a study was opened with so many share sheets, and has a release of that number.

    StudyStateWrong where its answers were destroyed while they were opened.
    """
    study_rows.require_data(study_rows.get(conn, study_id))
    study_rows.set_state(conn, study_id, "released")
    row = study_rows.get(conn, study_id)
    _note(conn, row, "released", day, f"Release {number}, with {sheets} share sheets.")


def ask_for_headlines(conn: Connection, study_id: str, day: date, numbers: int) -> None:
    """Store that so many new headline numbers of a study were given out."""
    row = study_rows.get(conn, study_id)
    _note(conn, row, "asked for headlines", day, f"{numbers} new numbers.")


def take_up(
    conn: Connection, study_id: str, closes_on: date, results_by: date, day: date
) -> study_rows.StudyRow:
    """Take a study or round up again, as `study_rows.take_up` does, and return it."""
    study_rows.take_up(conn, study_id, closes_on, results_by)
    row = study_rows.get(conn, study_id)
    _note(conn, row, "taken up again", day, f"Until {closes_on}.")
    return row


def begin_archiving(conn: Connection, study_id: str) -> study_rows.StudyRow:
    """Return a study that may be archived now, while no letter can be dropped and no mix begins.

    StudyUnknown; StudyStateWrong for a council's round, or where the table says no.
    """
    hold_letterbox(conn)
    row = study_rows.get(conn, study_id)
    study_rows.require_survey(row)
    if not may(row.stand, "archived"):
        raise StudyStateWrong(
            _refused(study_id, row.stand, "archived"),
            kept="Nothing was erased.",
            do="That is possible once it is closed, as a rule when its report is public.",
        )
    return row


def archive(conn: Connection, row: study_rows.StudyRow, day: date, words: str) -> None:
    """Store that a study or round is archived; exact numbers that were never printed are gone."""
    gone = dict.fromkeys(("lost", "withdrawn", *_FEELINGS), 0)
    if row.payments_left is not None:
        gone["payments_left"] = 0
    values: dict[str, Any] = {**gone, "state": "archived", "edition": row.edition + 1}
    study_rows.change(conn, row.id, **values)
    _note(conn, row, "archived", day, words)


def destroy_sheet(conn: Connection, study_id: str, day: date, words: str) -> None:
    """Write down that the holder of a sheet of a study or council confirmed that it is
    destroyed."""
    journal.note(conn, day=day, study_id=study_id, event="sheet destroyed", words=words)


def shred(conn: Connection, study_ids: Iterable[str], of: str, day: date, words: str) -> None:
    """Store that nothing which can be opened is left of a study, or of the rounds of a council
    called `of`."""
    for study_id in study_ids:
        edition = study_rows.get(conn, study_id).edition + 1
        study_rows.change(conn, study_id, taking="shredded", edition=edition)
    journal.note(conn, day=day, study_id=of, event="shredded", words=words)


def invite(conn: Connection, row: study_rows.StudyRow, day: date, words: str) -> None:
    """Write down that codes were made for a study, or one in place of another; `words` say what."""
    _note(conn, row, "invited", day, words)


def _note(
    conn: Connection, row: study_rows.StudyRow, event: StudyEvent, day: date, words: str
) -> None:
    if row.council_id is None:
        journal.note(conn, day=day, study_id=row.id, event=event, words=words)
