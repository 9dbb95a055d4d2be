"""The studies: their questionnaire, public keys, state and public counters.

It must not know answers or secrets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from survey.errors import Action, Do, InstanceUnsound, StudyStateWrong, StudyUnknown
from survey.questionnaire.entrance import Entrance
from survey.questionnaire.model import EMPTY, Text
from survey.sealing.closed_set import ClosedSet, joint_digest
from survey.sealing.public_keys import ShelfLabel
from survey.storage.keys import pins
from survey.storage.schema import studies
from survey.studies.life_table import Stand, StoredState, Taking, may, stands

#: What people are told of whoever asks; each stored as JSON, from a language to words.
TOLD = ("organisation", "safeguarding", "jurisdiction")

#: Responses after which a study takes no more, unless it was published with another number.
CEILING = 20_000


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One study.

    `fingerprint` is the questionnaire's (32 bytes). `closes_on` is the last day on which answers
    are taken and can be taken back, `results_by` the first day of the month in which results are
    promised. `counted` is the number of responses on the shelves, `lost` of letters that did not
    open, `withdrawn` of responses taken back, the `felt_…` fields of those who said how it was, and
    `payments_left` of codes to give away (None: no payment), as of the last mix that moved them.
    `about` is `counted` to ten, 0 below ten, as of the last mix that moved letters: it is shown.
    The `closed_…` fields are None until closing has fixed them, for codes and for texts; the
    `earlier_…` fields are those of the closing before, once a study was taken up again. A council's
    round has `council_id` and `round` (from 1). `edition` goes up when something changes that pages
    show. `policy_json` is the disclosure policy it was published with (None: it is a round, or from
    before policies were recorded). `entrance` says whether a code is needed to answer, or can be
    given (None: the address is enough).
    """

    id: str
    state: StoredState
    questionnaire_json: str
    fingerprint: bytes
    practice: bool
    reviewed: bool
    numbers_public: bytes
    words_public: bytes
    shares: int
    threshold: int
    opened_on: date
    closes_on: date
    results_by: date
    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    ceiling: int = CEILING
    closed_on: date | None = None
    counted: int = 0
    about: int = 0
    closed_count: int | None = None
    closed_hash: bytes | None = None
    closed_words_count: int | None = None
    closed_words_hash: bytes | None = None
    earlier_count: int | None = None
    earlier_hash: bytes | None = None
    earlier_words_count: int | None = None
    earlier_words_hash: bytes | None = None
    lost: int = 0
    withdrawn: int = 0
    felt_fine: int = 0
    felt_bit_hard: int = 0
    felt_very_hard: int = 0
    payments_left: int | None = None
    council_id: str | None = None
    round: int | None = None
    taking: Taking = "yes"
    edition: int = 0
    policy_json: str | None = None
    entrance: Entrance | None = None

    @property
    def stand(self) -> Stand:
        """Return where it stands in its life."""
        return stands(self.state, self.taking, fixed=self.closed_hash is not None)

    def closed(self, shelf: ShelfLabel) -> ClosedSet:
        """Return what closing fixed of a shelf; nothing that could be there before that."""
        if shelf == "numbers":
            return ClosedSet(shelf, self.closed_count or 0, self.closed_hash or b"")
        return ClosedSet(shelf, self.closed_words_count or 0, self.closed_words_hash or b"")

    def earlier(self, shelf: ShelfLabel) -> ClosedSet:
        """Return what the closing before fixed of a shelf, of a study that was taken up again."""
        if shelf == "numbers":
            return ClosedSet(shelf, self.earlier_count or 0, self.earlier_hash or b"")
        return ClosedSet(shelf, self.earlier_words_count or 0, self.earlier_words_hash or b"")

    @property
    def closed_digest(self) -> str:
        """Return the joint hash of both closed shelves, as it is shown; "" before closing."""
        if self.closed_hash is None:
            return ""
        return joint_digest(self.closed("numbers"), self.closed("words")).hex()


#: Which studies lie where answers can still be taken back, for a statement (`life_table.IN_FIELD`).
OPEN_STUDIES = studies.c.state == "open"

_COLUMNS = [studies.c[field.name] for field in fields(StudyRow)] + [studies.c.pin]


def add(conn: Connection, study: StudyRow) -> None:
    """Store a new study, pinned; StudyStateWrong when its name is taken."""
    if exists(conn, study.id):
        raise StudyStateWrong(
            f"There is a study called {study.id} already.", do="Choose another name."
        )
    row: dict[str, Any] = {field.name: getattr(study, field.name) for field in fields(StudyRow)}
    for name in TOLD:
        row[name] = json.dumps(row[name].as_mapping(), ensure_ascii=False)
    conn.execute(insert(studies).values(row | {"pin": pins.pin_of(conn, "study", row)}))


def require_survey(study: StudyRow) -> None:
    """Refuse with StudyStateWrong what is not done to the round of a council."""
    if study.council_id is not None:
        raise StudyStateWrong(
            f"{study.id} is round {study.round} of the council {study.council_id}.",
            kept="Nothing was changed.",
            do=Action(Do.SEE_COUNCIL, study.council_id),
        )


def require_data(study: StudyRow) -> None:
    """Refuse with StudyStateWrong what needs the sealed answers of a study that was archived."""
    if study.stand in ("archived", "shredded"):
        raise StudyStateWrong(
            f"The sealed answers of {study.id} are destroyed: it is {study.stand}.",
            kept="What was published stays as it is.",
            do="There is nothing more to open, count or add to.",
        )


