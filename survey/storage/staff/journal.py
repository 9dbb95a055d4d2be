"""The journal: what staff did, on which day and in which role; it is added to and never changed.

It knows acts of staff. It must not know what people do who answer, or any time of theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from survey.errors import BadInput
from survey.sealing.journal_chain import START, ChainCheck, JournalEntry, chained, check_chain
from survey.storage.database import hold_journal
from survey.storage.keys import pins
from survey.storage.schema import journal, journal_head

#: The name under which a connection carries the role of whoever works on it, and that of whoever
#: gives commands at the machine.
ROLE = "survey_role"
OPERATOR = "operator"

#: Rows that are fetched at once.
_AT_ONCE = 100

#: Characters that the words on an act may have.
WORDS = 4_000

_LONGEST = {"study_id": 40, "role": 100, "event": 60, "words": WORDS}
_COLUMNS = [journal.c[name] for name in JournalEntry._fields]


def note(
    conn: Connection,
    *,
    day: date,
    study_id: str,
    event: str,
    words: str = "",
    role: str = "",
) -> JournalEntry:
    """Add what staff do in the transaction of a connection, and return the entry.

    `study_id` is the study or council it was done to ("": none); `role` is by default the one that
    the connection carries. BadInput for a field that is too long.
    """
    role = role or conn.get_execution_options().get(ROLE, OPERATOR)
    _require_short(study_id=study_id, role=role, event=event, words=words)
    hold_journal(conn)
    number, before = head(conn)
    entry = chained(number + 1, day, study_id, role, event, words, before)
    sound = _wrong_head(conn, number, before) == ""
    conn.execute(insert(journal).values(entry._asdict()))
    if sound:  # else what is wrong stays to be seen
        pin_head(conn)
    return entry


def entries(
    conn: Connection, *, study_id: str | None = None, search: str = "", back_from: int | None = None
) -> Iterator[JournalEntry]:
    """Return the entries in order: all, or those of one study or council, and of these the ones in
    which `search` occurs, in any case. With `back_from` they come backwards, from the one before
    that number on (0: from the newest)."""
    wanted = search.casefold()
    for row in _rows(conn, study_id, back_from):
        entry = JournalEntry._make(row)
        said = (entry.day.isoformat(), *entry[2:6])
        if not wanted or any(wanted in part.casefold() for part in said):
            yield entry


def _rows(conn: Connection, study_id: str | None, back_from: int | None) -> Iterator[Row[Any]]:
    """Return the rows in one order or the other, a few at a time."""
    number, here = journal.c.number, select(*_COLUMNS).limit(_AT_ONCE)
    if study_id is not None:
        here = here.where(journal.c.study_id == study_id)
    here = here.order_by(number if back_from is None else number.desc())
    found = conn.execute(here.where(number < back_from) if back_from else here).all()
    while found:
        yield from found
        last = found[-1].number
        further = number > last if back_from is None else number < last
        found = conn.execute(here.where(further)).all()


def count_of(conn: Connection, study_id: str) -> int:
    """Return how many entries a study or council has."""
    here = select(func.count()).select_from(journal).where(journal.c.study_id == study_id)
    return conn.execute(here).scalar_one()


def newest_of(conn: Connection, study_id: str, events: Collection[str]) -> tuple[int, date] | None:
    """Return number and day of the newest entry of a study or council that is one of these acts;
    None where there is none."""
    here = (journal.c.study_id == study_id, journal.c.event.in_(events))
    found = select(journal.c.number, journal.c.day).where(*here)
    row = conn.execute(found.order_by(journal.c.number.desc()).limit(1)).first()
    return (row.number, row.day) if row else None


def head(conn: Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest entry; 0 and 32 zero bytes before the first."""
    newest = select(journal.c.number, journal.c.hash).order_by(journal.c.number.desc()).limit(1)
    row = conn.execute(newest).first()
    return (row.number, bytes(row.hash)) if row else (0, START)


def check(conn: Connection) -> ChainCheck:
    """Return whether the entries make one chain that ends where it was pinned to end."""
    found = check_chain(entries(conn))
    if found.wrong:
        return found
    return found._replace(wrong=_wrong_head(conn, found.entries, found.head))


def pin_head(conn: Connection) -> None:
    """Pin the newest entry as the end of the journal."""
    number, newest = head(conn)
    row: dict[str, Any] = {"number": number, "hash": newest}
    row["pin"] = pins.pin_of(conn, "journal", row)
    if not conn.execute(update(journal_head).values(row)).rowcount:
        conn.execute(insert(journal_head).values(one=1, **row))


def _wrong_head(conn: Connection, number: int, newest: bytes) -> str:
    row = conn.execute(select(journal_head)).first()
    if row is None:
        return "its end was not pinned" if number else ""
    if not pins.holds(conn, "journal", row._asdict()):
        return "the pin of its end does not hold"
    if row.number > number:
        return f"it was pinned with {row.number} entries"
    if (row.number, bytes(row.hash)) != (number, newest):
        return f"entry {row.number} is not the newest as it was pinned"
    return ""


def _require_short(**fields: str) -> None:
    for name, said in fields.items():
        if len(said) > _LONGEST[name]:
            raise BadInput(
                f"An entry of the journal holds {_LONGEST[name]} characters here, and this has "
                f"{len(said)}.",
                kept="Nothing was changed.",
                do="Write fewer words.",
            )
