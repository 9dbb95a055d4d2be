"""Promises P2 and P6 attacked: a flood of answers of one's own around one other person's.

The flooder keeps the receipt of each answer of their own and takes a copy of the database before
and after. They do not have the site key. What they recognise as theirs they strike out; what is
left is the other person's, with codes and texts together. The same flooder with the site key is
left with one row on each shelf, so these tests can fail.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect, select, text

from survey.errors import InstanceUnsound
from survey.mixing.founding import create_instance
from survey.mixing.mix import mix
from survey.sealing.bundles import SealedPiece, pack_bundle
from survey.sealing.codes.marks import payment_mark, shelf_tag, spent_mark
from survey.sealing.codes.slips import Withdrawal, pack_withdrawal
from survey.storage.database import migrate
from survey.storage.schema import codes, metadata, texts
from tests.storage.conftest import Submission

OWN = 110
Copy = dict[str, list[dict[str, Any]]]


def copy(office: Any) -> Copy:
    """Return a copy of every table, as anybody with the database can take it."""
    with office.instance.engine.connect() as conn:
        return {
            name: [dict(row) for row in conn.execute(select(table)).mappings()]
            for name, table in metadata.tables.items()
        }


class Receipted(Submission):
    """What one person sent, with tags that only their receipt gives, and no envelope."""

    def bundle(self) -> bytes:
        """Return the bundle, each piece with the tag of the receipt."""
        pieces = [SealedPiece(one, tag_of(one)) for one in (self.codes, *self.texts)]
        return pack_bundle(pieces[0], pieces[1:], self.draft_mark)

    def wish(self) -> bytes:
        """Return the slip that takes all of it back."""
        return pack_withdrawal(Withdrawal(tag_of(self.codes), tuple(map(tag_of, self.texts))))


def tag_of(piece: bytes) -> bytes:
    """Return the tag of a piece: what a person with the receipt can make again."""
    return hashlib.sha256(b"receipt" + piece).digest()


def people(office: Any, count: int, seed: int = 1) -> list[Receipted]:
    """Return people who have not sent yet."""
    return [Receipted(one.codes, one.texts, one.mark, one.draft_mark)
            for one in office.people(count, seed)]  # fmt: skip


def sent_by(office: Any, count: int, seed: int = 1) -> list[Receipted]:
    """Return people who sent."""
    sent = people(office, count, seed)
    assert [office.send(one) for one in sent] == ["kept"] * count
    return sent


def found_in(files: dict[str, bytes], wanted: Collection[bytes]) -> list[bytes]:
    """Return what of the wanted lies in files; PostgreSQL's own log keeps all, as is said."""
    kept = [content for name, content in files.items() if name != "pg_wal"]
    return [one for one in wanted if any(one in content for content in kept)]


def flooded(office: Any) -> tuple[Submission, list[Receipted], Copy, Copy]:
    """Flood a study until the one other person's answers have moved; return that person, the
    flood, and both copies."""
    victim, *own = people(office, OWN + 1)
    before = copy(office)
    for at, one in enumerate(own):
        if at == OWN // 2:
            assert office.send(victim) == "kept"
        assert office.send(one) == "kept"
    later = office.now
    mix(office.instance, now=later)
    while victim.codes not in office.shelved():
        later += timedelta(hours=2)
        own += sent_by(office, 60, seed=int(later.timestamp()))
        mix(office.instance, now=later)
    return victim, own, before, copy(office)


def values_of(receipts: Collection[bytes]) -> set[bytes]:
    """Return all that receipts give without the site key: tags, and what a key that is guessed
    makes of them."""
    guessed = (bytes(32), b"\xff" * 32, secrets.token_bytes(32))
    made = {make(key, tag) for key in guessed for tag in receipts
            for make in (shelf_tag, spent_mark, payment_mark)}  # fmt: skip
    return {*receipts, *made}


def left_over(
    before: Copy, after: Copy, table: str, known: Callable[[bytes], bool]
) -> list[dict[str, Any]]:
    """Return the rows that came between two copies and that the flooder does not know."""
    ids = {row["id"] for row in before[table]}
    return [row for row in after[table] if row["id"] not in ids and not known(row["tag"])]


