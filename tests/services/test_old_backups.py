"""Backups in files of their own end when they are too old; what else lies in their place stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyrage import x25519

from survey.cli.main import cli
from survey.mixing.doctor import examine
from survey.services.upkeep.back_up import BackupMade, back_up
from survey.storage.instance import Instance

DAY = date(2026, 3, 2)
TO = [str(x25519.Identity.generate().to_public())]


@pytest.fixture
def file(instance: Instance, tmp_path: Path) -> Path:
    """Give a backup that was written to a file of its own."""
    (tmp_path / "away" / "kept").mkdir(parents=True)
    made = back_up(instance, tmp_path / "away" / "first.age", TO, DAY)
    return made.file


def the_next(instance: Instance, file: Path, days: int, name: str = "next.age") -> BackupMade:
    """Make another backup some days later beside the first."""
    return back_up(instance, file.with_name(name), TO, DAY + timedelta(days=days))


def noted(instance: Instance) -> set[str]:
    """Give the files that are noted as backups."""
    return {Path(one).name for one in json.loads((instance.folder / "backups.json").read_text())}


@pytest.mark.parametrize(("name", "left"), [("next.age", {"next.age"}), ("kept", set())])
def test_the_first_backup_after_the_days_deletes_it(
    instance: Instance, file: Path, name: str, left: set[str]
) -> None:
    days = instance.settings.backup_days
    early = the_next(instance, file, days, "early.age")
    assert (early.ended, early.overdue) == ((), ())
    assert file.exists()
    late = the_next(instance, file, days + 1, name)
    assert (late.ended, late.overdue) == ((file,), ())
    assert not file.exists()
    assert noted(instance) == {"early.age", *left}


def altered(file: Path) -> None:
    """Put other bytes of the same size there."""
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))


def longer(file: Path) -> None:
    """Add something to it."""
    file.write_bytes(file.read_bytes() + b"more")


def linked(file: Path) -> None:
    """Carry the backup elsewhere, and leave a link to it."""
    file.symlink_to(file.rename(file.with_name("carried.age")))


def a_folder(file: Path) -> None:
    """Make a folder of that name."""
    file.unlink()
    file.mkdir()


def noted_before(file: Path) -> None:
    """Note it as a program of before did, by its day alone."""
    known = file.parent.parent / "instance" / "backups.json"
    known.write_text(json.dumps({str(file): DAY.isoformat()}))


@pytest.mark.parametrize("change", [altered, longer, linked, a_folder, noted_before])
def test_what_may_be_another_file_is_left_and_named(
    instance: Instance, file: Path, change: Callable[[Path], None]
) -> None:
    change(file)
    left = {one.name for one in file.parent.iterdir()}
    late = the_next(instance, file, instance.settings.backup_days + 1)
    assert (late.ended, late.overdue) == ((), (file,))
    assert {one.name for one in file.parent.iterdir()} == {*left, "next.age"}
    assert noted(instance) == {"first.age", "next.age"}


def test_one_that_is_gone_is_forgotten_unless_its_disk_is(instance: Instance, file: Path) -> None:
    days = instance.settings.backup_days
    carried = file.parent.rename(file.parent.with_name("carried"))
    elsewhere = carried.parent / "elsewhere.age"
    assert back_up(instance, elsewhere, TO, DAY + timedelta(days=days + 1)).overdue == ()
    assert noted(instance) == {"first.age", "elsewhere.age"}
    carried.rename(file.parent)
    assert the_next(instance, file, days + 2, "kept").ended == (file,), "its disk is here again"
    elsewhere.unlink()
    assert the_next(instance, file, days + 2).overdue == ()
    assert noted(instance) == {"next.age"}


def test_what_is_deleted_and_what_is_left_is_said(instance: Instance, tmp_path: Path) -> None:
    def survey(*words: str | Path) -> str:
        return (
            CliRunner().invoke(cli, ["--instance", str(instance.folder), *map(str, words)]).output
        )

    paths = [tmp_path / f"{name}.age" for name in ("first", "second", "third")]
    made = survey("backup", paths[0], "--recipient", TO[0])
    assert "after 30 days deletes it" in made
    assert "Delete every copy of it then." in made
    assert "older than" not in made
    back_up(instance, paths[1], TO, datetime.now(UTC).date())
    known = instance.folder / "backups.json"
    today = datetime.now(UTC).date().isoformat()
    known.write_text(known.read_text().replace(f'"{today}"', '"2020-01-01"'))
    longer(paths[0])
    doctor = survey("doctor")
    assert f"BAD  copies: The backup {paths[0]} is older than 30 days" in doctor
    assert f"The backup {paths[1]} is older than 30 days" in doctor
    said = survey("backup", paths[2], "--recipient", TO[0])
    assert f"{paths[1]} is older than 30 days and was deleted" in said
    assert f"was written to {paths[0]}, and what lies there may be another file" in said
    paths[0].unlink()
    assert "copies: The backup" not in survey("doctor")
    cannot_be_looked_at = str(tmp_path / ("x" * 300))
    known.write_text(json.dumps({cannot_be_looked_at: "2020-01-01"}))
    assert "copies: The backup" not in survey("doctor")
    assert cannot_be_looked_at in known.read_text(), "a unit may be kept from its folder"


def test_one_on_a_disk_that_is_not_mounted_now_is_not_forgotten(
    instance: Instance, file: Path
) -> None:
    known = instance.folder / "backups.json"
    assert '"apart": false' in known.read_text()
    known.write_text(known.read_text().replace('"apart": false', '"apart": true'))
    carried = file.rename(file.parent / "kept" / file.name)
    late = the_next(instance, file, instance.settings.backup_days + 1, "kept")
    assert (late.ended, late.overdue) == ((), ())
    assert noted(instance) == {"first.age"}
    carried.rename(file)
    assert the_next(instance, file, instance.settings.backup_days + 2).ended == (file,)


def test_looking_for_old_backups_changes_nothing(instance: Instance, file: Path) -> None:
    """It is looked for while another backup is noted, which would be forgotten."""
    file.unlink()
    before = (instance.folder / "backups.json").read_bytes()
    examine(instance, datetime(2026, 6, 1, tzinfo=UTC))
    assert (instance.folder / "backups.json").read_bytes() == before
