"""The instance folder: made once, kept private, and refused when something of it is lost."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from survey.errors import Action, ClockDoubted, Do, InstanceUnsound
from survey.mixing import batch_secrets
from survey.mixing.doctor import examine
from survey.mixing.founding import create_instance
from survey.mixing.health_check import HealthCheck
from survey.mixing.mix import mix
from survey.sealing.codes.sealed_drafts import week_of
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.files import destroy, write_durably, write_new, write_together, write_whole
from survey.storage.instance import Instance, open_instance, unchecked_instance
from survey.storage.keys import day_keys
from survey.storage.letters import drafts
from survey.storage.studies import study_rows

ON_SQLITE = pytest.mark.parametrize("database_url", [""])
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
DAY = 739_000
#: A user who owns nothing.
NOBODY = 65_534


def reopened(office: Any) -> None:
    open_instance(office.instance.folder, office.instance.settings).close()


def bad(instance: Instance, office: Any) -> list[HealthCheck]:
    """Give what the doctor finds wrong, but for what the tests' own server is set to."""
    findings = [one for one in examine(instance, office.now) if one.bad]
    return [one for one in findings if not one.what.startswith("fsync is off")]


def test_making_an_instance_again_changes_nothing(office: Any) -> None:
    key, batch = office.instance.site_key, office.batch()
    again = create_instance(
        office.instance.folder, office.instance.settings, secrets.token_bytes, DAY
    )
    again.close()
    assert again.site_key == key
    assert office.batch() == batch
    assert office.study().id == "study"


def test_everything_is_for_the_owner_only(office: Any) -> None:
    office.send_many(1)
    for path in office.instance.folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert office.instance.folder.stat().st_mode & 0o777 == 0o700


def test_the_site_key_is_not_in_what_is_printed_of_an_instance(office: Any) -> None:
    secret = Settings(database_url="postgresql://u:hush@h/d")
    shown = repr(office.instance) + repr(secret)
    assert repr(office.instance.site_key) not in shown
    assert "hush" not in shown


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("keys/site.key", "site key"),
        ("ephemeral", "ephemeral"),
        ("ephemeral/day-key", "day-key"),
        ("ephemeral/batch-1.key", "batch-1.key"),
        ("keys", "site key"),
    ],
)
def test_a_lost_part_is_said_and_nothing_is_made_anew(office: Any, lost: str, said: str) -> None:
    path = office.instance.folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(InstanceUnsound, match=said) as caught:
        reopened(office)
    assert caught.value.do
    assert not path.exists()


def test_a_lost_site_key_is_not_replaced_where_there_are_studies(office: Any) -> None:
    (office.instance.folder / "keys" / "site.key").unlink()
    with pytest.raises(InstanceUnsound, match="has studies"):
        create_instance(office.instance.folder, office.instance.settings, secrets.token_bytes, DAY)


def test_a_lost_batch_secret_is_not_replaced(office: Any) -> None:
    (office.instance.ephemeral / "batch-1.key").unlink()
    with pytest.raises(InstanceUnsound, match=r"batch-1\.key"):
        create_instance(office.instance.folder, office.instance.settings, secrets.token_bytes, DAY)


def test_a_node_that_does_not_mix_needs_no_batch_secret(office: Any) -> None:
    (office.instance.ephemeral / "batch-1.key").unlink()
    settings = office.instance.settings.model_copy(update={"mixes_here": False})
    node = open_instance(office.instance.folder, settings)
    assert bad(node, office) == []
    node.close()


@pytest.mark.parametrize("path", ["keys/site.key", "ephemeral", "."])
def test_a_part_open_to_others_is_said(office: Any, path: str) -> None:
    (office.instance.folder / path).chmod(0o755)
    with pytest.raises(InstanceUnsound, match="get at"):
        reopened(office)


