"""The asks that readers may see on a day.

It knows what is public. What is a draft, waits or was put aside it never gives.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.follow_up.asks import Ask
from survey.storage.follow_up import ask_rows
from survey.storage.follow_up.ask_rows import AskRow
from survey.storage.studies.published_editions import (
    editions_of,
    every_edition,
    every_facts,
    facts_of,
)

#: Earlier asks of others that a report says the standing of.
MOST_EARLIER = 8


def public_asks(connection: Connection, today: date) -> tuple[Ask, ...]:
    """Return all asks that readers may see on a day, withdrawn ones too, by study or council and
    number. Whoever prints how they stand works it out with `ask_standing`."""
    return _public(connection, ask_rows.every_ask(connection), today)


def public_asks_of(connection: Connection, of_id: str, today: date) -> tuple[Ask, ...]:
    """Return those of one study or council, in the order of their numbers."""
    return _public(connection, ask_rows.ask_rows_of(connection, of_id), today)


def open_asks(connection: Connection, today: date) -> tuple[Ask, ...]:
    """Return those whose report everybody may read: it asks for no passphrase."""
    locked = {of_id for of_id, facts in every_facts(connection).items() if facts.passphrase}
    return tuple(one for one in public_asks(connection, today) if one.of_id not in locked)


def asks_of_report(
    connection: Connection, of_id: str, today: date, *, practice: bool
) -> tuple[tuple[Ask, ...], tuple[Ask, ...]]:
    """Return the asks that stand in the report of a study or council: its own, with those that go
    out together with it, and the newest earlier ones of others.

    One that is published for a day after the first on which the report can be read, and one whose
    facts are still looked at, stand in none yet. A report for practice has earlier asks for
    practice alone, any other has none of them.
    """
    first = _read_from(connection, of_id, today).isoformat()
    own = tuple(
        one.ask
        for one in ask_rows.ask_rows_of(connection, of_id)
        if (one.stand == "published" and one.ask.published_on <= first)
        or (one.stand == "ready" and not (one.preview_until and today <= one.preview_until))
    )
    others = [
        one
        for one in open_asks(connection, today)
        if one.of_id != of_id and one.practice == practice and not one.withdrawn_on
    ]
    others.sort(key=lambda one: one.published_on, reverse=True)
    return own, tuple(others[:MOST_EARLIER])


def _read_from(conn: Connection, of_id: str, today: date) -> date:
    """Return the first day on which a report that is made today can be read: what readers have
    already is not held back any more."""
    if any(one.is_read(today) for one in editions_of(conn, of_id)[:1]):
        return today
    return max(today, facts_of(conn, of_id).embargo_until or today)


def _public(conn: Connection, rows: tuple[AskRow, ...], today: date) -> tuple[Ask, ...]:
    """Return the asks of these rows that are out on a day: one may be published for a day ahead,
    and none is out before a report of what it follows from is."""
    editions = every_edition(conn)
    held_back = {one.of_id for one in editions} - {
        one.of_id for one in editions if one.is_read(today)
    }
    return tuple(
        one.ask
        for one in rows
        if one.stand in ("published", "withdrawn")
        and one.ask.published_on <= today.isoformat()
        and one.ask.of_id not in held_back
    )
