"""Marks of the links by which bodies answer or look at the facts; an old one leads nowhere.

It knows marks and hours. It must not know a secret, or who has one.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from survey.storage.follow_up.ask_tables import ask_links

AskLinkPurpose = Literal["answer", "preview"]


class AskLinkPlace(NamedTuple):
    """Where a link leads: to one body of one ask, for one purpose."""

    ask_id: str
    body_id: str
    purpose: AskLinkPurpose


def put_ask_link(
    conn: Connection, place: AskLinkPlace, mark: bytes, until_hour: int, words: str = ""
) -> None:
    """Store the mark (32 bytes) of a link, and what its body reads there, in place of one that led
    to the same."""
    drop_ask_link(conn, place)
    row = place._asdict() | {"mark": mark, "until_hour": until_hour, "words": words}
    conn.execute(insert(ask_links).values(row))


def ask_link_of(conn: Connection, mark: bytes, hour: int) -> AskLinkPlace | None:
    """Return where a link leads; None where it leads nowhere by now."""
    here = ask_links.c
    found = select(here.ask_id, here.body_id, here.purpose)
    row = conn.execute(found.where(here.mark == mark, here.until_hour > hour)).first()
    return None if row is None else AskLinkPlace(*row)


def words_of_ask_link(conn: Connection, place: AskLinkPlace) -> str:
    """Return what a body reads by a link; "" where there is none."""
    here = ask_links.c
    found = select(here.words).where(
        here.ask_id == place.ask_id,
        here.body_id == place.body_id,
        here.purpose == place.purpose,
    )
    return conn.execute(found).scalar() or ""


def ask_links_made(conn: Connection, ask_id: str, hour: int) -> frozenset[AskLinkPlace]:
    """Return the places of an ask to which a link leads now."""
    here = ask_links.c
    found = select(here.ask_id, here.body_id, here.purpose)
    rows = conn.execute(found.where(here.ask_id == ask_id, here.until_hour > hour))
    return frozenset(AskLinkPlace(*row) for row in rows)


def drop_ask_link(conn: Connection, place: AskLinkPlace) -> None:
    """Erase a link."""
    here = ask_links.c
    where = (
        here.ask_id == place.ask_id,
        here.body_id == place.body_id,
        here.purpose == place.purpose,
    )
    conn.execute(delete(ask_links).where(*where))


def drop_ask_links(conn: Connection, ask_id: str) -> None:
    """Erase all links of an ask."""
    conn.execute(delete(ask_links).where(ask_links.c.ask_id == ask_id))


def drop_old_ask_links(conn: Connection, hour: int) -> int:
    """Erase the links whose hour has come, and return how many."""
    old = delete(ask_links).where(ask_links.c.until_hour <= hour)
    return conn.execute(old).rowcount