@ON_SQLITE
def test_a_missing_folder_or_database_is_said(office: Any, tmp_path: Path) -> None:
    with pytest.raises(InstanceUnsound, match="no instance folder"):
        open_instance(tmp_path / "nowhere", Settings())
    (office.instance.folder / "survey.db").unlink()
    with pytest.raises(InstanceUnsound, match=r"survey\.db"):
        reopened(office)


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    made = create_instance(tmp_path / "var", Settings(), secrets.token_bytes, DAY)
    made.close()
    away = Settings(database_url="postgresql://nobody:hush@127.0.0.1:1/none")
    with pytest.raises(InstanceUnsound) as refused:
        open_instance(made.folder, away)
    with pytest.raises(InstanceUnsound) as unmended:
        create_instance(made.folder, away, secrets.token_bytes)
    looked_over = unchecked_instance(made.folder, away)
    checks = examine(looked_over, datetime.now(UTC))
    looked_over.close()
    (found,) = [one for one in checks if one.bad and one.name == "database"]
    for said, do in (
        (refused.value.what, refused.value.guidance),
        (unmended.value.what, unmended.value.guidance),
        (found.what, found.guidance),
    ):
        assert said == "The database none at 127.0.0.1, port 1, does not answer."
        assert "that database_url names it rightly" in str(do)


def as_somebody_else(folder: Path, of: int) -> None:
    """Give a folder and what is in it to another user."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, of, of)


@pytest.mark.parametrize(
    ("shut", "begins"),
    [("survey.db", "The database can only be read"), ("", "The database {} cannot be opened")],
)
def test_a_database_that_may_not_be_written_is_no_silent_one(shut: str, begins: str) -> None:
    """Root may write everything: so another user looks."""
    if os.geteuid():
        pytest.skip("only root can act as another user")
    with tempfile.TemporaryDirectory(prefix="survey-shut-") as name:
        folder = Path(name)
        create_instance(folder, Settings(), secrets.token_bytes).close()
        as_somebody_else(folder, NOBODY)
        (folder / shut).chmod(0o400 if shut else 0o500)
        os.seteuid(NOBODY)
        try:
            looked_over = unchecked_instance(folder, Settings())
            said = [
                f"{one.what} {one.guidance}"
                for one in examine(looked_over, datetime.now(UTC))
                if one.bad and one.name in ("database", "writing")
            ]
            looked_over.close()
        finally:
            os.seteuid(0)
    assert len(said) == 1, said
    assert said[0].startswith(begins.format(folder / "survey.db"))
    assert "user" in said[0]


def test_the_doctor_finds_a_new_instance_well(office: Any) -> None:
    day_keys.load(office.instance.ephemeral, office.now.toordinal())
    assert bad(office.instance, office) == []


def in_place_of(file: Path) -> None:
    """Put a folder, which nobody can read as a file, in place of a file."""
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (lambda one: (one.ephemeral / "batch-1.key").unlink(), "batch secret"),
        (lambda one: (one.ephemeral / "batch-1.key").write_bytes(bytes(32)), "batch secret"),
        (lambda one: (one.ephemeral / "day-key").unlink(), "day key"),
        (lambda one: (one.ephemeral / "day-key").write_bytes(b"day-key/1 x y"), "day key"),
        (lambda one: in_place_of(one.ephemeral / "day-key"), "day key"),
        (
            lambda one: (one.ephemeral / "day-key").write_bytes(b"day-key/1 99999999 " + b"0" * 64),
            "day key",
        ),
        (lambda one: (one.folder / "keys").chmod(0o750), "permissions"),
        (lambda one: shutil.rmtree(one.ephemeral), "permissions"),
        (
            lambda one: batch_secrets.write(one.ephemeral, 7, secrets.token_bytes(32)),
            "old batch secrets",
        ),
        (lambda one: (one.ephemeral / "batch-1.voucher").unlink(), "letterbox"),
    ],
)
def test_the_doctor_finds_each_harm_and_says_what_to_do(office: Any, harm: Any, name: str) -> None:
    """Under the names that the checks have where all is well, so that an alarm of each can end."""
    names = {one.name for one in examine(office.instance, office.now)}
    harm(office.instance)
    instance = unchecked_instance(office.instance.folder, office.instance.settings)
    found = bad(instance, office)
    assert {one.name for one in examine(instance, office.now)} == names
    instance.close()
    assert name in [one.name for one in found]
    assert all(one.what and one.guidance for one in found)


@pytest.fixture
def server(postgresql: Any) -> Iterator[psycopg.Connection]:
    """Give a connection that may change what holds for the tests' database; it is undone."""
    with psycopg.connect(postgresql.address, autocommit=True) as connection:
        yield connection
        connection.execute("ALTER DATABASE postgres RESET ALL")
        connection.execute("ALTER DATABASE postgres SET track_counts = off")


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("setting", "value", "well"),
    [
        ("track_counts", "on", "off"),
        ("log_statement", "mod", "none"),
        ("log_duration", "on", "off"),
        ("log_min_duration_statement", "500", "-1"),
        ("log_min_duration_sample", "500", "-1"),
        ("log_transaction_sample_rate", "0.5", "0"),
        ("log_lock_waits", "on", "off"),
        ("log_temp_files", "0", "-1"),
        ("log_min_error_statement", "error", "panic"),
        ("log_min_messages", "warning", "fatal"),
        ("auto_explain.log_min_duration", "0", "-1"),
        ("pgaudit.log", "all", "none"),
        ("synchronous_commit", "off", "on"),
    ],
)
def test_the_doctor_finds_whatever_keeps_when_somebody_sent(
    office: Any, server: psycopg.Connection, setting: str, value: str, well: str
) -> None:
    server.execute(f"ALTER DATABASE postgres SET {setting} = '{value}'")
    office.instance.engine.dispose()
    (found,) = [one for one in bad(office.instance, office) if one.name == "database ways"]
    assert found.what.startswith(f"{setting} is {value}")
    assert str(found.guidance).startswith(f"Set it to {well}: ")


