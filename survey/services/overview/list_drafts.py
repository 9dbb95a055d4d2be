"""The drafts that lie here: the list, one of them with its file, and its versions."""

from __future__ import annotations

from dataclasses import dataclass

from survey.questionnaire.drafting.file_of import file_of
from survey.questionnaire.entrance import without_entrance
from survey.questionnaire.files.reading import from_json
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts, study_rows
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft


@dataclass(frozen=True, slots=True)
class DraftToRead:
    """A draft and one of its versions."""

    draft: StudyDraft
    version: DraftVersion


def list_drafts(instance: Instance) -> tuple[StudyDraft, ...]:
    """Return all drafts in the order of their titles."""
    with instance.engine.connect() as connection:
        return study_drafts.all_drafts(connection)


def read_draft(instance: Instance, study_id: str, number: int | None = None) -> DraftToRead:
    """Return a draft with one of its versions (None: the newest); StudyUnknown."""
    with instance.engine.connect() as connection:
        draft = study_drafts.get(connection, study_id)
        return DraftToRead(draft, study_drafts.version(connection, study_id, number))


def draft_versions(instance: Instance, study_id: str) -> tuple[DraftVersion, ...]:
    """Return all versions of a draft, the newest first; StudyUnknown."""
    with instance.engine.connect() as connection:
        study_drafts.get(connection, study_id)
        return study_drafts.versions(connection, study_id)


def file_of_study(instance: Instance, study_id: str) -> str:
    """Return what a study asks as a file that can be written on in; StudyUnknown, NotAsPinned."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    asked = from_json(row.questionnaire_json)
    return file_of(without_entrance(asked) if row.entrance == "both" else asked)


def expected_of(instance: Instance, study_id: str, otherwise: int = 150) -> int:
    """Return about how many people a draft is for; `otherwise` where there is no such draft."""
    with instance.engine.connect() as connection:
        if not study_drafts.exists(connection, study_id):
            return otherwise
        return study_drafts.get(connection, study_id).expected
