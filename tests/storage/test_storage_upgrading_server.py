"""Upgrades on PostgreSQL: from every earlier revision with data in it, cut short or failed."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import psycopg
import pyrage
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner, Result
from pyrage import x25519
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url

from survey.cli.main import cli
from survey.errors import DatabaseBehind, Refused, SurveyError, UpgradeFailed
from survey.mixing import batch_secrets
from survey.mixing.founding import create_instance
from survey.sealing.opening.batches import batch_public
from survey.services.upkeep.restore_backup import restore
from survey.settings import Settings
from survey.storage.backup_archive import write_archive
from survey.storage.database import make_engine
from survey.storage.files import write_private
from survey.storage.instance import unchecked_instance
from survey.storage.schema import REVISION, metadata
from survey.storage.upgrading import Upgraded, upgrade
from survey.web.public.app import app_of
from tests.storage import cut_upgrade
from tests.storage.conftest import Server
from tests.storage.older_databases import (
    LATE,
    OLDER,
    SITE_KEY,
    OldDatabases,
    OldRow,
    one_old_database,
)
from tests.storage.older_servers import (
    Shape,
    drop_databases,
    fill,
    make_database,
    not_there,
    shape_of,
)

#: The database of a test, that which is copied for it, and the secret of its batch.
NAME, COPIED = "older", "late"
SECRET = bytes(32)
#: The lock at which a server is held in its commit.
GATE = 42


class OldNode(NamedTuple):
    """An instance folder whose database is on a server and of an earlier revision."""

    folder: Path
    address: str
    rows: tuple[OldRow, ...]

    def survey(self, *words: str) -> Result:
        """Give a command at the machine of the node."""
        said = ["--instance", str(self.folder), *words]
        return CliRunner(env={"SURVEY_DATABASE_URL": self.address}).invoke(cli, said)


@pytest.fixture
def node(postgresql: Server, tmp_path: Path) -> Iterator[Callable[..., OldNode]]:
    """Make a node around a database on the server."""
    folder = tmp_path / "0"

    def make(rows: tuple[OldRow, ...], address: str) -> OldNode:
        for part in (folder, folder / "keys", folder / "ephemeral"):
            part.mkdir(mode=0o700)
        write_private(folder / "keys" / "site.key", SITE_KEY)
        batch = batch_secrets.write(folder / "ephemeral", 1, SECRET)
        first = OldRow("batch", "", {"one": 1, "public": batch.public})
        return OldNode(folder, address, (*(one for one in rows if one.table != "batch"), first))

    yield make
    drop_databases(postgresql.address, NAME)


@pytest.fixture
def old(
    older: OldDatabases, node: Callable[..., OldNode], postgresql: Server
) -> Callable[[str], OldNode]:
    """Make a node of a revision, with rows of every revision up to it."""

    def make(revision: str) -> OldNode:
        address = make_database(postgresql.address, NAME)
        fill(address, revision, older.files[revision], batch_public(SECRET))
        return node(older.rows[revision], address)

    return make


@pytest.fixture(scope="module")
def late_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give where a file of a late revision lies beside a database of it."""
    return tmp_path_factory.mktemp("late") / "late.db"


@pytest.fixture(scope="module")
def late_rows(postgresql: Server, late_file: Path) -> Iterator[tuple[OldRow, ...]]:
    """Make a database of a late revision, to be copied, with a row in each of its tables."""
    rows = one_old_database(late_file, LATE)
    fill(make_database(postgresql.address, COPIED), LATE, late_file, batch_public(SECRET))
    yield rows
    drop_databases(postgresql.address, COPIED)


@pytest.fixture
def late(
    late_rows: tuple[OldRow, ...], node: Callable[..., OldNode], postgresql: Server
) -> OldNode:
    """Give a node of a late revision."""
    return node(late_rows, make_database(postgresql.address, NAME, like=COPIED))


def said(result: Result) -> str:
    refusal = result.exception
    assert refusal is None or isinstance(refusal, SurveyError | SystemExit), refusal
    return f"{result.output}{refusal or ''}"


@pytest.mark.long
@pytest.mark.parametrize("revision", OLDER)
def test_every_row_of_an_earlier_revision_comes_along_on_a_server(
    old: Callable[[str], OldNode], revision: str
) -> None:
    here = old(revision)
    done = here.survey("upgrade")
    assert done.exit_code == 0, said(done)
    assert not_there(here.address, here.rows) == []
    engine = make_engine(here.address)
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    engine.dispose()


def serves(folder: Path, settings: Settings) -> None:
    """Start an instance as `survey doctor --repair` does, and ask for its first page."""
    create_instance(folder, settings, secrets.token_bytes).close()
    app = app_of(folder, settings)
    assert app.test_client().get("/").status_code == 200
    app.extensions["site"].instance.close()