@ON_POSTGRESQL
def test_the_doctor_looks_at_archives_and_at_who_connects(office: Any) -> None:
    said = [one.what for one in examine(office.instance, office.now)]
    assert {"archive_mode is off.", "log_disconnections is off."} <= set(said)
    assert {"log_connections is off.", "log_connections is not set."} & set(said)


_COUNTED = "SELECT sum(coalesce(seq_scan, 0) + n_tup_ins) FROM pg_stat_user_tables"


@ON_POSTGRESQL
@pytest.mark.parametrize(("counts", "tells"), [("off", False), ("on", True)])
def test_statistics_of_the_server_do_not_tell_when_the_last_answer_came(
    office: Any, server: psycopg.Connection, counts: str, tells: bool
) -> None:
    server.execute(f"ALTER DATABASE postgres SET track_counts = {counts}")
    office.instance.engine.dispose()
    server.execute("SELECT pg_stat_reset()")
    office.send_many(3)
    with writing(office.instance.engine) as conn:
        conn.execute(text("SELECT pg_stat_force_next_flush()"))
    ((counted,),) = server.execute(_COUNTED).fetchall()
    assert bool(counted) is tells


def test_the_doctor_says_when_mixing_has_stopped(office: Any) -> None:
    mix(office.instance, now=office.now)
    later = replace(office, now=office.now + timedelta(minutes=89))
    assert bad(office.instance, later) == []
    later = replace(office, now=office.now + timedelta(minutes=90))
    assert [one.name for one in bad(office.instance, later)] == ["mixing"]


def test_the_doctor_says_that_no_mix_was_ever_made_once_a_study_is_open_for_a_day(
    office: Any,
) -> None:
    """As where the timer was never started: what one person sends moves nothing of it."""
    next_day = datetime(office.now.year, office.now.month, office.now.day, tzinfo=UTC)
    next_day += timedelta(days=1)
    with writing(office.instance.engine) as conn:
        study_rows.change(conn, "study", opened_on=office.now.date())
    office.send_many(3)
    early = replace(office, now=next_day + timedelta(minutes=59))
    assert late_mixing(office, early) == []
    late = replace(office, now=next_day + timedelta(minutes=60))
    (said,) = late_mixing(office, late)
    assert said.startswith("There was no mix yet.")
    with writing(office.instance.engine) as conn:
        study_rows.change(conn, "study", state="closed")
    assert late_mixing(office, late) == []


def late_mixing(office: Any, then: Any) -> list[str]:
    return [one.what for one in bad(office.instance, then) if one.name == "mixing"]


def test_the_doctor_says_when_drafts_are_old(office: Any) -> None:
    week = week_of(office.now.toordinal())
    drafts.keep(office.instance.engine, "study", b"m" * 32, b"sealed", week)
    assert [one.name for one in bad(office.instance, office)] == ["drafts"]
    mix(office.instance, now=office.now)
    assert bad(office.instance, office) == []


