"""The end of data, stored: what was erased when, and who destroyed a share sheet.

It knows names, days and numbers of sheets. It must not know an answer or a sheet's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from survey.storage.schema import (
    data_ends,
    destroyed_sheets,
    destruction_links,
    held_sheets,
    sheet_checks,
)

ConfirmedHow = Literal["signed in", "by link", "at the machine"]


@dataclass(frozen=True, slots=True)
class DataEnd:
    """That the sealed answers of a study or council were erased: the day, the last day on which a
    backup may hold them, the day on which nothing was left in the files (None: erasing was cut
    short), and that on which nothing that can be opened was left (None: not yet)."""

    study_id: str
    archived_on: date
    backups_until: date
    finished_on: date | None = None
    shredded_on: date | None = None


@dataclass(frozen=True, slots=True)
class DestroyedSheet:
    """A sheet whose holder confirmed that it is destroyed, and how they did."""

    sheet: int
    day: date
    how: ConfirmedHow
    who: str


@dataclass(frozen=True, slots=True)
class HeldSheet:
    """Who holds a sheet of what was archived: the role it was made for, and whose account that is
    ("": not known)."""

    sheet: int
    holder: str
    account_id: str


def end_of(conn: Connection, study_id: str) -> DataEnd | None:
    """Return when the data of a study or council ended; None where it has not."""
    row = conn.execute(select(data_ends).where(data_ends.c.study_id == study_id)).first()
    return None if row is None else DataEnd(**row._mapping)


def every_end(conn: Connection) -> tuple[DataEnd, ...]:
    """Return all ends, in the order of their names."""
    found = conn.execute(select(data_ends).order_by(data_ends.c.study_id))
    return tuple(DataEnd(**row._mapping) for row in found)


def begin_end(conn: Connection, study_id: str, day: date, backups_until: date) -> None:
    """Store that the data of a study or council is erased from this day on."""
    row = {"study_id": study_id, "archived_on": day, "backups_until": backups_until}
    conn.execute(insert(data_ends).values(row))


def note_finished(conn: Connection, study_id: str, day: date, backups_until: date) -> None:
    """Store that nothing of what was erased is left in the files here, and so until when a backup
    may hold it; what was finished before stays so."""
    here = _of(study_id).where(data_ends.c.finished_on.is_(None))
    conn.execute(here.values(finished_on=day, backups_until=backups_until))


def note_shredded(conn: Connection, study_id: str, day: date) -> None:
    """Store that nothing which can be opened is left anywhere; whose sheet was whose ends."""
    conn.execute(_of(study_id).values(shredded_on=day))
    conn.execute(delete(held_sheets).where(held_sheets.c.study_id == study_id))


def keep_holders(conn: Connection, of: str) -> None:
    """Store who holds which sheet, before all else that is kept of the sheets is erased."""
    here = sheet_checks.c
    found = select(here.of_id, here.number, here.holder, here.account_id).where(here.of_id == of)
    names = ["study_id", "sheet", "holder", "account_id"]
    conn.execute(insert(held_sheets).from_select(names, found))


def held(conn: Connection, of: str) -> tuple[HeldSheet, ...]:
    """Return who holds the sheets of what was archived, as far as that is known."""
    here = held_sheets.c
    found = select(here.sheet, here.holder, here.account_id).where(here.study_id == of)
    return tuple(HeldSheet(*row) for row in conn.execute(found.order_by(here.sheet)))


def release_held(conn: Connection, account_id: str) -> None:
    """Let the sheets of an account that leaves belong to none."""
    mine = update(held_sheets).where(held_sheets.c.account_id == account_id)
    conn.execute(mine.values(account_id=""))


def destroyed(conn: Connection, study_id: str) -> tuple[DestroyedSheet, ...]:
    """Return the sheets whose holders confirmed, in the order of their numbers."""
    here = destroyed_sheets.c
    found = select(here.sheet, here.day, here.how, here.who).where(here.study_id == study_id)
    return tuple(DestroyedSheet(*row) for row in conn.execute(found.order_by(here.sheet)))


def add_destroyed(conn: Connection, study_id: str, sheet: DestroyedSheet) -> None:
    """Store that a sheet is destroyed; its link leads nowhere any more."""
    row = {"sheet": sheet.sheet, "day": sheet.day, "how": sheet.how, "who": sheet.who}
    conn.execute(insert(destroyed_sheets).values(study_id=study_id, **row))
    _drop_link(conn, study_id, sheet.sheet)


def take_back_destroyed(conn: Connection, study_id: str, sheet: int) -> None:
    """Forget that a sheet was said to be destroyed."""
    here = destroyed_sheets.c
    conn.execute(delete(destroyed_sheets).where(here.study_id == study_id, here.sheet == sheet))


def put_link(conn: Connection, study_id: str, sheet: int, mark: bytes, until_hour: int) -> None:
    """Store the mark (32 bytes) of a link for a sheet, in place of one that there was."""
    _drop_link(conn, study_id, sheet)
    row = {"study_id": study_id, "sheet": sheet, "mark": mark, "until_hour": until_hour}
    conn.execute(insert(destruction_links).values(row))


def by_link(conn: Connection, mark: bytes, hour: int) -> tuple[str, int] | None:
    """Return the study and the sheet that a link is for; None where it leads nowhere by now."""
    here = destruction_links.c
    found = select(here.study_id, here.sheet).where(here.mark == mark, here.until_hour > hour)
    row = conn.execute(found).first()
    return None if row is None else (row.study_id, row.sheet)


def drop_old_links(conn: Connection, hour: int) -> int:
    """Erase the links whose hour has come, and return how many."""
    old = delete(destruction_links).where(destruction_links.c.until_hour <= hour)
    return conn.execute(old).rowcount


def _of(study_id: str) -> Any:
    return update(data_ends).where(data_ends.c.study_id == study_id)


def _drop_link(conn: Connection, study_id: str, sheet: int) -> None:
    here = destruction_links.c
    conn.execute(delete(destruction_links).where(here.study_id == study_id, here.sheet == sheet))
