"""Opening what people wrote, as one kind of opening: what is opened of a study, or why not now.

It knows public facts and no key.
"""

from __future__ import annotations

from datetime import datetime

from survey.services.steps.gather_sheets import ReadyToOpen
from survey.services.words.open_free_texts import foresee_words
from survey.storage.instance import Instance


def ready_for_words(instance: Instance, study_id: str, now: datetime) -> ReadyToOpen:
    """Return what is opened of a study; StudyUnknown, or StudyStateWrong where it cannot be now."""
    found = foresee_words(instance, study_id, now.date())
    row, asked = found.row, len(found.questions)
    return ReadyToOpen(
        id=row.id,
        title=found.title,
        practice=row.practice,
        shares=row.shares,
        threshold=row.threshold,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
        closed_set=row.closed_digest,
        closed_on=row.closed_on,
        about=f"what people wrote to {asked} question{'s' if asked != 1 else ''}.",
    )