def test_the_doctor_says_when_the_database_is_behind(office: Any) -> None:
    with writing(office.instance.engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert [one.name for one in bad(office.instance, office)] == ["database revision"]


def test_the_day_key_moves_on_and_forgets(tmp_path: Path) -> None:
    first = day_keys.create(tmp_path, DAY, b"k" * 32)
    assert first.oldest_day == DAY - 2
    assert day_keys.load(tmp_path, DAY) == first
    content = (tmp_path / day_keys.FILE).read_bytes()
    later = day_keys.load(tmp_path, DAY + 1)
    assert later.oldest_day == DAY - 1
    assert later.key_for(DAY + 1) == first.key_for(DAY + 1)
    assert (b"k" * 32).hex().encode() in content
    assert (b"k" * 32).hex().encode() not in (tmp_path / day_keys.FILE).read_bytes()
    assert day_keys.load(tmp_path, DAY) == later


@pytest.mark.parametrize("days", [2, 10, 30, 4000, -3, -400])
def test_a_clock_that_jumped_changes_nothing_until_it_is_accepted(
    tmp_path: Path, days: int
) -> None:
    first = day_keys.create(tmp_path, DAY, b"k" * 32)
    with pytest.raises(ClockDoubted, match="clock") as caught:
        day_keys.load(tmp_path, DAY + days)
    assert Action(Do.ACCEPT_TIME) in caught.value.guidance
    assert day_keys.load(tmp_path, DAY) == first
    accepted = day_keys.accept(tmp_path, DAY + days, b"l" * 32)
    assert day_keys.load(tmp_path, DAY + days) == accepted
    assert accepted.oldest_day == DAY + days - 2


@pytest.mark.parametrize("days", [1, -1, -2])
def test_a_clock_that_is_a_little_wrong_can_be_put_right(tmp_path: Path, days: int) -> None:
    first = day_keys.create(tmp_path, DAY, b"k" * 32)
    day_keys.load(tmp_path, DAY + days)
    assert day_keys.load(tmp_path, DAY).key_for(DAY) == first.key_for(DAY)


def test_many_processes_read_one_day_key(tmp_path: Path) -> None:
    day_keys.create(tmp_path, DAY, b"k" * 32)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _i: day_keys.load(tmp_path, DAY + 1), range(32)))
    assert len(found) == 1


def test_two_founders_at_once_make_one_key(tmp_path: Path) -> None:
    def found(_i: int) -> bytes:
        made = create_instance(tmp_path / "var", Settings(), secrets.token_bytes, DAY)
        made.close()
        return made.site_key

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(found, range(4)))) == 1


def test_destroyed_files_are_overwritten_where_they_lay(tmp_path: Path) -> None:
    secret, still_open = tmp_path / "secret", tmp_path / "link"
    write_durably(secret, b"first")
    still_open.hardlink_to(secret)
    write_durably(secret, b"second")
    assert still_open.read_bytes() == bytes(5)
    assert secret.read_bytes() == b"second"
    still_open.unlink()
    still_open.hardlink_to(secret)
    destroy(secret)
    assert still_open.read_bytes() == bytes(6)
    assert not secret.exists()
    destroy(secret)


def test_mixing_is_not_due_again_within_the_hour(office: Any) -> None:
    office.send_many(40)
    mix(office.instance, now=office.now)
    office.send_many(40, seed=2)
    soon = office.now + timedelta(minutes=20)
    assert all(one.ok for one in examine(office.instance, soon) if one.name == "mixing")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_doctor_says_that_the_database_is_gone_and_makes_none(office: Any) -> None:
    database = office.instance.folder / "survey.db"
    office.instance.engine.dispose()
    database.unlink()
    found = {one.name: one for one in examine(office.instance, now=office.now)}
    assert not found["database"].ok
    assert "is missing" in found["database"].what
    assert not database.exists()


def test_what_is_published_is_written_whole_and_what_is_private_for_its_owner(
    tmp_path: Path,
) -> None:
    (tmp_path / "left.txt.new").write_text("half of it, from a writing that was cut short")
    write_whole(tmp_path / "left.txt", b"whole")
    paths = write_together(tmp_path / "new" / "folder", {"a.csv": b"1", "b.json": b"2"})
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    write_new(tmp_path / "sheet.txt", "words")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "sheet.txt", "other words")
    assert (tmp_path / "sheet.txt").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "left.txt").stat().st_mode & 0o700 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["left.txt", "new", "sheet.txt"]
    assert (tmp_path / "left.txt").read_bytes() == b"whole"
