"""Keeping the next version of a draft: once, from the newest, while it may be written in."""

from __future__ import annotations

from sqlalchemy import Connection

from survey.errors import QuestionnaireProblems, StudyStateWrong
from survey.questionnaire.drafting.draft_text import title_of
from survey.questionnaire.files.reading import published_json, read_questionnaire
from survey.storage.staff import journal
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft
from survey.studies.life_table import LIFE


def keep_version(connection: Connection, new: DraftVersion) -> StudyDraft:
    """Store a version within a transaction and return the draft; `new.number` is the version that
    it was made from.

    A file that says what the newest version says is not kept twice. Where people would read other
    words than before, a draft that was in review or ready is a plain draft again. DraftMovedOn when
    somebody else saved since; StudyStateWrong when it is published or put aside; StudyUnknown.
    """
    draft = study_drafts.get(connection, new.study_id)
    require_writable(draft)
    before = study_drafts.version(connection, new.study_id)
    if before.file == new.file and before.number == new.number:
        return draft
    number = study_drafts.save_version(connection, new, title_of(new.file))
    words = f"Version {number}. {new.note}".strip()
    journal.note(
        connection, day=new.saved_on, study_id=new.study_id, event="draft saved", words=words
    )
    if draft.state != "draft" and _reads(before.file) != _reads(new.file):
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
