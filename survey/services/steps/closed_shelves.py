"""Whether the shelves of a study still hold what was closed, and what they hold now.

It knows envelopes as bytes and what they hash to. It cannot open one.
"""

from __future__ import annotations

from survey.sealing.closed_set import ClosedSet, closed_set, require_unchanged
from survey.sealing.public_keys import ShelfLabel
from survey.storage.instance import Instance
from survey.storage.studies import erasing_rows, sealed_answers
from survey.storage.studies.study_rows import StudyRow


def shelf_now(
    instance: Instance, study_id: str, shelf: ShelfLabel, *, until: int | None = None
) -> ClosedSet:
    """Return count and hash of a shelf as it stands; `until`: of what has a wave, up to this."""
    with instance.engine.connect() as connection:
        found = sealed_answers.hashes(connection, study_id, shelf, until=until)
        return closed_set(shelf, found)


def require_as_closed(instance: Instance, row: StudyRow, *shelves: ShelfLabel) -> None:
    """Refuse with ClosedSetChanged shelves that are not what was closed (P12).

    Texts that were erased because opened words ended are not looked for.
    """
    for shelf in shelves:
        if shelf == "words" and texts_gone(instance, row.id):
            continue
        require_unchanged(row.closed(shelf), shelf_now(instance, row.id, shelf))


def texts_gone(instance: Instance, study_id: str) -> bool:
    """Return whether the sealed texts of a study were erased since its opened words ended."""
    with instance.engine.connect() as connection:
        return erasing_rows.texts_are_erased(connection, study_id)


def require_as_closed_before(instance: Instance, row: StudyRow) -> None:
    """Refuse with ClosedSetChanged where what a study had closed before it was taken up again is
    not all there: it has its wave already, unlike what came since."""
    for earlier in (row.earlier("numbers"), row.earlier("words")):
        found = shelf_now(instance, row.id, earlier.label, until=sealed_answers.EVERY_WAVE)
        require_unchanged(earlier, found)
