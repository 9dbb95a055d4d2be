"""Upgrades: from every earlier revision with data in it, cut short anywhere, refused or failed."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from survey.cli.main import cli
from survey.errors import DatabaseBehind, InstanceUnsound, Refused, SurveyError, UpgradeFailed
from survey.settings import Settings
from survey.storage.database import make_engine, migrate, revision_of, writing
from survey.storage.files import open_to_others, write_private
from survey.storage.instance import DATABASE_FILE, open_instance, unchecked_instance
from survey.storage.schema import REVISION, metadata
from survey.storage.upgrading import look_ahead, upgrade
from survey.web.desk.desk_app import desk_of
from survey.web.public.app import app_of
from tests.storage import cut_upgrade
from tests.storage.older_databases import (
    LATE,
    OLDER,
    SITE_KEY,
    OldDatabases,
    OldRow,
    missing,
    one_old_database,
    revision_in,
)


class Late(NamedTuple):
    """A database of the late revision, and its rows."""

    file: Path
    rows: tuple[OldRow, ...]


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Late:
    """Give a database of a late revision, with a row in each of its tables."""
    file = tmp_path_factory.mktemp("late") / "late.db"
    return Late(file, one_old_database(file, LATE))


def lay_out(folder: Path, database: Path) -> Path:
    """Make an instance folder around a database, and give the folder."""
    for part in (folder, folder / "keys", folder / "ephemeral"):
        part.mkdir(mode=0o700)
    write_private(folder / "keys" / "site.key", SITE_KEY)
    (folder / DATABASE_FILE).touch(mode=0o600)
    shutil.copyfile(database, folder / DATABASE_FILE)
    return folder


def survey(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--instance", str(folder), *words])


def said(result: Result) -> str:
    refusal = result.exception
    assert refusal is None or isinstance(refusal, SurveyError | SystemExit), refusal
    return f"{result.output}{refusal or ''}"


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(".*")]


@pytest.mark.long
@pytest.mark.parametrize("revision", OLDER)
def test_every_row_of_an_earlier_revision_comes_along(
    older: OldDatabases, tmp_path: Path, revision: str
) -> None:
    comes_along(lay_out(tmp_path / "old", older.files[revision]), older.rows[revision])


def test_every_row_of_a_late_revision_comes_along(late: Late, tmp_path: Path) -> None:
    comes_along(lay_out(tmp_path / "old", late.file), late.rows)


def comes_along(folder: Path, rows: tuple[OldRow, ...]) -> None:
    """Upgrade an instance, and find all its rows in exactly the newest schema."""
    done = survey(folder, "upgrade")
    assert done.exit_code == 0, said(done)
    assert missing(folder / DATABASE_FILE, rows) == []
    assert left_behind(folder) == []
    engine = make_engine(f"sqlite:///{folder / DATABASE_FILE}")
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
        assert conn.execute(text("PRAGMA foreign_key_check")).first() is None
    engine.dispose()


def test_no_row_is_lost_on_the_way_through_all_revisions(older: OldDatabases) -> None:
    assert [*older.files] == [*OLDER, REVISION]
    assert {one.table for one in older.rows[REVISION]} == {*metadata.tables}
    assert missing(older.files[REVISION], older.rows[REVISION]) == []


def cut(database: Path, rows: tuple[OldRow, ...], folder: Path, points: int) -> None:
    """Cut upgrades short, then start each of them again and look at what is there."""
    before = revision_in(database)
    lay_out(folder / "0", database)
    words = [sys.executable, cut_upgrade.__file__, str(folder), str(points)]
    subprocess.run(words, check=True, cwd=Path(__file__).parents[2], env={"PYTHONPATH": "."})
    seen = set()
    for number in range(1, points + 1):
        here = folder / str(number)
        seen.add((revision_in(here / DATABASE_FILE), *left_behind(here)))
        if left_behind(here):
            lying = here / ".upgrade"
            assert not any(open_to_others(path) for path in (lying, *lying.iterdir()))
            with pytest.raises(SurveyError):
                open_instance(here, Settings())
        instance = unchecked_instance(here, Settings())
        upgrade(here, instance.engine, instance.site_key)
        instance.close()
        assert revision_in(here / DATABASE_FILE) == REVISION
        assert missing(here / DATABASE_FILE, rows) == []
        assert left_behind(here) == []
    assert {one[0] for one in seen} == {before, REVISION}


def test_the_power_goes_at_three_points(late: Late, tmp_path: Path) -> None:
    cut(late.file, late.rows, tmp_path, 3)


@pytest.mark.long
def test_the_power_goes_at_twenty_points(older: OldDatabases, tmp_path: Path) -> None:
    cut(older.files["0001"], older.rows["0001"], tmp_path, 20)


def spoil(folder: Path) -> None:
    """Let a revision of the newest version meet something that it cannot make."""
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as conn:
        conn.execute("CREATE TABLE published_editions (something INTEGER)")


def test_what_fails_leaves_the_database_as_it_was_and_says_so(late: Late, tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "old", late.file)
    spoil(folder)
    for words in (("upgrade",), ("doctor", "--repair")):
        refused = survey(folder, *words)
        assert isinstance(refused.exception, UpgradeFailed)
        for part in ("could not be brought up to date", "0029, as before", "install the version"):
            assert part in str(refused.exception)
    assert revision_in(folder / DATABASE_FILE) == LATE
    assert missing(folder / DATABASE_FILE, late.rows) == []
    assert left_behind(folder) == []


def test_what_was_killed_and_then_fails_is_put_back_from_the_copy(
    late: Late, database_file: Path, tmp_path: Path
) -> None:
    """The copy is of before; the database says that it is new and lost a table."""
    folder = lay_out(tmp_path / "old", database_file)
    (folder / ".upgrade").mkdir(mode=0o700)
    shutil.copyfile(late.file, folder / ".upgrade" / "before.db")
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as conn:
        conn.execute("DROP TABLE jobs")
    with pytest.raises(DatabaseBehind, match="cut short"):
        open_instance_of(folder)
    refused = survey(folder, "upgrade")
    assert isinstance(refused.exception, UpgradeFailed), said(refused)
    assert revision_in(folder / DATABASE_FILE) == LATE
    assert missing(folder / DATABASE_FILE, late.rows) == []
    assert left_behind(folder) == []
    assert survey(folder, "upgrade").exit_code == 0


def open_instance_of(folder: Path) -> None:
    """Open an instance that has all but a batch."""
    (folder / "ephemeral" / "day-key").touch(mode=0o600)
    open_instance(folder, Settings())


def test_the_check_says_what_will_happen_and_changes_nothing(late: Late, tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "old", late.file)
    before = (folder / DATABASE_FILE).read_bytes()
    seen = survey(folder, "upgrade", "--check")
    assert seen.exit_code == 0, said(seen)
    for part in ("of revision 0029", "  0030  When a report", "  0031  ", "it fits", "Nobody else"):
        assert part in seen.output
    assert "0029  " not in seen.output
    assert revision_in(folder / DATABASE_FILE) == LATE
    assert len((folder / DATABASE_FILE).read_bytes()) == len(before)
    assert survey(folder, "upgrade").exit_code == 0
    assert "up to date" in survey(folder, "upgrade", "--check").output
    assert "Nothing was changed" in survey(folder, "upgrade").output


def test_whoever_has_it_open_is_to_be_stopped_first(late: Late, tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "old", late.file)
    server = make_engine(f"sqlite:///{folder / DATABASE_FILE}")
    with server.connect() as conn:
        conn.execute(text("SELECT count(*) FROM studies"))
    seen = survey(folder, "upgrade", "--check")
    assert seen.exit_code == 1
    assert "Stop first: a program on this machine" in said(seen)
    ours = unchecked_instance(folder, Settings())
    with pytest.raises(Refused, match="open elsewhere"):
        upgrade(folder, ours.engine, SITE_KEY, patience=0.0)
    assert revision_of(server) == LATE
    assert left_behind(folder) == []
    server.dispose()
    assert upgrade(folder, ours.engine, SITE_KEY) is not None
    ours.close()


@pytest.mark.parametrize("words", [("study", "list"), ("serve",)])
def test_whatever_opens_the_database_brings_it_up_first(
    late: Late, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """What else is missing of the instance is said after that."""
    folder = lay_out(tmp_path / "old", late.file)
    opened = survey(folder, *words)
    assert "was brought from revision 0029 to" in opened.output
    assert isinstance(opened.exception, InstanceUnsound)
    assert "day-key" in str(opened.exception)
    assert revision_in(folder / DATABASE_FILE) == REVISION
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as conn:
        noted = conn.execute("SELECT event, words FROM journal ORDER BY number").fetchall()
    assert noted[-1] == ("database upgraded", f"From revision 0029 to {REVISION}.")


def test_the_desk_brings_it_up_and_the_public_door_refuses(late: Late, tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "old", late.file)
    with pytest.raises(DatabaseBehind, match="not of the revision"):
        app_of(folder, Settings())
    assert revision_in(folder / DATABASE_FILE) == LATE
    with pytest.raises(InstanceUnsound, match="day-key"):
        desk_of(folder, Settings())
    assert revision_in(folder / DATABASE_FILE) == REVISION


def test_a_database_of_a_newer_program_is_left_alone(database_file: Path, tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "old", database_file)
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.commit()
    for words in (("upgrade",), ("upgrade", "--check")):
        refused = survey(folder, *words)
        assert isinstance(refused.exception, Refused)
        assert "Install the version" in str(refused.exception)
    assert revision_in(folder / DATABASE_FILE) == "9999"


def test_two_starts_at_once_bring_it_up_once(database_url: str, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in (("one",) if not database_url else ("one", "two"))]
    for folder in folders:
        folder.mkdir(mode=0o700)
    address = database_url or f"sqlite:///{folders[0] / DATABASE_FILE}"
    engines = [make_engine(address) for _ in range(2)]
    clear(engines[0])
    migrate(engines[0], "0029")
    steps = [step.number for step in look_ahead(folders[0], engines[0]).steps]
    assert (steps[:2], steps[-1]) == (["0030", "0031"], REVISION)
    with ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(upgrade, folders[number % len(folders)], engine, SITE_KEY)
            for number, engine in enumerate(engines)
        ]
        done = [one.result() for one in asked]
    assert len([one for one in done if one]) == 1
    assert revision_of(engines[0]) == REVISION
    for engine in engines:
        engine.dispose()


def clear(engine: Engine) -> None:
    """Drop every table of ours."""
    with writing(engine) as conn:
        for table in ("alembic_version", *reversed(metadata.sorted_tables)):
            conn.execute(text(f"DROP TABLE IF EXISTS {table}"))
