"""Closing a study: no more answers, everything mixed, and the set of envelopes fixed.

It cannot open one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from survey.errors import Action, Do, StudyStateWrong
from survey.mixing.mix import mix
from survey.services.steps.closed_shelves import require_as_closed_before, shelf_now
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.days import is_over
from survey.studies.life_table import Stand, may, needs

_NEXT: Mapping[Stand, Do] = {
    "closed": Do.OPEN_STUDY,
    "released": Do.REPORT_STUDY,
}


def close_study(instance: Instance, study_id: str, now: datetime) -> study_rows.StudyRow:
    """Close a study and give it as it now stands.

    StudyUnknown, or StudyStateWrong when it is closed already, or people were promised that they
    can still take answers back (until `closes_on` has ended everywhere; a practice study promises
    nothing). A closing that was cut short is taken up where it stopped. ClosedSetChanged
    when what was closed before the study was taken up again is not all there, unchanged.
    """
    today = now.astimezone(UTC).date()
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    if may(row.stand, "shut"):
        _require_promise_kept(row, now)
        if row.earlier_hash is not None:
            require_as_closed_before(instance, row)
    elif not may(row.stand, "closed"):  # else its closing was cut short after these checks
        raise _closed_before(row)
    mix(instance, now=now, closing=study_id)
    numbers, words = (
        shelf_now(instance, study_id, "numbers"),
        shelf_now(instance, study_id, "words"),
    )
    with writing(instance.engine) as connection:
        study_rows.set_closed(connection, study_id, today, numbers, words)
        return study_rows.get(connection, study_id)


def _closed_before(row: study_rows.StudyRow) -> StudyStateWrong:
    if row.stand not in _NEXT:
        return StudyStateWrong(
            f"The study {row.id} is {row.stand}.", do="There is nothing more to do."
        )
    return StudyStateWrong(
        f"The study {row.id} is {row.stand} already.",
        kept="Its answers stay as they were closed.",
        do=Action(_NEXT[row.stand], row.id, sheets=row.threshold),
    )


def _require_promise_kept(row: study_rows.StudyRow, now: datetime) -> None:
    promised = "the last day is over" in needs("shut", practice=row.practice)
    if promised and not is_over(row.closes_on, now):
        raise StudyStateWrong(
            f"People were told that they can answer, and take answers back, until {row.closes_on}.",
            kept="The study stays open.",
            do="Close it after noon UTC on the day after, when that day is over everywhere.",
        )