def cut(here: OldNode, points: int) -> None:
    """Cut upgrades short, look at what is there, and start each of them again."""
    old = shape_of(here.address)
    words = [sys.executable, cut_upgrade.__file__, str(here.folder.parent), str(points)]
    place = Path(__file__).parents[2]
    subprocess.run([*words, here.address], check=True, cwd=place, env={"PYTHONPATH": "."})
    new = shape_of(cut_upgrade.address_of_copy(here.address, "whole"))
    assert (old[0] < new[0], new[0]) == (True, REVISION)
    seen = []
    for number in range(1, points + 1):
        folder = here.folder.with_name(str(number))
        address = cut_upgrade.address_of_copy(here.address, str(number))
        seen.append(shape_of(address))
        assert not_there(address, here.rows) == []
        settings = Settings(database_url=address)
        serves(folder, settings)
        assert shape_of(address) == new
        assert not_there(address, here.rows) == []
    assert {*seen} == {old, new}, "wholly the one or wholly the other, and both were met"


def test_the_power_goes_at_two_points_beside_a_server(late: OldNode) -> None:
    cut(late, 2)


def newest_act(address: str) -> tuple[str, ...]:
    """Give the newest entry of the journal on a server."""
    with psycopg.connect(address) as conn:
        wanted = "SELECT day, event, words FROM journal ORDER BY number DESC"
        day, *rest = conn.execute(wanted).fetchone() or ("",)
        return (str(day), *rest)


def test_the_journal_says_that_a_restored_backup_was_brought_up_to_date(
    late_rows: tuple[OldRow, ...], late_file: Path, postgresql: Server, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    (held / "keys").mkdir(parents=True)
    write_private(held / "survey.db", late_file.read_bytes())
    write_private(held / "keys" / "site.key", SITE_KEY)
    packed, key, file = BytesIO(), x25519.Identity.generate(), tmp_path / "backup.age"
    write_archive(held, "2026-03-02", packed)
    file.write_bytes(pyrage.encrypt(packed.getvalue(), [key.to_public()]))
    address = make_database(postgresql.address, NAME)
    try:
        restore(file, [str(key)], tmp_path / "new", date(2026, 3, 9), address)
        upgraded = ("database upgraded", f"From revision {LATE} to {REVISION}.")
        assert newest_act(address) == ("2026-03-09", *upgraded)
    finally:
        drop_databases(postgresql.address, NAME)


def test_making_it_ready_says_in_the_journal_that_it_was_brought_up_to_date(late: OldNode) -> None:
    settings = Settings(database_url=late.address)
    day = date(2026, 3, 9)
    create_instance(late.folder, settings, secrets.token_bytes, day.toordinal()).close()
    upgraded = ("database upgraded", f"From revision {LATE} to {REVISION}.")
    assert newest_act(late.address) == (day.isoformat(), *upgraded)


@pytest.mark.long
def test_the_power_goes_at_twenty_points_beside_a_server(
    old: Callable[[str], OldNode],
) -> None:
    cut(old("0001"), 20)


def as_it_was(here: OldNode, before: Shape) -> bool:
    """Tell whether a database is what it was, with all rows."""
    return shape_of(here.address) == before and not_there(here.address, here.rows) == []


def test_what_fails_is_taken_back_and_nothing_serves(late: OldNode) -> None:
    """A table of that name is in the way of a revision of the newest version."""
    before = shape_of(late.address)
    with psycopg.connect(late.address) as conn:
        conn.execute("CREATE TABLE published_editions (something INTEGER)")
    spoiled = shape_of(late.address)
    for words in (("upgrade",), ("serve",), ("study", "list"), ("doctor", "--repair")):
        refused = late.survey(*words)
        assert isinstance(refused.exception, UpgradeFailed), said(refused)
        for part in ("took everything back", "revision 0029, as before", "install the version"):
            assert part in str(refused.exception)
        assert as_it_was(late, spoiled)
    with pytest.raises(DatabaseBehind, match="not of the revision"):
        open_without_a_day(late)
    with psycopg.connect(late.address) as conn:
        conn.execute("DROP TABLE published_editions")
    assert as_it_was(late, before)
    done = late.survey("upgrade")
    assert done.exit_code == 0, said(done)
    assert shape_of(late.address)[0] == REVISION


def open_without_a_day(node: OldNode) -> None:
    """Open the public pages of a node that has all but a real day key."""
    (node.folder / "ephemeral" / "day-key").touch(mode=0o600)
    app_of(node.folder, Settings(database_url=node.address))


def test_the_check_says_what_will_happen_on_a_server_and_who_must_stop(late: OldNode) -> None:
    before = shape_of(late.address)
    seen = late.survey("upgrade", "--check")
    assert seen.exit_code == 0, said(seen)
    for part in (
        *("of revision 0029", "  0030  When a report", "one transaction", "takes all back if"),
        *("make a backup first", "Nobody else", "Nothing was changed"),
    ):
        assert part in seen.output
    assert "A copy is made first" not in seen.output
    size, needed = (float(found) for found in re.findall(r"(\d+\.\d) MiB", seen.output))
    assert size > 1.0
    assert needed == pytest.approx(2 * size, abs=0.2)
    other = make_engine(late.address)
    with other.connect() as conn:
        conn.execute(text("SELECT count(*) FROM studies"))
        in_the_way = late.survey("upgrade", "--check")
        assert in_the_way.exit_code == 1
        assert "Stop first: a program on this machine" in said(in_the_way)
        ours = unchecked_instance(late.folder, Settings(database_url=late.address))
        with pytest.raises(Refused, match="open elsewhere"):
            upgrade(late.folder, ours.engine, SITE_KEY, patience=0.0)
    other.dispose()
    ours.close()
    assert as_it_was(late, before)


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_a_server_that_goes_at_the_end_did_all_or_nothing(late: OldNode, done: bool) -> None:
    """What it did is found there, though it never said so."""
    before = shape_of(late.address)
    ours = unchecked_instance(late.folder, Settings(database_url=late.address))

    def go(conn: Connection) -> None:
        event.remove(ours.engine, "commit", go)
        if done:
            conn.connection.commit()
        end_all_sessions(late.address)

    event.listen(ours.engine, "commit", go)
    if done:
        assert upgrade(late.folder, ours.engine, SITE_KEY) == Upgraded(LATE, REVISION)
    else:
        with pytest.raises(UpgradeFailed, match="took everything back"):
            upgrade(late.folder, ours.engine, SITE_KEY)
        assert as_it_was(late, before)
        assert upgrade(late.folder, ours.engine, SITE_KEY) is not None
    ours.close()
    assert shape_of(late.address)[0] == REVISION
    assert not_there(late.address, late.rows) == []


def test_a_server_that_still_ends_it_when_the_link_breaks_is_waited_for(
    late: OldNode, postgresql: Server
) -> None:
    """A trigger holds the server in its commit until somebody waits for how that ends."""
    ours = unchecked_instance(late.folder, Settings(database_url=late.address))
    is_over = Event()
    breaking: list[Thread] = []

    def go(conn: Connection) -> None:
        conn.exec_driver_sql(
            "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS"
            f" 'BEGIN PERFORM pg_advisory_xact_lock({GATE}); RETURN NULL; END'"
        )
        conn.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER held AFTER UPDATE ON alembic_version"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold()"
        )
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        gate = psycopg.connect(late.address, autocommit=True)
        gate.execute("SELECT pg_advisory_lock(%s)", [GATE])
        link = conn.connection.driver_connection.fileno()
        breaking.append(Thread(target=break_link, args=(gate, link, is_over)))
        breaking[0].start()

    event.listen(ours.engine, "commit", go, once=True)
    try:
        assert upgrade(late.folder, ours.engine, SITE_KEY) == Upgraded(LATE, REVISION)
    finally:
        is_over.set()
        breaking[0].join()
        ours.close()
    assert shape_of(late.address)[0] == REVISION