def tags_of(own: Collection[Submission]) -> set[bytes]:
    """Return the tags that the receipts of answers give."""
    return {tag_of(piece) for one in own for piece in (one.codes, *one.texts)}


def test_a_flooder_with_two_copies_does_not_see_which_row_is_not_theirs(office: Any) -> None:
    victim, own, before, after = flooded(office)
    known = values_of(tags_of(own))
    for table, pieces in ((codes, 1), (texts, 2)):
        came = len(after[table.name]) - len(before[table.name])
        left = left_over(before, after, table.name, known.__contains__)
        assert len(left) == came
        assert came >= 60 * pieces
    assert any(row["envelope"] == victim.codes for row in after["codes"])
    others = {name: rows for name, rows in after.items() if name not in ("codes", "texts")}
    stored = {value for rows in others.values() for row in rows for value in row.values()
              if isinstance(value, bytes)}  # fmt: skip
    shelved = {row["tag"] for name in ("codes", "texts") for row in after[name]}
    assert not shelved & stored
    assert not shelved & known


def test_with_the_site_key_the_same_flooder_is_left_with_one_person(office: Any) -> None:
    victim, own, before, after = flooded(office)
    key = office.instance.site_key
    known = {shelf_tag(key, tag) for tag in tags_of(own)}
    (row,) = left_over(before, after, "codes", known.__contains__)
    assert row["envelope"] == victim.codes
    words = left_over(before, after, "texts", known.__contains__)
    assert {one["envelope"] for one in words} == set(victim.texts)


def test_tags_of_an_older_database_come_under_the_key_and_every_receipt_works(
    office: Any, thief: Any
) -> None:
    sent = sent_by(office, 60)
    mix(office.instance, now=office.now)
    shelved = {one.codes for one in sent} & set(office.shelved())
    raw = {piece: tag_of(piece) for one in sent for piece in (one.codes, *one.texts)}
    with office.instance.engine.begin() as conn:
        for table in (codes, texts):
            for envelope in conn.execute(select(table.c.envelope)).scalars().all():
                here = table.c.envelope == envelope
                conn.execute(table.update().where(here).values(tag=raw[envelope]))
        as_of(conn, "0011")
    instance = office.instance
    assert found_in(thief.copy(), raw.values())
    instance.engine.dispose()
    thief.engine.dispose()
    create_instance(instance.folder, instance.settings, secrets.token_bytes).close()
    assert not found_in(thief.copy(), raw.values())
    back = [one for one in sent if one.codes in shelved][:7]
    waiting = [one for one in sent if one.codes not in shelved][:3]
    office.take_back(*back, *waiting)
    report = mix(instance, now=office.now + timedelta(hours=2))
    assert report.withdrawn == 10
    assert set(office.shelved()) == shelved - {one.codes for one in back}


def as_of(conn: Connection, revision: str) -> None:
    """Take away the tables and columns that came after a revision."""
    blank = create_engine("sqlite://")
    migrate(blank, revision)
    before, now = inspect(blank), inspect(conn)
    for table in set(now.get_table_names()) - set(before.get_table_names()):
        conn.execute(text(f"DROP TABLE {table} CASCADE".removesuffix(_only_there(conn))))
    for table in before.get_table_names():
        kept = {column["name"] for column in before.get_columns(table)}
        for column in now.get_columns(table):
            if column["name"] not in kept:
                conn.execute(text(f"ALTER TABLE {table} DROP COLUMN {column['name']}"))
    conn.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    blank.dispose()


def _only_there(conn: Connection) -> str:
    """Return what SQLite does not say when a table goes: there other tables do not hold it."""
    return " CASCADE" if conn.dialect.name == "sqlite" else ""


def test_tags_without_the_site_key_stay_what_they_are(office: Any) -> None:
    office.send_many(45)
    mix(office.instance, now=office.now)
    before = copy(office)["codes"]
    with office.instance.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0011'"))
    (office.instance.folder / "keys" / "site.key").unlink()
    office.instance.engine.dispose()
    with pytest.raises(InstanceUnsound, match="site key"):
        create_instance(office.instance.folder, office.instance.settings, secrets.token_bytes)
    assert copy(office)["codes"] == before
