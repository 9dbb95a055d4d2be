"""Beginning a draft: from a ready-made file, a copy, an uploaded file, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.errors import BadInput
from survey.questionnaire.drafting.draft_text import draft_text, title_of
from survey.services.steps.new_ids import new_id
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_drafts
from survey.storage.studies.study_drafts import DraftVersion, StudyDraft
from survey.studies.askings import Asking

#: About how many people a draft can be for.
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True)
class DraftTerms:
    """What a draft is for: the kind of asking, about how many people, and whether for practice."""

    asking: Asking = "partners"
    expected: int = 150
    practice: bool = False


def begin_draft(
    instance: Instance,
    content: str | bytes,
    terms: DraftTerms,
    today: date,
    *,
    role: str = "coordinator",
    note: str = "",
) -> StudyDraft:
    """Keep a file as the first version of a new draft, and return that.

    The file may hold problems. BadInput when it is no text, is too large, or the number of people
    makes no sense.
    """
    require_people(terms.expected)
    file = draft_text(content)
    with writing(instance.engine) as connection:
        study_id = new_id()
        draft = StudyDraft(
            study_id,
            title_of(file),
            terms.asking,
            terms.expected,
            practice=terms.practice,
        )
        study_drafts.add(connection, draft, DraftVersion(study_id, 1, file, today, role, note))
        journal.note(
            connection, day=today, study_id=study_id, event="draft begun", words=draft.title
        )
    return draft


def require_people(expected: int) -> None:
    """Refuse with BadInput a number of people that nobody asks."""
    if not 1 <= expected <= MOST_PEOPLE:
        raise BadInput(
            f"{expected} is no number of people to ask.",
            kept="Nothing was changed.",
            do=f"Write about how many people you ask: 1 to {MOST_PEOPLE:,}.",
        )
