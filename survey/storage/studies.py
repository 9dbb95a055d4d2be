"""The studies: their questionnaire, public keys, state and public counters.

It knows facts that are public anyway. It must not know answers or secrets.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Literal

from sqlalchemy import Connection, Row, insert, select, update

from survey.errors import StudyStateWrong, StudyUnknown
from survey.storage.schema import studies

State = Literal["open", "closed", "released", "archived"]


@dataclass(frozen=True, slots=True)
class ClosedSet:
    """What closing fixed of one shelf: its envelopes, and a SHA-256 over their sorted hashes."""

    count: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One study.

    `fingerprint` is the questionnaire's (32 bytes). `counted` is the number of responses on the
    shelves and `lost` of letters that did not open, both as of the last mix. The `closed_…` fields
    are None until closing has fixed them, for the shelf of codes and for the shelf of texts.
    """

    id: str
    state: State
    questionnaire_json: str
    fingerprint: bytes
    practice: bool
    reviewed: bool
    numbers_public: bytes
    words_public: bytes
    shares: int
    threshold: int
    opened_on: date
    closed_on: date | None = None
    counted: int = 0
    closed_count: int | None = None
    closed_hash: bytes | None = None
    closed_words_count: int | None = None
    closed_words_hash: bytes | None = None
    lost: int = 0


_COLUMNS = [studies.c[field.name] for field in fields(StudyRow)]


def add(conn: Connection, study: StudyRow) -> None:
    """Store a new study; StudyStateWrong when its name is taken."""
    if exists(conn, study.id):
        raise StudyStateWrong(
            f"There is a study called {study.id} already.", do="Choose another name."
        )
    conn.execute(insert(studies).values(asdict(study)))


def exists(conn: Connection, study_id: str) -> bool:
    """Tell whether there is a study of that name."""
    found = select(studies.c.id).where(studies.c.id == study_id)
    return conn.execute(found).first() is not None


def get(conn: Connection, study_id: str) -> StudyRow:
    """Give a study; StudyUnknown when there is none of that name."""
    row = conn.execute(select(*_COLUMNS).where(studies.c.id == study_id)).first()
    if row is None:
        raise StudyUnknown(
            f"There is no study called {study_id} here.",
            do="`survey study list` shows the studies of this instance.",
        )
    return _study(row)


def all_studies(conn: Connection) -> tuple[StudyRow, ...]:
    """Give all studies, in the order of their names."""
    rows = conn.execute(select(*_COLUMNS).order_by(studies.c.id))
    return tuple(_study(row) for row in rows)


def set_state(conn: Connection, study_id: str, state: State) -> None:
    """Set the state of a study; StudyUnknown when there is none of that name."""
    get(conn, study_id)
    conn.execute(update(studies).where(studies.c.id == study_id).values(state=state))


def set_closed(
    conn: Connection,
    study_id: str,
    closed_on: date,
    codes: ClosedSet,
    words: ClosedSet | None = None,
) -> None:
    """Close a study and fix the closed set of each shelf (P12), once and for all.

    StudyStateWrong when it was fixed before; StudyUnknown when there is none of that name.
    """
    if get(conn, study_id).closed_hash is not None:
        raise StudyStateWrong(
            f"The study {study_id} is closed already.",
            kept="Its closed set stays as it was fixed then.",
        )
    conn.execute(
        update(studies)
        .where(studies.c.id == study_id)
        .values(
            state="closed",
            closed_on=closed_on,
            closed_count=codes.count,
            closed_hash=codes.sha256,
            closed_words_count=words.count if words else None,
            closed_words_hash=words.sha256 if words else None,
        )
    )


def _study(row: Row[*tuple[object, ...]]) -> StudyRow:
    return StudyRow(**row._mapping)
