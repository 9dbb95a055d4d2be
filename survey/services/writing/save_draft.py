"""Saving a draft: a whole file as its next version, and an old version once more."""

from __future__ import annotations

from datetime import date

from survey.questionnaire.drafting.draft_text import draft_text
from survey.services.steps.draft_keeping import keep_version
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft


def save_draft(
    instance: Instance,
    study_id: str,
    based_on: int,
    content: str | bytes,
    today: date,
    *,
    role: str = "coordinator",
    note: str = "",
) -> StudyDraft:
    """Keep a file as the next version of a draft, made from version `based_on`; return the draft.

    A file that says what the newest version says is not kept twice. Where people would read other
    words than before, a draft that was in review or ready is a plain draft again. DraftMovedOn when
    somebody else saved since; StudyStateWrong when it is published or put aside; BadInput when the
    file is no text; StudyUnknown.
    """
    file = draft_text(content)
    with writing(instance.engine) as connection:
        return keep_version(connection, DraftVersion(study_id, based_on, file, today, role, note))


def restore_version(
    instance: Instance,
    study_id: str,
    number: int,
    today: date,
    *,
    role: str = "coordinator",
) -> StudyDraft:
    """Bring an old version of a draft back as its newest one; those between stay.

    StudyUnknown when there is no such version; StudyStateWrong as above.
    """
    with writing(instance.engine) as connection:
        old = study_drafts.version(connection, study_id, number)
        newest = study_drafts.get(connection, study_id).newest
        note = f"Version {number} brought back"
        again = DraftVersion(study_id, newest, old.file, today, role, note)
        return keep_version(connection, again)
