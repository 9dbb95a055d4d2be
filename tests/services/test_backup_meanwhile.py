"""A backup is whole and can be brought back, whatever is published while it is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from pyrage import x25519

from survey.errors import Refused
from survey.services.steps.finish_edition import copy_linked, say_whole
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.services.upkeep.back_up import back_up
from survey.services.upkeep.restore_backup import restore
from survey.settings import Settings
from survey.storage.backup_archive import copy_database, copy_files, unpack, write_archive
from survey.storage.database import writing
from survey.storage.instance import DATABASE_FILE, Instance, unchecked_instance
from survey.storage.staff import journal
from survey.storage.studies.published_editions import editions_of

DAY = date(2026, 3, 2)


class Meanwhile(BytesIO):
    """Where an archive is written, and where something else is done as soon as it begins."""

    act: Callable[[], object] | None = None

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        """Do it once, and go on."""
        act, self.act = self.act, None
        if act is not None:
            act()
        return super().write(content)


def publish(instance: Instance, number: int, says: str) -> None:
    """Publish an edition of something called “it”."""

    def put(folder: Path) -> None:
        (folder / "report.html").write_text(says)

    with putting_edition(instance, NewEdition("it", number, "", put), DAY) as (conn, _held):
        journal.note(conn, day=DAY, study_id="it", event="report published")


def test_what_is_published_while_the_archive_is_written_leaves_it_whole(
    instance: Instance, tmp_path: Path
) -> None:
    publish(instance, 1, "first")
    copied = tmp_path / "copied"
    copied.mkdir()
    copy_database(instance, copied / DATABASE_FILE)
    copy_files(instance, copied)
    written = Meanwhile()
    written.act = lambda: publish(instance, 2, "the second one")
    write_archive(copied, DAY.isoformat(), written)
    assert (instance.published / "it" / "report.html").read_text() == "the second one"
    written.seek(0)
    unpack(written, tmp_path / "laid")
    assert (tmp_path / "laid" / "published" / "it" / "report.html").read_text() == "first"


@pytest.fixture
def restored(instance: Instance, tmp_path: Path) -> Callable[[], Path]:
    """Make a backup, bring it back and give the folder."""

    def both() -> Path:
        key, file, folder = x25519.Identity.generate(), tmp_path / "b.age", tmp_path / "restored"
        back_up(instance, file, [str(key.to_public())], DAY)
        held = pyrage.decrypt(file.read_bytes(), [key])
        assert b"half written" not in held
        restore(file, [str(key)], folder, DAY)
        return folder

    return both


def test_what_lies_there_only_while_somebody_publishes_is_in_no_backup(
    instance: Instance, restored: Callable[[], Path]
) -> None:
    """Neither a folder that is put aside meanwhile, nor marks, nor files not written whole yet."""
    publish(instance, 1, "first")
    for name in (".it.x/report.html", "it/.8", "it/report.html.new"):
        (instance.published / name).parent.mkdir(exist_ok=True)
        (instance.published / name).write_text("half written")
    (instance.folder / "keys" / "organisation.key.new").write_text("half written")
    found = restored()
    files = [one.relative_to(found / "published") for one in (found / "published").rglob("*.*")]
    assert files == [Path("it/report.html")]


def test_what_a_killed_program_had_published_comes_back(
    instance: Instance, restored: Callable[[], Path]
) -> None:
    publish(instance, 1, "first")
    coming = instance.published / ".it.new"
    copy_linked(instance.published / "it", coming)
    (coming / "report.html").unlink()
    (coming / "report.html").write_text("second")
    with writing(instance.engine) as conn:
        journal.note(conn, day=DAY, study_id="it", event="report published")
        say_whole(conn, "it", coming)
    found = restored()
    assert (found / "published" / "it" / "report.html").read_text() == "second"
    assert [one.name for one in instance.published.iterdir() if one.name.startswith(".")] == []


class Once:
    """Does something once, as soon as the program does what is looked for."""

    def __init__(self, looks: Callable[[str, tuple[Any, ...]], bool], act: Callable[[], object]):
        self._looks, self._acts = looks, [act]
        sys.addaudithook(self._see)

    @property
    def is_done(self) -> bool:
        """Tell whether it was done."""
        return not self._acts

    def _see(self, name: str, given: tuple[Any, ...]) -> None:
        if self._acts and self._looks(name, given):
            self._acts.pop()()


def test_the_database_of_a_backup_says_of_readers_what_its_files_say(
    instance: Instance, restored: Callable[[], Path]
) -> None:
    """Somebody publishes just before the backup keeps others from that."""
    shelf = str(instance.folder / "published.lock")

    def is_kept(name: str, given: tuple[Any, ...]) -> bool:
        return name == "fcntl.flock" and os.readlink(f"/proc/self/fd/{given[0]}") == shelf

    publish(instance, 1, "first")
    published = Once(is_kept, lambda: publish(instance, 2, "second"))
    found = restored()
    assert published.is_done
    with closing(unchecked_instance(found, Settings())) as then, then.engine.connect() as conn:
        newest = editions_of(conn, "it")[0].number
    said = (found / "published" / "it" / "report.html").read_text()
    assert (newest, said) in {(1, "first"), (2, "second")}


def test_where_somebody_else_writes_to_the_same_place_no_backup_takes_it_for_its_own(
    instance: Instance, tmp_path: Path
) -> None:
    """Two instances begin a backup of one name in one folder; no older one is deleted."""
    away, to = tmp_path / "away", [str(x25519.Identity.generate().to_public())]
    away.mkdir()
    older = back_up(instance, away, to, DAY).file
    later = DAY + timedelta(days=instance.settings.backup_days + 1)
    part = away / f"survey-{later.isoformat()}.age.part"

    def is_written(name: str, given: tuple[Any, ...]) -> bool:
        return name == "open" and str(given[0]).endswith("/instance/survey.db") and part.exists()

    def begin_another() -> None:
        part.unlink()
        part.write_bytes(b"half of another one")

    begun = Once(is_written, begin_another)
    with pytest.raises(Refused, match="Somebody else deleted"):
        back_up(instance, away, to, later)
    assert begun.is_done
    assert {one.name for one in away.iterdir()} == {older.name, part.name}
    assert part.read_bytes() == b"half of another one"


def test_a_backup_is_on_disk_before_an_older_one_is_deleted(
    instance: Instance, tmp_path: Path
) -> None:
    away, to = tmp_path / "away", [str(x25519.Identity.generate().to_public())]
    away.mkdir()
    older = back_up(instance, away, to, DAY).file
    seen: list[str] = []

    def look(name: str, given: tuple[Any, ...]) -> bool:
        if name == "os.rename" and str(given[1]).startswith(str(away)):
            seen.append("named")
        if name == "open" and str(given[0]) == str(away):
            seen.append("made durable")
        if name == "os.remove" and str(given[0]) == str(older):
            seen.append("deleted")
        return False

    Once(look, lambda: None)
    back_up(instance, away, to, DAY + timedelta(days=instance.settings.backup_days + 1))
    assert seen == ["named", "made durable", "deleted"]
