"""Editions that were published, and what was said of who reads them when.

It knows rows and days. It must not know files, pages, or the clock.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from survey.storage.schema import published_editions, reading_facts


class EditionRow(NamedTuple):
    """One edition of a report: its number is that of the release, `card_json` what lists say of it.

    `embargo_until` is the first day on which it is read; None: since it was published.
    """

    of_id: str
    number: int
    published_on: date
    embargo_until: date | None
    card_json: str

    def is_read(self, today: date) -> bool:
        """Return whether readers have it on a day."""
        return self.embargo_until is None or self.embargo_until <= today


class ReadingFacts(NamedTuple):
    """What was said of a report: its themes, who is asked, who reads it, and when.

    `passphrase` is a salted slow hash ("": none is asked for), `embargo_until` is for the next
    edition, and on `write_again_on` readers are told more. `with_council` is the council whose part
    the report of a study carries.
    """

    themes: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    passphrase: str = ""
    embargo_until: date | None = None
    write_again_on: date | None = None
    with_council: str = ""


NO_FACTS = ReadingFacts()
_EDITION = [published_editions.c[name] for name in EditionRow._fields]
_FACTS = [reading_facts.c[name] for name in ReadingFacts._fields]


def put_edition_row(conn: Connection, edition: EditionRow) -> None:
    """Keep that an edition was published, in place of what was kept under its number."""
    held = published_editions
    here = (held.c.of_id == edition.of_id, held.c.number == edition.number)
    values = edition._asdict()
    if not conn.execute(update(held).where(*here).values(values)).rowcount:
        conn.execute(insert(held).values(values))


def hold_back(conn: Connection, of_id: str, number: int, until: date | None) -> None:
    """Change from which day on an edition is read."""
    held = published_editions
    here = (held.c.of_id == of_id, held.c.number == number)
    conn.execute(update(held).where(*here).values(embargo_until=until))


def editions_of(conn: Connection, of_id: str) -> tuple[EditionRow, ...]:
    """Return the editions of a study or council, the newest first."""
    of = published_editions.c.of_id == of_id
    found = select(*_EDITION).where(of).order_by(published_editions.c.number.desc())
    return tuple(EditionRow(*row) for row in conn.execute(found))


def every_edition(conn: Connection) -> tuple[EditionRow, ...]:
    """Return all editions of all studies and councils, the newest of each first."""
    order = (published_editions.c.of_id, published_editions.c.number.desc())
    return tuple(EditionRow(*row) for row in conn.execute(select(*_EDITION).order_by(*order)))


def facts_of(conn: Connection, of_id: str) -> ReadingFacts:
    """Return what was said of a report; nothing where nothing was."""
    row = conn.execute(select(*_FACTS).where(reading_facts.c.of_id == of_id)).first()
    return _facts(*row) if row else NO_FACTS


def every_facts(conn: Connection) -> dict[str, ReadingFacts]:
    """Return what was said of each report, by its study or council."""
    rows = conn.execute(select(reading_facts.c.of_id, *_FACTS))
    return {of_id: _facts(*facts) for of_id, *facts in rows}


def keep_facts(conn: Connection, of_id: str, facts: ReadingFacts) -> None:
    """Keep what is said of a report, in place of what was said before."""
    values = facts._asdict() | {"themes": ",".join(facts.themes), "asked": ",".join(facts.asked)}
    here = reading_facts.c.of_id == of_id
    if not conn.execute(update(reading_facts).where(here).values(values)).rowcount:
        conn.execute(insert(reading_facts).values(of_id=of_id, **values))


def _facts(themes: str, asked: str, *rest: object) -> ReadingFacts:
    return ReadingFacts(_named(themes), _named(asked), *rest)  # type: ignore[arg-type]


def _named(kept: str) -> tuple[str, ...]:
    return tuple(name for name in kept.split(",") if name)
