"""Questionnaires that are being written, with every version that was saved.

It must not know what a file says, or what may be done with a draft when.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from survey.errors import Action, Do, DraftMovedOn, StudyUnknown
from survey.storage.schema import draft_versions, study_drafts
from survey.studies.askings import Asking

DraftState = Literal["draft", "in review", "ready", "published", "put aside"]


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """One draft: `expected` is about how many people are asked, `newest` its newest version.

    `published_as` is the id of the study that it became (None: it is no study yet).
    """

    study_id: str
    title: str
    asking: Asking
    expected: int
    state: DraftState = "draft"
    newest: int = 1
    practice: bool = False
    published_as: str | None = None


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """One version of a draft, numbered from 1: its file, the day it was saved on, the role of
    whoever saved it, and what they noted."""

    study_id: str
    number: int
    file: str
    saved_on: date
    role: str
    note: str = ""


_DRAFT = [study_drafts.c[field.name] for field in fields(StudyDraft)]
_VERSION = [draft_versions.c[field.name] for field in fields(DraftVersion)]


def add(conn: Connection, draft: StudyDraft, first: DraftVersion) -> None:
    """Store a new draft with its first version."""
    conn.execute(insert(study_drafts).values(asdict(draft)))
    conn.execute(insert(draft_versions).values(asdict(first)))


def exists(conn: Connection, study_id: str) -> bool:
    """Tell whether there is a draft of that id."""
    found = select(study_drafts.c.study_id).where(study_drafts.c.study_id == study_id)
    return conn.execute(found).first() is not None


def get(conn: Connection, study_id: str) -> StudyDraft:
    """Return a draft; StudyUnknown when there is none of that id."""
    row = conn.execute(select(*_DRAFT).where(study_drafts.c.study_id == study_id)).first()
    if row is None:
        raise StudyUnknown(f"There is no draft called {study_id} here.", do=Action(Do.LIST_DRAFTS))
    return StudyDraft(**row._asdict())


def all_drafts(conn: Connection) -> tuple[StudyDraft, ...]:
    """Return all drafts in the order of their titles."""
    rows = conn.execute(select(*_DRAFT).order_by(study_drafts.c.title, study_drafts.c.study_id))
    return tuple(StudyDraft(**row._asdict()) for row in rows)


def version(conn: Connection, study_id: str, number: int | None = None) -> DraftVersion:
    """Return a version of a draft (None: the newest); StudyUnknown when there is none."""
    draft = get(conn, study_id)
    wanted = draft.newest if number is None else number
    of = (draft_versions.c.study_id == study_id, draft_versions.c.number == wanted)
    row = conn.execute(select(*_VERSION).where(*of)).first()
    if row is None:
        raise StudyUnknown(
            f"The draft {study_id} has no version {wanted}.",
            do=f"Its versions are 1 to {draft.newest}.",
        )
    return DraftVersion(**row._asdict())


def versions(conn: Connection, study_id: str) -> tuple[DraftVersion, ...]:
    """Return all versions of a draft, the newest first."""
    of = select(*_VERSION).where(draft_versions.c.study_id == study_id)
    rows = conn.execute(of.order_by(draft_versions.c.number.desc()))
    return tuple(DraftVersion(**row._asdict()) for row in rows)


def save_version(conn: Connection, new: DraftVersion, title: str) -> int:
    """Store a new version of a draft and return its number; `new.number` is the version that it
    was made from. To be called in a transaction that writes.

    DraftMovedOn when somebody else saved a version since; StudyUnknown. Nothing is stored then.
    """
    newest = get(conn, new.study_id).newest
    if newest != new.number:
        raise DraftMovedOn(
            f"Somebody else saved version {newest}, while you wrote from version {new.number}.",
            kept=f"Version {newest} and what you wrote are both kept.",
            do="Compare the two, and save again what you want to keep of yours.",
        )
    number = newest + 1
    conn.execute(insert(draft_versions).values({**asdict(new), "number": number}))
    _change(conn, new.study_id, newest=number, title=title)
    return number


def set_state(
    conn: Connection, study_id: str, state: DraftState, published_as: str | None = None
) -> None:
    """Set where a draft stands, with the id of the study that it became; StudyUnknown."""
    get(conn, study_id)
    became = {} if published_as is None else {"published_as": published_as}
    _change(conn, study_id, state=state, **became)


def set_asking(
    conn: Connection, study_id: str, asking: Asking, expected: int, *, practice: bool
) -> None:
    """Set what kind of asking a draft is for, and about how many people; StudyUnknown."""
    get(conn, study_id)
    _change(conn, study_id, asking=asking, expected=expected, practice=practice)


def _change(conn: Connection, study_id: str, **values: object) -> None:
    conn.execute(update(study_drafts).where(study_drafts.c.study_id == study_id).values(values))
