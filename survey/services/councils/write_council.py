"""Writing a council that is to be founded: its file, about how many members, its trustees.

It must not know members, keys or answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from survey.errors import StudyStateWrong
from survey.questionnaire.drafting.draft_text import title_of
from survey.services.steps.council_files import file_words, kept_file
from survey.services.steps.new_ids import new_id
from survey.services.steps.round_keeping import RoundSaving
from survey.services.steps.trustee_roles import require_roles, role_words
from survey.storage.council import council_drafts, round_drafts
from survey.storage.council.council_drafts import CouncilDraft
from survey.storage.council.round_drafts import RoundVersion
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal

_FILE = "council file"

#: Takes the plain data of a council's file and gives what it shall say.
CouncilChange = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CouncilToBe:
    """With how many printed codes a council is to begin, and whether it is for practice."""

    members: int
    practice: bool = False


def begin_council(
    instance: Instance, content: str | bytes, wanted: CouncilToBe, saving: RoundSaving
) -> CouncilDraft:
    """Keep a file as the first version of a council that is to be founded, and return that.

    The file may hold problems, but must be readable: BadInput or QuestionnaireProblems.
    """
    file = kept_file(content, _FILE)[0]
    draft = CouncilDraft(new_id(), title_of(file), wanted.members, practice=wanted.practice)
    with writing(instance.engine) as connection:
        council_drafts.add(connection, draft)
        _save(connection, draft, 0, file, saving)
    return draft


def save_council(
    instance: Instance, council_id: str, based_on: int, content: str | bytes, saving: RoundSaving
) -> CouncilDraft:
    """Keep a file as the next version of a council that is to be founded, made from version
    `based_on`; return it.

    DraftMovedOn when somebody else saved since; StudyStateWrong once it is founded; errors as
    above; StudyUnknown.
    """
    file = kept_file(content, _FILE)[0]
    with writing(instance.engine) as connection:
        draft = _writable(connection, council_id)
        newest = round_drafts.newest_number(connection, council_id, 0)
        if based_on == newest and round_drafts.version(connection, council_id, 0).file == file:
            return draft
        draft = replace(draft, title=title_of(file))
        council_drafts.keep(connection, draft)
        _save(connection, draft, based_on, file, saving)
    return draft


def edit_council(
    instance: Instance, council_id: str, based_on: int, change: CouncilChange, saving: RoundSaving
) -> CouncilDraft:
    """Change version `based_on` of a council that is to be founded; errors as in `save_council`."""
    with instance.engine.connect() as connection:
        before = round_drafts.version(connection, council_id, 0, based_on).file
    changed = file_words(change(kept_file(before, _FILE)[1]))
    return save_council(instance, council_id, based_on, changed, saving)


def name_council_trustees(
    instance: Instance, council_id: str, roles: Sequence[str], threshold: int, today: date
) -> None:
    """Keep who is to have a share sheet, a role each, and how many of them open a round together.

    SharesRefused for impossible numbers; BadInput for a role without words; otherwise as above.
    """
    named = tuple(role_words(one) for one in roles)
    require_roles(named, threshold)
    with writing(instance.engine) as connection:
        draft = _writable(connection, council_id)
        council_drafts.keep(connection, replace(draft, trustees=named, threshold=threshold))
        said = f"{', '.join(named)}; {threshold} open it."
        journal.note(connection, day=today, study_id=council_id, event="trustees named", words=said)


def put_council_aside(instance: Instance, council_id: str, today: date) -> None:
    """Put a council aside that was never founded; errors as above."""
    with writing(instance.engine) as connection:
        draft = _writable(connection, council_id)
        council_drafts.keep(connection, replace(draft, state="put aside"))
        journal.note(connection, day=today, study_id=council_id, event="council put aside")


def _save(
    connection: Connection, draft: CouncilDraft, based_on: int, file: str, saving: RoundSaving
) -> None:
    by = saving.today, saving.role, saving.note
    number = round_drafts.save(connection, RoundVersion(draft.council_id, 0, based_on, file, *by))
    words = f"Version {number}. {saving.note}".strip()
    event = "council written" if based_on else "council begun"
    journal.note(connection, day=saving.today, study_id=draft.council_id, event=event, words=words)


def _writable(connection: Connection, council_id: str) -> CouncilDraft:
    draft = council_drafts.get(connection, council_id)
    if draft.state != "draft":
        raise StudyStateWrong(
            f"The council “{draft.title}” is {draft.state}, so this cannot be changed.",
            kept="It stays as it is, and what you wrote is below.",
        )
    return draft
