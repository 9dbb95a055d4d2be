"""Asking for slow work, seeing how far it is, and withdrawing it while it waits.

Whoever asks for the same again sees the first. It must not know who may see what: its door does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from survey.errors import Refused
from survey.services.jobs.kinds_of_work import asked_for, kind_of_work, withdrawn
from survey.services.jobs.wanted_still import MINUTE, TOO_LATE, minute_of, waited_too_long
from survey.services.steps.work_under_way import somebody_works
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import job_rows, journal
from survey.storage.staff.job_rows import JobRow, JobStage

#: The largest number that work is asked with: far too small to hide anything in.
_LARGEST = 1_000_000
_STOPPED = "The program that worked on this was stopped. Nothing was lost; start it again."
_NOBODY = "It waits until the program runs again that works on it."


@dataclass(frozen=True, slots=True)
class SeenWork:
    """Work as it is shown: `title` is its kind in words, `tenths` how much of it is done in tenths
    (None: not known), `can_start` whether it can be asked for again: it is over, and the newest of
    its kind for its study."""

    id: str
    study_id: str
    kind: str
    title: str
    role: str
    stage: JobStage
    words: str
    tenths: int | None
    asked: Mapping[str, int]
    result: str | None
    can_start: bool


def ask_for_work(
    instance: Instance,
    kind: str,
    study_id: str,
    role: str,
    asked: Mapping[str, int],
    noted_on: date | None = None,
) -> str:
    """Ask for work and return its id; that of the first where the same waits or is worked on.

    With a day, the journal notes that it was asked for. Refused for a kind that there is not, and
    for anything but its whole numbers.
    """
    wanted = kind_of_work(kind)
    if set(asked) != wanted.takes or not all(
        type(one) is int and 0 <= one <= _LARGEST for one in asked.values()
    ):
        raise Refused(
            "This work cannot be asked for like that.",
            kept="Nothing was started.",
            do="Write whole numbers of up to a million.",
        )
    said = wanted.in_words(asked)
    dead = not somebody_works(instance.folder)
    with writing(instance.engine) as connection:
        if dead:
            job_rows.stopped(connection)
        if wanted.is_for_ever:
            first = _still_wanted(connection, kind, study_id)
            asked = {**asked, MINUTE: minute_of(datetime.now(UTC))}
        else:
            first = job_rows.same(connection, kind, study_id, asked, ("waiting", "working"))
        if first is not None:
            return first.id
        if noted_on is not None:
            journal.note(
                connection,
                day=noted_on,
                study_id=study_id,
                event=asked_for(kind),
                words=said,
            )
        return job_rows.add(connection, kind, study_id, role, asked).id


def ask_again(instance: Instance, job_id: str, role: str, noted_on: date | None = None) -> str:
    """Ask once more for work that failed or is over, and return the id of the new one; Refused for
    what can never be undone."""
    with instance.engine.connect() as connection:
        row = job_rows.get(connection, job_id)
    if kind_of_work(row.kind).is_for_ever:
        raise Refused(
            "This can never be undone, so it is not started again from here.",
            kept="Nothing was started.",
            do="Read on its own page what it does, and ask for it there.",
        )
    return ask_for_work(instance, row.kind, row.study_id, role, row.asked, noted_on)


def withdraw_work(instance: Instance, kind: str, study_id: str, noted_on: date) -> None:
    """Withdraw work that waits, which the journal notes; Refused where it has begun, or none waits.

    Whatever is withdrawn was not touched: it can be asked for again. What a program worked on that
    was stopped goes on no more.
    """
    dead = not somebody_works(instance.folder)
    with writing(instance.engine) as connection:
        if dead:
            job_rows.stopped(connection)
        rows = [one for one in job_rows.every(connection, study_id) if one.kind == kind]
        if any(one.stage == "working" for one in rows):
            raise Refused(
                "This has begun, so it cannot be taken back any more.",
                kept="It goes on as it was asked for.",
            )
        # all of them: of what waited for too long a row may still lie beside the newest
        if not [one for one in rows if job_rows.withdraw(connection, one.id)]:
            raise Refused(
                "Nothing of this kind waits any more.",
                kept="Nothing was changed.",
                do="See whether it is over, or somebody else took it back.",
            )
        journal.note(connection, day=noted_on, study_id=study_id, event=withdrawn(kind))


def _still_wanted(connection: Connection, kind: str, study_id: str) -> JobRow | None:
    """Return what was asked for, is not over, and did not wait for too long."""
    now = datetime.now(UTC)
    for row in job_rows.every(connection, study_id):
        waits = row.stage == "waiting" and not waited_too_long(row.asked, now)
        if row.kind == kind and (waits or row.stage == "working"):
            return row
    return None


def is_newest_act(instance: Instance, work: SeenWork) -> bool:
    """Tell whether nothing was done to a study since work was asked for, as its journal says."""
    with instance.engine.connect() as connection:
        newest = next(journal.entries(connection, study_id=work.study_id, back_from=0), None)
    return newest is not None and newest.event == asked_for(work.kind)


def see_work(instance: Instance, job_id: str) -> SeenWork:
    """Return work as it is shown; Refused where there is none of that id."""
    with instance.engine.connect() as connection:
        row = job_rows.get(connection, job_id)
        newest = _newest_of_each(job_rows.every(connection, row.study_id))
    return _seen(row, somebody_works(instance.folder), newest)


def see_all_work(instance: Instance, studies: Container[str] | None = None) -> tuple[SeenWork, ...]:
    """Return all work of some studies (None: of all), the newest first."""
    alive = somebody_works(instance.folder)
    with instance.engine.connect() as connection:
        rows = job_rows.every(connection)
    newest = _newest_of_each(rows)
    return tuple(
        _seen(row, alive, newest) for row in rows if studies is None or row.study_id in studies
    )


def newest_work(
    instance: Instance, kind: str, study_id: str, *, done: bool = False
) -> SeenWork | None:
    """Return the newest work of a kind for a study, or the newest that is `done`; None where there
    is none."""
    alive = somebody_works(instance.folder)
    with instance.engine.connect() as connection:
        rows = job_rows.every(connection, study_id)
    found = (row for row in rows if row.kind == kind and (not done or row.stage == "done"))
    first = next(found, None)
    return None if first is None else _seen(first, alive, _newest_of_each(rows))


def _newest_of_each(rows: Iterable[JobRow]) -> frozenset[str]:
    """Return the ids of the newest of each kind and study among rows, of which the newest comes
    first."""
    newest: dict[tuple[str, str], str] = {}
    for row in rows:
        newest.setdefault((row.kind, row.study_id), row.id)
    return frozenset(newest.values())


def _seen(row: JobRow, alive: bool, newest: Container[str]) -> SeenWork:
    stage, words = row.stage, row.words
    if stage == "working" and not alive:
        stage, words = "failed", _STOPPED
    kind = kind_of_work(row.kind)
    if stage == "waiting" and kind.is_for_ever and waited_too_long(row.asked, datetime.now(UTC)):
        stage, words = "failed", TOO_LATE
    if stage == "waiting" and not alive:
        words = _NOBODY
    return SeenWork(
        id=row.id,
        study_id=row.study_id,
        kind=row.kind,
        title=kind.title,
        role=row.role,
        stage=stage,
        words=words,
        tenths=10 * row.done // row.of if row.of else None,
        asked=row.asked,
        result=row.result if stage == "done" else None,
        can_start=stage in ("done", "failed") and not kind.is_for_ever and row.id in newest,
    )
