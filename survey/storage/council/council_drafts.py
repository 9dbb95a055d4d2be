"""Councils that are to be founded: who gets a share sheet, for how many members, and whether for
practice.

It must not know what a council's file says, or who a trustee is beside the role they are named by.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from survey.errors import StudyUnknown
from survey.storage.schema import council_drafts

CouncilDraftState = Literal["draft", "founded", "put aside"]


@dataclass(frozen=True, slots=True)
class CouncilDraft:
    """A council to be: with so many printed codes (`members`), a share sheet for each of the roles
    in `trustees`, and `threshold` of them that open its rounds."""

    council_id: str
    title: str
    members: int
    trustees: tuple[str, ...] = ()
    threshold: int = 2
    practice: bool = False
    state: CouncilDraftState = "draft"


_COLUMNS = list(council_drafts.c)


def add(conn: Connection, draft: CouncilDraft) -> None:
    """Store a council that is to be founded."""
    conn.execute(insert(council_drafts).values(_as_stored(draft)))


def get(conn: Connection, council_id: str) -> CouncilDraft:
    """Return a council that is to be founded; StudyUnknown when there is none of that id."""
    found = select(*_COLUMNS).where(council_drafts.c.council_id == council_id)
    row = conn.execute(found).first()
    if row is None:
        raise StudyUnknown(f"There is no council called {council_id} here.")
    return _draft(row._asdict())


def planned_members(conn: Connection, council_id: str) -> int:
    """Return how many people were to be invited to a council; 0 where it was not founded here."""
    found = select(council_drafts.c.members).where(council_drafts.c.council_id == council_id)
    return conn.execute(found).scalar() or 0


def every(conn: Connection) -> tuple[CouncilDraft, ...]:
    """Return all of them, founded ones too, in the order of their titles."""
    order = council_drafts.c.title, council_drafts.c.council_id
    rows = conn.execute(select(*_COLUMNS).order_by(*order))
    return tuple(_draft(row._asdict()) for row in rows)


def keep(conn: Connection, draft: CouncilDraft) -> None:
    """Store what became of a council that is to be founded."""
    here = council_drafts.c.council_id == draft.council_id
    conn.execute(update(council_drafts).where(here).values(_as_stored(draft)))


def _as_stored(draft: CouncilDraft) -> dict[str, Any]:
    return {
        "council_id": draft.council_id,
        "title": draft.title,
        "state": draft.state,
        "practice": draft.practice,
        "members": draft.members,
        "trustees": json.dumps(draft.trustees, ensure_ascii=False),
        "threshold": draft.threshold,
    }


def _draft(row: dict[str, Any]) -> CouncilDraft:
    return CouncilDraft(**row | {"trustees": tuple(json.loads(row["trustees"]))})
