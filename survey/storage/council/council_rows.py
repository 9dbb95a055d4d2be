"""The councils: where each stands, its statements, its file, the plans of its rounds, public keys.

It knows facts that its members may know anyway. It must not know members, answers or secrets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.delphi.life.council_life import Council
from survey.delphi.life.statements import Register
from survey.errors import Action, Do, StudyUnknown
from survey.questionnaire.model import EMPTY, Text
from survey.storage.keys import pins
from survey.storage.schema import councils
from survey.storage.studies.study_rows import TOLD, readable

_PLANS = TypeAdapter(tuple[RoundPlan, ...])


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """One council.

    `plans` are those of its rounds, the first being round 1. `invited` is the number of printed
    codes, `joined` that of the members, None until joining has ended. Its rounds are studies that
    `round_id` names; all are sealed to its two public keys (1,216 bytes each).
    """

    id: str
    council: Council
    register: Register
    file: CouncilFile
    practice: bool
    reviewed: bool
    numbers_public: bytes
    words_public: bytes
    shares: int
    threshold: int
    invited: int
    created_on: date
    plans: tuple[RoundPlan, ...] = ()
    organisation: Text = EMPTY
    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    joined: int | None = None


#: Fields that are stored as JSON, each in a column of its own.
_AS_JSON = {
    "council": "council_json",
    "register": "register_json",
    "file": "file_json",
    "plans": "plans_json",
}
_PLAIN = [field.name for field in fields(CouncilRow) if field.name not in _AS_JSON]
_COLUMNS = [councils.c[name] for name in (*_PLAIN, *_AS_JSON.values(), "pin")]


def round_id(council_id: str, number: int) -> str:
    """Return the id of the study that is a council's round; rounds count from 1."""
    return f"{council_id}-{number}"


def add(conn: Connection, row: CouncilRow) -> None:
    """Store a new council, pinned."""
    conn.execute(insert(councils).values(_as_stored(conn, row)))


def get(conn: Connection, council_id: str) -> CouncilRow:
    """Return a council; StudyUnknown when there is none of that name, NotAsPinned when it is
    another than was stored."""
    row = _stored(conn, council_id)
    pins.require(conn, "council", row)
    return _council(row)


def unchecked(conn: Connection, council_id: str) -> CouncilRow:
    """Return a council as it lies there, whatever its pin says: only to be looked at."""
    return _council(_stored(conn, council_id))


def every(conn: Connection) -> tuple[CouncilRow, ...]:
    """Return all councils as they lie there, in the order of their names: only to be looked at."""
    return tuple(map(_council, _all_stored(conn)))


def unpinned(conn: Connection) -> tuple[str, ...]:
    """Return the names of the councils that are not what was stored."""
    return tuple(row["id"] for row in _all_stored(conn) if not pins.holds(conn, "council", row))


def pin_as_it_is(conn: Connection, council_id: str) -> None:
    """Pin a council as it lies there: only when a person has compared it with a share sheet."""
    proof = pins.pin_of(conn, "council", _stored(conn, council_id))
    conn.execute(update(councils).where(councils.c.id == council_id).values(pin=proof))


def keep(conn: Connection, row: CouncilRow) -> None:
    """Store what became of a council that `get` gave, and pin it."""
    values = _as_stored(conn, row)
    conn.execute(update(councils).where(councils.c.id == values.pop("id")).values(values))


def end_joining(conn: Connection, council_id: str, joined: int) -> None:
    """Note how many joined; from then on nobody can."""
    keep(conn, replace(get(conn, council_id), joined=joined))


def _all_stored(conn: Connection) -> list[dict[str, Any]]:
    return [row._asdict() for row in conn.execute(select(*_COLUMNS).order_by(councils.c.id)).all()]


def _stored(conn: Connection, council_id: str) -> dict[str, Any]:
    row = conn.execute(select(*_COLUMNS).where(councils.c.id == council_id)).first()
    if row is None:
        raise StudyUnknown(
            f"There is no council called {council_id} here.",
            do=Action(Do.LIST_COUNCILS),
        )
    return row._asdict()


def _as_stored(conn: Connection, row: CouncilRow) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    for name in TOLD:
        values[name] = json.dumps(values[name].as_mapping(), ensure_ascii=False)
    values["council_json"] = row.council.model_dump_json()
    values["register_json"] = row.register.model_dump_json()
    values["file_json"] = row.file.model_dump_json(by_alias=True)
    values["plans_json"] = _PLANS.dump_json(row.plans, by_alias=True).decode()
    return values | {"pin": pins.pin_of(conn, "council", values)}


def _council(row: dict[str, Any]) -> CouncilRow:
    values = {name: value for name, value in row.items() if name != "pin"}
    with readable("council", row["id"]):
        for name in TOLD:
            values[name] = Text(tuple(json.loads(values[name]).items()))
        values["council"] = Council.model_validate_json(values.pop("council_json"))
        values["register"] = Register.model_validate_json(values.pop("register_json"))
        values["file"] = CouncilFile.model_validate_json(values.pop("file_json"))
        values["plans"] = _PLANS.validate_json(values.pop("plans_json"))
    return CouncilRow(**values)