def exists(conn: Connection, study_id: str) -> bool:
    """Tell whether there is a study of that name."""
    found = select(studies.c.id).where(studies.c.id == study_id)
    return conn.execute(found).first() is not None


def get(conn: Connection, study_id: str) -> StudyRow:
    """Return a study; StudyUnknown when there is none of that name, NotAsPinned when it is another
    than was published."""
    return _study(_pinned(conn, study_id))


def unchecked(conn: Connection, study_id: str) -> StudyRow:
    """Return a study as it lies there, whatever its pin says: only to be looked at."""
    return _study(_stored(conn, study_id))


def all_studies(conn: Connection) -> tuple[StudyRow, ...]:
    """Return all studies as they lie there, in the order of their names: only to be looked at."""
    return tuple(map(_study, _all_stored(conn)))


def is_pinned(conn: Connection, study_id: str) -> bool:
    """Return whether a study is the one that was published; StudyUnknown."""
    return pins.holds(conn, "study", _stored(conn, study_id))


def unpinned(conn: Connection) -> tuple[str, ...]:
    """Return the names of the studies that are not what was published."""
    return tuple(row["id"] for row in _all_stored(conn) if not pins.holds(conn, "study", row))


def pin_as_it_is(conn: Connection, study_id: str) -> None:
    """Pin a study as it lies there: only when a person has compared it with a share sheet."""
    _keep(conn, _stored(conn, study_id), {})


def change(conn: Connection, study_id: str, **values: Any) -> None:
    """Store new values of a study and pin them; StudyUnknown and NotAsPinned as for `get`."""
    _keep(conn, _pinned(conn, study_id), values)


def set_state(conn: Connection, study_id: str, state: StoredState) -> None:
    """Set the state of a study; StudyUnknown when there is none of that name."""
    _stored(conn, study_id)
    conn.execute(update(studies).where(studies.c.id == study_id).values(state=state))


def set_closed(
    conn: Connection,
    study_id: str,
    closed_on: date,
    codes: ClosedSet,
    words: ClosedSet,
) -> None:
    """Close a study and fix the closed set of each shelf (P12): once, and once more each time that
    it is taken up again.

    StudyStateWrong when it was fixed before; StudyUnknown when there is none of that name.
    """
    if get(conn, study_id).closed_hash is not None:
        raise StudyStateWrong(
            f"The study {study_id} is closed already.",
            kept="Its closed set stays as it was fixed then.",
        )
    change(
        conn,
        study_id,
        state="closed",
        closed_on=closed_on,
        closed_count=codes.count,
        closed_hash=codes.digest,
        closed_words_count=words.count,
        closed_words_hash=words.digest,
    )


def take_up(conn: Connection, study_id: str, closes_on: date, results_by: date) -> None:
    """Open a closed or released study for answers again, until another day.

    Its closed set is kept as the earlier one. StudyStateWrong when it is not closed;
    StudyUnknown when there is none of that name.
    """
    row = get(conn, study_id)
    if not may(row.stand, "taken up again"):
        raise StudyStateWrong(
            f"The study {study_id} is {row.state}, so it cannot be taken up again.",
            kept="Nothing was changed.",
        )
    change(
        conn,
        study_id,
        state="open",
        taking="yes",
        edition=row.edition + 1,
        closes_on=closes_on,
        results_by=results_by,
        closed_on=None,
        earlier_count=row.closed_count,
        earlier_hash=row.closed_hash,
        earlier_words_count=row.closed_words_count,
        earlier_words_hash=row.closed_words_hash,
        closed_count=None,
        closed_hash=None,
        closed_words_count=None,
        closed_words_hash=None,
    )


def _all_stored(conn: Connection) -> list[dict[str, Any]]:
    return [row._asdict() for row in conn.execute(select(*_COLUMNS).order_by(studies.c.id)).all()]


def _stored(conn: Connection, study_id: str) -> dict[str, Any]:
    row = conn.execute(select(*_COLUMNS).where(studies.c.id == study_id)).first()
    if row is None:
        raise StudyUnknown(
            f"There is no study called {study_id} here.",
            do=Action(Do.LIST_STUDIES),
        )
    return row._asdict()


def _pinned(conn: Connection, study_id: str) -> dict[str, Any]:
    row = _stored(conn, study_id)
    pins.require(conn, "study", row)
    return row


def _keep(conn: Connection, row: dict[str, Any], values: dict[str, Any]) -> None:
    """Store new values of a row, and the pin of what it then says.

    What was read is pinned, never what somebody else may have written since.
    """
    proof = pins.pin_of(conn, "study", {**row, **values})
    conn.execute(update(studies).where(studies.c.id == row["id"]).values(**values, pin=proof))


def _study(row: dict[str, Any]) -> StudyRow:
    values = {name: value for name, value in row.items() if name != "pin"}
    with readable("study", row["id"]):
        for name in TOLD:
            values[name] = Text(tuple(json.loads(values[name]).items()))
    return StudyRow(**values)


@contextmanager
def readable(kind: str, name: str) -> Iterator[None]:
    """Raise InstanceUnsound where what is kept of a study or a council is no JSON of ours."""
    try:
        yield
    except (ValueError, TypeError, AttributeError):
        raise InstanceUnsound(
            f"What is kept of the {kind} {name} cannot be read.",
            kept="Nothing was changed.",
            do="Find out who changed the database past the program, and bring back a backup.",
        ) from None
