"""Closing what takes answers, a study or a round: all is mixed, and the set of envelopes is fixed.

It cannot open one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from survey.errors import StudyStateWrong
from survey.mixing.mix import mix
from survey.services.steps.closed_shelves import require_as_closed_before, shelf_now
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows
from survey.studies.days import is_over
from survey.studies.life_table import may, needs


def close_answers(
    instance: Instance, row: study_rows.StudyRow, now: datetime
) -> study_rows.StudyRow:
    """Close a study or round whose answers are not fixed yet, and return it as it now stands.

    StudyStateWrong where people were promised that they can still take answers back (until
    `closes_on` has ended everywhere; for practice nothing is promised). A closing that was cut
    short is taken up where it stopped. ClosedSetChanged when what was closed before a study was
    taken up again is not all there, unchanged.
    """
    if may(row.stand, "shut"):  # else its closing was cut short after these checks
        require_promise_kept(row, now)
        if row.earlier_hash is not None:
            require_as_closed_before(instance, row)
    mix(instance, now=now, closing=row.id)
    numbers, words = shelf_now(instance, row.id, "numbers"), shelf_now(instance, row.id, "words")
    with writing(instance.engine) as connection:
        day = now.astimezone(UTC).date()
        return study_life.close(connection, row.id, day, numbers, words)


def require_promise_kept(row: study_rows.StudyRow, now: datetime) -> None:
    """Refuse with StudyStateWrong to close while people were told that they can answer."""
    promised = "the last day is over" in needs("shut", practice=row.practice)
    if promised and not is_over(row.closes_on, now):
        raise StudyStateWrong(
            f"People were told that they can answer, and take answers back, until {row.closes_on}.",
            kept="The study stays open.",
            do="Close it after noon UTC on the day after, when that day is over everywhere.",
        )
