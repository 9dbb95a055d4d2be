"""The asks that readers may see on a day.

It knows what is public. What is a draft, waits or was put aside it never gives.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.follow_up.asks import Ask
from survey.storage.follow_up import ask_rows
from survey.storage.follow_up.ask_rows import AskRow
from survey.storage.studies.published_editions import every_edition


def public_asks(connection: Connection, today: date) -> tuple[Ask, ...]:
    """Return all asks that readers may see on a day, withdrawn ones too, by study or council and
    number. Whoever prints how they stand works it out with `ask_standing`."""
    return _public(connection, ask_rows.every_ask(connection), today)


def public_asks_of(connection: Connection, of_id: str, today: date) -> tuple[Ask, ...]:
    """Return those of one study or council, in the order of their numbers."""
    return _public(connection, ask_rows.ask_rows_of(connection, of_id), today)


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