def break_link(gate: psycopg.Connection, link: int, is_over: Event) -> None:
    """Break the link of whoever waits at the gate, and open that once somebody else waits too."""
    with gate:
        waiting(gate, 1, is_over)
        with socket.socket(fileno=os.dup(link)) as broken:
            broken.shutdown(socket.SHUT_RDWR)
        waiting(gate, 2, is_over)


def waiting(gate: psycopg.Connection, number: int, is_over: Event) -> None:
    """Return once so many wait for a lock, or all is over."""
    count = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while not is_over.is_set():
        (found,) = gate.execute(count).fetchone() or (0,)
        if found >= number:
            return


def test_a_server_that_stays_away_is_said_to_have_done_all_or_nothing(
    late: OldNode, postgresql: Server
) -> None:
    ours = unchecked_instance(late.folder, Settings(database_url=late.address))

    def go(_: Connection) -> None:
        allow(False)
        end_all_sessions(late.address, postgresql.address)

    def allow(shall: bool) -> None:
        with psycopg.connect(postgresql.address, autocommit=True) as conn:
            conn.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS {shall}")

    event.listen(ours.engine, "commit", go)
    with pytest.raises(UpgradeFailed, match="cannot be asked now") as told:
        upgrade(late.folder, ours.engine, SITE_KEY)
    assert "did all of it or took everything back" in str(told.value)
    ours.close()
    allow(True)
    done = late.survey("upgrade")
    assert done.exit_code == 0, said(done)


def end_all_sessions(address: str, by: str = "") -> None:
    """End every session that a database has, as a server does that stops."""
    ending = (
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = %s AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(by or address, autocommit=True) as conn:
        conn.execute(ending, [make_url(address).database])
