"""Saving a draft: a whole file as its next version, and an old version once more."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.errors import QuestionnaireProblems, StudyStateWrong
from survey.questionnaire.drafting.draft_text import draft_text, title_of
from survey.questionnaire.files.reading import published_json, read_questionnaire
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft
from survey.studies.life_table import LIFE


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
        return keep_version(
            connection, DraftVersion(study_id, based_on, file, today, role, note), file
        )


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
        return keep_version(connection, again, old.file)


def keep_version(connection: Connection, new: DraftVersion, file: str) -> StudyDraft:
    """Store a version within a transaction, as `save_draft` says, and return the draft."""
    draft = study_drafts.get(connection, new.study_id)
    require_writable(draft)
    before = study_drafts.version(connection, new.study_id)
    if before.file == file and before.number == new.number:
        return draft
    study_drafts.save_version(connection, new, title_of(file))
    if draft.state != "draft" and _reads(before.file) != _reads(file):
        study_drafts.set_state(connection, new.study_id, "draft")
    return study_drafts.get(connection, new.study_id)


def require_writable(draft: StudyDraft) -> None:
    """Refuse with StudyStateWrong to write in what is published or put aside."""
    if draft.state not in LIFE["rewritten"].leads:
        raise StudyStateWrong(
            f"The draft {draft.study_id} is {draft.state}, so it cannot be changed.",
            kept="It stays as it is, and so does what you wrote.",
            do="Begin a copy of it, and write there.",
        )


def _reads(file: str) -> str:
    """Return what people would read and answer of a file; the file itself where it has problems."""
    try:
        return published_json(read_questionnaire(file, "draft"))
    except QuestionnaireProblems:
        return file
