"""What two backups around one person's visit tell a thief who has both, the key to them and the
site key: everything but `ephemeral/`. And that what a backup holds comes back on either database.
"""

from __future__ import annotations

import sqlite3
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pyrage
import pytest
from pyrage import x25519
from sqlalchemy import Connection, Engine, event, select

from survey.errors import InstanceUnsound, Refused
from survey.mixing.mix import mix
from survey.mixing.repair import give_up_waiting_letters
from survey.services.upkeep.back_up import back_up
from survey.services.upkeep.restore_backup import rehearse, restore
from survey.storage.database import is_sqlite, writing
from survey.storage.instance import unchecked_instance
from survey.storage.schema import joinings, metadata
from tests.storage.conftest import empty
from tests.storage.thief import Thief, traces

ON_SQLITE = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)],
    indirect=True,
)
ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url",
    ["postgresql", pytest.param("sqlite", marks=pytest.mark.long)],
    indirect=True,
)

#: What staff do themselves is noted on the day on which they do it.
OF_STAFF = {"journal", "journal_head"}


@dataclass(frozen=True)
class StolenBackup:
    """A backup as a thief with its key has it: its files, and every row of every table."""

    files: dict[str, bytes]
    rows: dict[str, list[tuple[Any, ...]]]


class Keeper:
    """Somebody who makes backups of an office, and the thief who has their key."""

    def __init__(self, office: Any, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.key = x25519.Identity.generate()

    def back_up(self, name: str) -> Path:
        """Make a backup."""
        file = self.folder / f"{name}.age"
        back_up(self.office.instance, file, [str(self.key.to_public())], self.office.now.date())
        return file

    def steal(self, name: str) -> StolenBackup:
        """Make a backup and give all that is in it."""
        archive = BytesIO(pyrage.decrypt(self.back_up(name).read_bytes(), [self.key]))
        with tarfile.open(fileobj=archive) as read:
            files = {one.name: read.extractfile(one).read() for one in read}  # type: ignore[union-attr]
        database = self.folder / f"{name}.db"
        database.write_bytes(files["survey.db"])
        with closing(sqlite3.connect(database)) as conn:
            rows = {
                table: sorted(conn.execute(f"SELECT * FROM {table}"), key=repr)
                for table in metadata.tables
            }
        return StolenBackup(files, rows)


@pytest.fixture
def keeper(office: Any, tmp_path: Path) -> Keeper:
    """Give somebody who keeps backups of an office in which 45 people sent, and a mix was."""
    office.send_many(45)
    mix(office.instance, now=office.now, rng=Random(3))
    return Keeper(office, tmp_path)


def differing(one: StolenBackup, other: StolenBackup) -> set[str]:
    """Give the tables that are not the same in two backups."""
    return {name for name in one.rows if one.rows[name] != other.rows[name]}


@ON_POSTGRESQL
def test_two_backups_around_a_visit_are_the_same_and_hold_nothing_of_it(
    office: Any, thief: Thief, keeper: Keeper
) -> None:
    before = keeper.steal("before")
    (person, back) = office.people(2, seed=4)
    waiting = joinings.insert().values(
        id=b"j" * 16, council_id="c", batch_number=office.batch().number, sealed=b"s" * 900
    )
    assert office.send(person) == office.send(back) == "kept"
    office.take_back(back)
    office.feel("very_hard")
    with writing(office.instance.engine) as conn:
        conn.execute(waiting)
    after = keeper.steal("after")
    assert differing(before, after) == OF_STAFF
    assert not any(after.rows[name] for name in ("letters", "slips", "joinings", "spent"))
    assert len(before.files["survey.db"]) == len(after.files["survey.db"])
    assert before.files["keys/site.key"] == office.instance.site_key
    with office.instance.engine.connect() as conn:
        letters = list(conn.execute(select(metadata.tables["letters"].c.sealed)).scalars())
        slips = list(conn.execute(select(metadata.tables["slips"].c.sealed)).scalars())
    for stolen in (before, after):
        assert traces(stolen.files, letters + slips + [b"s" * 900], 256) == 0
        assert not any(person.mark in content for content in stolen.files.values())
    live = thief.copy()  # so that this is known to look in the right place
    live.pop("pg_wal", None)
    assert traces(live, letters, 256) > 0
    assert any(person.mark in content for content in live.values())


@ON_SQLITE
def test_what_differs_after_a_mix_came_with_a_crowd(office: Any, keeper: Keeper) -> None:
    before = keeper.steal("before")
    office.send_many(45, seed=5)
    assert differing(before, keeper.steal("waiting")) == OF_STAFF
    mix(office.instance, now=office.now + timedelta(hours=2), rng=Random(6))
    after = keeper.steal("after")
    assert differing(before, after) == {"codes", "texts", "studies", "batch"} | OF_STAFF
    assert len(set(after.rows["codes"]) - set(before.rows["codes"])) >= 20


@ON_SQLITE
def test_marks_of_what_was_closed_stay_and_those_of_an_open_study_go(
    office: Any, keeper: Keeper
) -> None:
    """A round that is taken up again must not take a second answer of a member."""
    office.add_study("other")
    office.send_many(3, seed=7, study_id="other")
    mix(office.instance, now=office.now, closing="study")
    assert {row[1] for row in keeper.steal("one").rows["spent"]} == {"study"}


@ON_POSTGRESQL
def test_a_mix_stands_in_nobodys_way_while_a_backup_is_written(office: Any, keeper: Keeper) -> None:
    """Waiting for the copy, it would keep out whoever sends; SQLite is copied without that."""
    met: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def mix_meanwhile(conn: Connection, _cursor: object, words: str, *_more: object) -> None:
        if met or not (is_sqlite(conn) and words.startswith("INSERT INTO studies ")):
            return
        met.append("a copy")
        met.append(mix(office.instance, now=office.now + timedelta(hours=2)).why)
        with pytest.raises(InstanceUnsound, match="A backup is being written") as refused:
            mix(office.instance, now=office.now, closing="study")
        met.append(refused.value.kept)

    try:
        keeper.back_up("one")
    finally:
        event.remove(Engine, "before_cursor_execute", mix_meanwhile)
    if is_sqlite(office.instance.engine):
        assert met == []
    else:
        why = "A backup is being written, so the letters wait a little longer. The next try mixes."
        assert met == ["a copy", why, "Nothing was changed."]
        assert office.study().state == "open"
    assert mix(office.instance, now=office.now + timedelta(hours=2)).mixed


@ON_POSTGRESQL
def test_a_backup_of_either_database_is_rehearsed_and_comes_back_whole(
    office: Any, keeper: Keeper, postgresql: Any
) -> None:
    shelved, released = sorted(office.shelved()), office.study()
    file = keeper.back_up("one")
    identity = str(keeper.key)
    settings = office.instance.settings
    seen = rehearse(file, [identity], settings, office.now, keeper.folder)
    assert [one.what for one in seen.checks if not one.ok] == []
    for name, address in (("embedded", ""), ("server", postgresql.address)):
        if address and settings.database_url:
            with pytest.raises(Refused, match="something in the database"):
                restore(file, [identity], keeper.folder / "refused", office.now.date(), address)
            assert not (keeper.folder / "refused").exists()
            office.instance.close()
        if address:
            empty(address)
        folder = keeper.folder / name
        restore(file, [identity], folder, office.now.date(), address)
        assert (folder / "survey.db").exists() == (not address)
        there = unchecked_instance(folder, settings.model_copy(update={"database_url": address}))
        lost = give_up_waiting_letters(there, Random(8).randbytes, office.now.toordinal())
        again = replace(office, instance=there)
        assert sorted(again.shelved()) == shelved
        assert replace(again.study(), about=released.about) == released
        assert lost.letters == 0
        assert again.send(office.people(1, seed=9)[0]) == "kept"
        there.close()


@ON_POSTGRESQL
def test_a_backup_made_while_it_is_mixed_is_of_one_moment(office: Any, keeper: Keeper) -> None:
    """As many rows as a study counts are on its shelves, before the mix or after it."""
    office.send_many(45, seed=10)
    with ThreadPoolExecutor(1) as beside:
        hour = office.now + timedelta(hours=2)
        mixing = beside.submit(mix, office.instance, now=hour, rng=Random(11))
        stolen = keeper.steal("one")
        mixing.result()
    with closing(sqlite3.connect(keeper.folder / "one.db")) as conn:
        (counted,) = conn.execute("SELECT counted FROM studies").fetchone()
    assert len(stolen.rows["codes"]) == counted > 0
    assert len(stolen.rows["texts"]) == 2 * counted
