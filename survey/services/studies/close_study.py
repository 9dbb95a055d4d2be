"""Closing a study: no more answers, everything mixed, and the set of envelopes fixed.

It cannot open one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from survey.errors import StudyStateWrong
from survey.mixing.mix import mix
from survey.services.steps.closed_shelves import require_as_closed_before, shelf_now
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

_NEXT = {
    "closed": "To open it: survey study open {} --share FILE --share FILE",
    "released": "To see its numbers: survey report {} --out DIR",
    "archived": "There is nothing more to do.",
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
        if row.state != "open" and row.closed_hash is not None:
            raise StudyStateWrong(
                f"The study {study_id} is {row.state} already.",
                kept="Its answers stay as they were closed.",
                do=_NEXT[row.state].format(study_id),
            )
        if row.state == "archived":
            raise StudyStateWrong(f"The study {study_id} is archived.", do=_NEXT[row.state])
        _require_promise_kept(row, now)
    # where a closing was cut short after the mix, all has a wave; this was checked before it
    if row.state == "open" and row.earlier_hash is not None:
        require_as_closed_before(instance, row)
    mix(instance, now=now, closing=study_id)
    numbers, words = (
        shelf_now(instance, study_id, "numbers"),
        shelf_now(instance, study_id, "words"),
    )
    with writing(instance.engine) as connection:
        study_rows.set_closed(connection, study_id, today, numbers, words)
        return study_rows.get(connection, study_id)


def _require_promise_kept(row: study_rows.StudyRow, now: datetime) -> None:
    if row.state == "open" and not row.practice and not study_rows.is_over(row.closes_on, now):
        raise StudyStateWrong(
            f"People were told that they can answer, and take answers back, until {row.closes_on}.",
            kept="The study stays open.",
            do="Close it after noon UTC on the day after, when that day is over everywhere.",
        )
