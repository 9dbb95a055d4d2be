"""Where a draft stands between writing and publishing, as its reviewers and its tasks move it.

It knows drafts and the table of their life. It must not know what a task is about.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.publishing_facts import draft_facts
from survey.storage.instance import Instance
from survey.storage.studies import study_drafts
from survey.studies.life_table import LIFE
from survey.studies.publishing_tasks import blocking


def send_for_review(connection: Connection, study_id: str) -> None:
    """Let reviewers see a draft as it is now; nothing happens where they can already.

    StudyUnknown; StudyStateWrong where it is published or put aside.
    """
    draft = study_drafts.get(connection, study_id)
    if draft.state in LIFE["sent to reviewers"].leads:
        study_drafts.set_state(connection, study_id, "in review")
    elif not can_be_reviewed(draft):
        raise StudyStateWrong(
            f"The draft {study_id} is {draft.state}, so nobody reviews it now.",
            kept="Nothing was changed.",
            do=Action(Do.LIST_DRAFTS),
        )


def can_be_reviewed(draft: study_drafts.StudyDraft) -> bool:
    """Return whether reviewers see a draft: from the moment it is sent until words change."""
    return draft.state in ("in review", "ready")


def require_unpublished(connection: Connection, study_id: str) -> study_drafts.StudyDraft:
    """Return a draft that is not published or put aside; StudyUnknown, StudyStateWrong."""
    draft = study_drafts.get(connection, study_id)
    if draft.state not in LIFE["rewritten"].leads:
        raise StudyStateWrong(
            f"The draft {study_id} is {draft.state}, so nothing of it is changed.",
            kept="It stays as it is.",
            do=Action(Do.LIST_DRAFTS),
        )
    return draft


def look_whether_ready(
    instance: Instance, connection: Connection, study_id: str, today: date
) -> None:
    """Call a draft in review ready as soon as nothing blocks it."""
    draft = study_drafts.get(connection, study_id)
    if draft.state not in LIFE["found ready"].leads:
        return
    if not blocking(draft_facts(instance, connection, study_id, today).tasks):
        study_drafts.set_state(connection, study_id, "ready")
