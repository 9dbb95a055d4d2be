"""Putting a draft aside, and taking it out again: nothing of it is erased."""

from __future__ import annotations

from datetime import date

from survey.errors import StudyStateWrong
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftState, StudyDraft
from survey.studies.life_table import LIFE, StudyEvent


def put_draft_aside(instance: Instance, study_id: str, today: date) -> StudyDraft:
    """Put a draft aside and return it; StudyUnknown, or StudyStateWrong when it is published."""
    return _moved(instance, study_id, today, "put aside", "put aside")


def take_draft_out(instance: Instance, study_id: str, today: date) -> StudyDraft:
    """Take a draft out again and return it; StudyStateWrong when it was not put aside."""
    return _moved(instance, study_id, today, "taken out again", "draft")


def _moved(
    instance: Instance, study_id: str, today: date, event: StudyEvent, to: DraftState
) -> StudyDraft:
    with writing(instance.engine) as connection:
        draft = study_drafts.get(connection, study_id)
        if draft.state not in LIFE[event].leads:
            raise StudyStateWrong(
                f"The draft {study_id} is {draft.state}, so it cannot be {event}.",
                kept="Nothing was changed.",
            )
        study_drafts.set_state(connection, study_id, to)
        journal.note(connection, day=today, study_id=study_id, event=f"draft {event}")
        return study_drafts.get(connection, study_id)
