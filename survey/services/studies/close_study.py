"""Closing a study: no more answers, everything mixed, and the set of envelopes fixed.

It knows envelopes as bytes and what they hash to. It cannot open one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from survey.errors import Action, Do, StudyStateWrong
from survey.mixing.mix import mix
from survey.sealing.closed_set import ClosedSet, closed_set, joint_digest, require_unchanged
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import sealed_answers, study_rows

_NEXT = {
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
        if row.state != "open" and row.closed_hash is not None:
            raise StudyStateWrong(
                f"The study {study_id} is {row.state} already.",
                kept="Its answers stay as they were closed.",
                do=Action(_NEXT[row.state], study_id),
            )
        if row.state == "archived":
            raise StudyStateWrong(
                f"The study {study_id} is archived.", do="There is nothing more to do."
            )
        _require_promise_kept(row, now)
    _require_earlier_unchanged(instance, row)
    mix(instance, now=now, closing=study_id)
    numbers, words = closed_sets(instance, study_id)
    with writing(instance.engine) as connection:
        study_rows.set_closed(
            connection,
            study_id,
            today,
            study_rows.ClosedSet(numbers.count, numbers.digest),
            study_rows.ClosedSet(words.count, words.digest),
        )
        return study_rows.get(connection, study_id)


def _require_earlier_unchanged(instance: Instance, row: study_rows.StudyRow) -> None:
    """Check what was closed before: it has its wave already, unlike what came since.

    Where a closing was cut short after the mix, all has; then this was checked before it.
    """
    if row.state != "open" or row.earlier_hash is None:
        return
    numbers = ClosedSet("numbers", row.earlier_count or 0, row.earlier_hash)
    words = ClosedSet("words", row.earlier_words_count or 0, row.earlier_words_hash or b"")
    with instance.engine.connect() as connection:
        for closed in (numbers, words):
            found = sealed_answers.hashes(
                connection, row.id, closed.label, until=sealed_answers.EVERY_WAVE
            )
            require_unchanged(closed, closed_set(closed.label, found))


def _require_promise_kept(row: study_rows.StudyRow, now: datetime) -> None:
    if row.state == "open" and not row.practice and not study_rows.is_over(row.closes_on, now):
        raise StudyStateWrong(
            f"People were told that they can answer, and take answers back, until {row.closes_on}.",
            kept="The study stays open.",
            do="Close it after noon UTC on the day after, when that day is over everywhere.",
        )


def closed_sets(instance: Instance, study_id: str) -> tuple[ClosedSet, ClosedSet]:
    """Return count and hash of both shelves of a study as they stand."""
    with instance.engine.connect() as connection:
        numbers = closed_set("numbers", sealed_answers.hashes(connection, study_id, "numbers"))
        words = closed_set("words", sealed_answers.hashes(connection, study_id, "words"))
    return numbers, words


def fingerprint_of(row: study_rows.StudyRow) -> str:
    """Return the joint hash of a closed study's shelves, to show to trustees; "" before closing."""
    if row.closed_hash is None or row.closed_words_hash is None:
        return ""
    numbers = ClosedSet("numbers", row.closed_count or 0, row.closed_hash)
    words = ClosedSet("words", row.closed_words_count or 0, row.closed_words_hash)
    return joint_digest(numbers, words).hex()
