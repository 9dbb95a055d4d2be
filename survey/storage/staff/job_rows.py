"""Slow work that staff asked for: what waits, how far it is, and what came of it.

It knows no kind of work. A row holds no secret, no name and no address.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from survey.errors import Refused
from survey.storage.schema import jobs

JobStage = Literal["waiting", "working", "done", "failed"]
#: Work that is over, of one kind and study, that is kept: the newest.
_KEPT = 5
_STOPPED = "The program was stopped while this was worked out. Nothing was lost; start it again."


@dataclass(frozen=True, slots=True)
class JobRow:
    """One piece of work: `asked` are the whole numbers it was asked with, `done` of `of` steps are
    done, `words` say what is to be said of it, `result` is what came of it as JSON."""

    id: str
    turn: int
    kind: str
    study_id: str
    role: str
    asked: Mapping[str, int]
    stage: JobStage
    done: int
    of: int
    words: str
    result: str | None


_COLUMNS = [jobs.c[field.name] for field in fields(JobRow)]


def add(conn: Connection, kind: str, study_id: str, role: str, asked: Mapping[str, int]) -> JobRow:
    """Put work at the end of what waits, and let go of the oldest of its kind that is over."""
    of_before = [one for one in every(conn, study_id) if one.kind == kind]
    over = [one.id for one in of_before if one.stage in ("done", "failed")]
    conn.execute(delete(jobs).where(jobs.c.id.in_(over[_KEPT - 1 :])))
    turn = 1 + (conn.execute(select(func.max(jobs.c.turn))).scalar() or 0)
    row = JobRow(
        secrets.token_hex(16), turn, kind, study_id, role, dict(asked), "waiting", 0, 0, "", None
    )
    values = {name: getattr(row, name) for name in (field.name for field in fields(row))}
    conn.execute(insert(jobs).values(values | {"asked": _as_text(asked)}))
    return row


def get(conn: Connection, job_id: str) -> JobRow:
    """Return work by its id; Refused where there is none."""
    row = conn.execute(select(*_COLUMNS).where(jobs.c.id == job_id)).first()
    if row is None:
        raise Refused("There is no such work.", do="It may be over long since; start it again.")
    return _row(row)


def every(conn: Connection, study_id: str | None = None) -> tuple[JobRow, ...]:
    """Return all work, the newest first; of one study where it is named."""
    found = select(*_COLUMNS).order_by(jobs.c.turn.desc())
    if study_id is not None:
        found = found.where(jobs.c.study_id == study_id)
    return tuple(_row(row) for row in conn.execute(found))


def same(
    conn: Connection, kind: str, study_id: str, asked: Mapping[str, int], stages: Sequence[JobStage]
) -> JobRow | None:
    """Return the newest work that was asked for in the same way and is in one of these stages."""
    found = select(*_COLUMNS).where(
        jobs.c.kind == kind,
        jobs.c.study_id == study_id,
        jobs.c.asked == _as_text(asked),
        jobs.c.stage.in_(stages),
    )
    row = conn.execute(found.order_by(jobs.c.turn.desc()).limit(1)).first()
    return None if row is None else _row(row)


def take(conn: Connection) -> JobRow | None:
    """Return the first work that waits, which is being worked on from now; None where none waits.

    To be called in a transaction that writes.
    """
    waiting = select(*_COLUMNS).where(jobs.c.stage == "waiting").order_by(jobs.c.turn).limit(1)
    row = conn.execute(waiting).first()
    if row is None:
        return None
    mine = update(jobs).where(jobs.c.id == row.id, jobs.c.stage == "waiting")
    taken = conn.execute(mine.values(stage="working", done=0, of=0, words="")).rowcount
    return _row(row) if taken else None


def withdraw(conn: Connection, job_id: str) -> bool:
    """Let go of work that waits, and tell whether it did: nothing happens where it was begun."""
    waiting = delete(jobs).where(jobs.c.id == job_id, jobs.c.stage == "waiting")
    return conn.execute(waiting).rowcount > 0


def progress(conn: Connection, job_id: str, done: int, of: int) -> None:
    """Note how far work is; nothing happens where it is over."""
    working = update(jobs).where(jobs.c.id == job_id, jobs.c.stage == "working")
    conn.execute(working.values(done=done, of=of))


def end(
    conn: Connection, job_id: str, stage: JobStage, words: str, result: str | None = None
) -> None:
    """Note that work is over; nothing happens where it was before."""
    working = update(jobs).where(jobs.c.id == job_id, jobs.c.stage == "working")
    conn.execute(working.values(stage=stage, words=words, result=result))


def stopped(conn: Connection, job_id: str | None = None) -> None:
    """Note of work (None: of all) that nobody works on any more that it was cut short."""
    working = update(jobs).where(jobs.c.stage == "working")
    if job_id is not None:
        working = working.where(jobs.c.id == job_id)
    conn.execute(working.values(stage="failed", words=_STOPPED))


def _as_text(asked: Mapping[str, int]) -> str:
    return json.dumps(dict(asked), sort_keys=True, separators=(",", ":"))


def _row(row: Any) -> JobRow:
    return JobRow(**{**row._asdict(), "asked": json.loads(row.asked)})
