"""Erasing the sealed answers of a study or council for good: what archiving and the day have alike.

It knows names, tables and files. It must not know an answer.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import Action, Do, InstanceUnsound, StudyStateWrong
from survey.mixing.mix import require_mixer
from survey.services.steps.words_days import require_no_words_read
from survey.storage.council import council_acts, council_rows
from survey.storage.database import hold_letterbox, leave_no_trace, writing
from survey.storage.instance import Instance
from survey.storage.keys import day_keys
from survey.storage.studies import certificates, end_of_data, erasing_rows, study_life, study_rows
from survey.storage.studies.end_of_data import DataEnd
from survey.storage.studies.rounds_of_council import names_of, rounds_of
from survey.storage.studies.study_rows import StudyRow
from survey.studies.data_plan import sealed_until
from survey.studies.days import is_over
from survey.studies.life_table import may

_SAID = "Sealed answers, texts, marks and lists are erased. Backups may hold them until {}."


def archive_one(instance: Instance, study_id: str, now: datetime) -> DataEnd:
    """Archive a study: erase all that ends with it, and return what is stored of that.

    StudyUnknown; StudyStateWrong where the table says no, while its words are being read, or before
    its report is public or its day has come; ClockDoubted, and nothing is erased; InstanceUnsound
    when it is archived while traces are still in the files: that is taken up again.
    """
    today = believed_day(instance, now)
    with writing(instance.engine) as conn:
        row = study_life.begin_archiving(conn, study_id)
        require_time(instance, row, now)
        require_no_words_read(conn, study_id, today)
        until = _begin(conn, instance, study_id, (study_id,), today)
        study_life.archive(conn, row, today, _SAID.format(until))
    return finish_erasing(instance, study_id, now)


def archive_whole_council(instance: Instance, council_id: str, now: datetime) -> DataEnd:
    """Archive a council with all its rounds; errors as in `archive_one`.

    StudyStateWrong while it goes on, and when it is archived already.
    """
    today = believed_day(instance, now)
    with writing(instance.engine) as conn:
        hold_letterbox(conn)
        council = council_rows.get(conn, council_id)
        rounds = rounds_of(conn, council_id)
        require_council_over(conn, council, rounds, now)
        for row in rounds:
            require_no_words_read(conn, row.id, today)
        until = _begin(conn, instance, council_id, names_of(conn, council_id), today)
        for row in rounds:
            study_life.archive(conn, study_rows.get(conn, row.id), today, "")
        council_acts.keep(conn, council, "archived", today, _SAID.format(until))
    return finish_erasing(instance, council_id, now)


def require_time(instance: Instance, row: StudyRow, now: datetime) -> None:
    """Refuse with StudyStateWrong to archive a study whose report is not public, before its day."""
    if is_report_public(instance, row.id) or has_come(row, now):
        return
    raise StudyStateWrong(
        f"The report of {row.id} is not public yet, so its sealed answers are still needed.",
        kept="Nothing was erased.",
        do=(
            "Publish its report first",
            Action(Do.PUBLISH_REPORT, row.id),
            f"Its last day is {sealed_until(row.results_by)}: after that it can be archived as it "
            "is.",
        ),
    )


def require_council_over(
    conn: Connection, council: council_rows.CouncilRow, rounds: tuple[StudyRow, ...], now: datetime
) -> None:
    """Refuse with StudyStateWrong to archive a council that goes on, or was archived."""
    if end_of_data.end_of(conn, council.id) is not None:
        raise StudyStateWrong(f"The council {council.id} is archived already.", kept="It stays so.")
    state = council.council.state
    none_left = state == "stopped" and not rounds
    is_late = bool(rounds) and all(
        may(row.stand, "archived") and has_come(row, now) for row in rounds
    )
    if state == "reported" or none_left or is_late:
        return
    raise StudyStateWrong(
        f"The council {council.id} has not ended, so its sealed answers are still needed.",
        kept="Nothing was erased.",
        do=("Write its last report first", Action(Do.END_COUNCIL, council.id)),
    )


def is_report_public(instance: Instance, study_id: str) -> bool:
    """Return whether the report of a study lies in the reading room."""
    return (instance.published / study_id).is_dir()


def has_come(row: StudyRow, now: datetime) -> bool:
    """Return whether the last day is over on which the sealed answers of a study may be kept."""
    return is_over(sealed_until(row.results_by), now)


def finish_erasing(instance: Instance, of: str, now: datetime) -> DataEnd:
    """Leave nothing in the files of what was erased, and note that; doing it twice is no harm.

    InstanceUnsound when that could not be done now: it is taken up again each day.
    """
    require_mixer(instance)
    today = now.astimezone(UTC).date()
    with instance.engine.connect() as conn:
        names = names_of(conn, of)
        left = erasing_rows.rows_left(conn, names)
    try:
        if left:  # a backup from before was brought back
            with writing(instance.engine) as conn:
                hold_letterbox(conn)
                erasing_rows.erase_all(conn, names)
        for name in names:
            certificates.destroy_of(instance, name)
        erasing_rows.vacuum_after(instance.engine)
        done = leave_no_trace(instance.engine, rewrite=True)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _not_finished(of, "the database or the disk could not do it") from error
    if not done:
        raise _not_finished(of, "the database is being read")
    with writing(instance.engine) as conn:
        until = today + timedelta(days=instance.settings.backup_days)
        end_of_data.note_finished(conn, of, today, until)
        end = end_of_data.end_of(conn, of)
    if end is None:
        raise StudyStateWrong(f"{of} is not archived.", kept="Nothing was erased.")
    return end


def believed_day(instance: Instance, now: datetime) -> date:
    """Return the day (UTC) by a clock that is believed; ClockDoubted, or InstanceUnsound on a node
    that does not mix."""
    require_mixer(instance)
    day_keys.load(instance.ephemeral, now.astimezone(UTC).toordinal())
    return now.astimezone(UTC).date()


def _begin(
    conn: Connection, instance: Instance, of: str, names: tuple[str, ...], today: date
) -> date:
    until = today + timedelta(days=instance.settings.backup_days)
    end_of_data.begin_end(conn, of, today, until)
    end_of_data.keep_holders(conn, of)
    erasing_rows.erase_all(conn, names)
    return until


def _not_finished(of: str, why: str) -> InstanceUnsound:
    return InstanceUnsound(
        f"{of} is archived, and traces of what was erased are still in the files: {why}.",
        kept="Every row of it is erased, and no page or command shows any of it.",
        do=(
            "See that the disk has room and that nobody reads the database for long, then",
            Action(Do.ERASE_DUE),
        ),
    )
