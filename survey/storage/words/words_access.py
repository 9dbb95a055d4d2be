"""Who may read the words of a study and until when: reading keys, wrapped words keys, openings.

It knows public keys and sealed bytes. It must not know a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, delete, insert, or_, select, update

from survey.storage.words.word_tables import reading_keys, words_keys, words_openings

OpeningState = Literal["reading", "set aside", "ended"]


@dataclass(frozen=True, slots=True)
class WordsOpening:
    """The opening of the words of a study: its day, and the day by which all of it is gone."""

    study_id: str
    opened_on: date
    until: date
    state: OpeningState


def keep_reading_key(conn: Connection, account_id: str, public: bytes, sealed: bytes) -> None:
    """Store the reading key of an account in place of any other; what was wrapped for that one is
    of no more use and goes."""
    for table in (reading_keys, words_keys):
        conn.execute(delete(table).where(table.c.account_id == account_id))
    conn.execute(insert(reading_keys).values(account_id=account_id, public=public, sealed=sealed))


def public_of(conn: Connection, account_id: str) -> bytes | None:
    """Return the public reading key of an account, or None."""
    here = select(reading_keys.c.public).where(reading_keys.c.account_id == account_id)
    found = conn.execute(here).scalar()
    return None if found is None else bytes(found)


def sealed_secret_of(conn: Connection, account_id: str) -> bytes | None:
    """Return the sealed secret of the reading key of an account, or None."""
    here = select(reading_keys.c.sealed).where(reading_keys.c.account_id == account_id)
    found = conn.execute(here).scalar()
    return None if found is None else bytes(found)


def let_in(conn: Connection, study_id: str, account_id: str, wrapped: bytes) -> None:
    """Store the words key of a study as it was wrapped for an account, in place of any other."""
    here = words_keys.c
    conn.execute(delete(words_keys).where(here.study_id == study_id, here.account_id == account_id))
    conn.execute(
        insert(words_keys).values(study_id=study_id, account_id=account_id, wrapped=wrapped)
    )


def wrapped_for(conn: Connection, study_id: str, account_id: str) -> bytes | None:
    """Return the words key of a study as it was wrapped for an account, or None."""
    here = words_keys.c
    wanted = (here.study_id == study_id, here.account_id == account_id)
    found = conn.execute(select(here.wrapped).where(*wanted)).scalar()
    return None if found is None else bytes(found)


def shut_out(conn: Connection, account_id: str, study_id: str = "") -> None:
    """Forget the words key as it was wrapped for an account: of a study, of the rounds of a
    council, or ("") of all. Whoever is still a moderator somewhere is let in there again."""
    here = words_keys.c
    gone = delete(words_keys).where(here.account_id == account_id)
    if study_id:
        of_rounds = here.study_id.startswith(f"{study_id}-", autoescape=True)
        gone = gone.where(or_(here.study_id == study_id, of_rounds))
    conn.execute(gone)


def forget_reading_key(conn: Connection, account_id: str) -> None:
    """Forget the reading key of an account, and all that was wrapped for it."""
    shut_out(conn, account_id)
    conn.execute(delete(reading_keys).where(reading_keys.c.account_id == account_id))


def readers_of(conn: Connection, study_id: str) -> frozenset[str]:
    """Return the ids of accounts that the words key of a study was wrapped for."""
    here = words_keys.c
    found = conn.execute(select(here.account_id).where(here.study_id == study_id))
    return frozenset(found.scalars())


def begin(conn: Connection, study_id: str, opened_on: date, until: date) -> None:
    """Note that the words of a study were opened; the last day stays that of the first opening."""
    values = {"opened_on": opened_on, "state": "reading"}
    here = words_openings.c.study_id == study_id
    if not conn.execute(update(words_openings).where(here).values(values)).rowcount:
        conn.execute(insert(words_openings).values(study_id=study_id, until=until, **values))


def begin_elsewhere(
    conn: Connection, study_id: str, opened_on: date, until: date, state: OpeningState
) -> None:
    """Note that the words of a study were opened on another machine; the last day stays that of
    the first opening."""
    here = words_openings.c.study_id == study_id
    if not conn.execute(update(words_openings).where(here).values(state=state)).rowcount:
        values = {"opened_on": opened_on, "until": until, "state": state}
        conn.execute(insert(words_openings).values(study_id=study_id, **values))


def opening_of(conn: Connection, study_id: str) -> WordsOpening | None:
    """Return the opening of the words of a study; None where they were never opened."""
    here = words_openings.c
    row = conn.execute(select(words_openings).where(here.study_id == study_id)).first()
    return None if row is None else WordsOpening(**row._mapping)


def due(conn: Connection, today: date) -> tuple[str, ...]:
    """Return the studies of which words are there though their last day is over."""
    here = words_openings.c
    found = select(here.study_id).where(here.until < today, here.state != "ended")
    return tuple(conn.execute(found.order_by(here.study_id)).scalars())
