"""The days of a study or council that say when its data ends, and what is late.

It knows stored days. It must not know an answer; when something ends says `studies.data_plan`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Written
from survey.storage.council import council_rows
from survey.storage.studies import end_of_data, study_rows
from survey.storage.studies.rounds_of_council import rounds_of
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import words_access
from survey.studies.data_plan import PlannedEnd, StudyDays, plan_of

#: Where sealed answers lie that are closed, and so wait for their end.
_SEALED = ("closing", "closed", "released")


@dataclass(frozen=True, slots=True)
class LateEnd:
    """Data of a study or council that should have ended, what of it, and since when."""

    study_id: str
    end: PlannedEnd


def days_of_study(conn: Connection, row: StudyRow, backup_days: int) -> StudyDays:
    """Return the days of a study, or of one round, from which its plan follows."""
    ended = end_of_data.end_of(conn, row.council_id or row.id)
    asked = from_json(row.questionnaire_json)
    opening = words_access.opening_of(conn, row.id)
    return StudyDays(
        closes_on=row.closes_on,
        results_by=row.results_by,
        backup_days=backup_days,
        asks_words=any(isinstance(one, Written) for one in asked.questions()),
        closed_on=row.closed_on,
        words_opened_on=opening.opened_on if opening else None,
        words_until=opening.until if opening else None,
        words_ended=opening is not None and opening.state == "ended",
        archived_on=ended.archived_on if ended else None,
        backups_until=ended.backups_until if ended else None,
        shredded_on=ended.shredded_on if ended else None,
    )


def late_ends(conn: Connection, today: date, backup_days: int) -> tuple[LateEnd, ...]:
    """Return what of all studies and councils should have ended before today.

    A study that takes answers is never late here: what it is told to do about its last day stands
    elsewhere. A council is late when the newest of its rounds is.
    """
    late: list[LateEnd] = []
    for row in study_rows.all_studies(conn):
        if row.council_id is None and (row.stand in _SEALED or row.stand == "archived"):
            plan = plan_of(days_of_study(conn, row, backup_days))
            late += _late(row.id, plan, today)
    for council in council_rows.every(conn):
        rounds = rounds_of(conn, council.id)
        if rounds and all(row.stand in (*_SEALED, "archived") for row in rounds):
            newest = max(rounds, key=lambda row: row.results_by)
            plan = plan_of(days_of_study(conn, newest, backup_days))
            late += _late(council.id, plan, today)
    return tuple(late)


def _late(of: str, plan: tuple[PlannedEnd, ...], today: date) -> list[LateEnd]:
    """Return the first end that is late: what comes after it waits for it."""
    return [LateEnd(of, one) for one in plan if one.is_late(today)][:1]
