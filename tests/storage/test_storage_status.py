"""What a program that watches is told: it moves with mixes, days and staff, never with a person."""

from __future__ import annotations

import re
import ssl
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from survey.cli.main import cli
from survey.cli.open_metrics import open_metrics
from survey.mixing.mix import mix
from survey.services.upkeep.instance_status import InstanceStatus, instance_status
from survey.storage.database import writing
from survey.storage.faults import explained
from survey.storage.staff import journal
from tests.certificates import certificate

ON_SQLITE = pytest.mark.parametrize("database_url", [""])
#: A line of a metric: name, labels, a whole number.
SAMPLE = re.compile(r'survey_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (-?\d+)')


def status_of(office: Any, now: datetime | None = None) -> InstanceStatus:
    """Give what the operator of an office is told."""
    return instance_status(office.instance.folder, office.instance.settings, now or office.now)


def metrics(office: Any, now: datetime | None = None) -> str:
    """Give the file that a program that watches would read."""
    time = now or office.now
    return open_metrics(status_of(office, time), time.date())


def but_room(text: str) -> list[str]:
    """Give the lines without the room on a disk that others fill as well."""
    return [line for line in text.splitlines() if not line.startswith("survey_free_gigabytes ")]


def test_nothing_that_one_person_does_moves_a_number(office: Any) -> None:
    before = but_room(metrics(office))
    person = office.send_many(1)[0]
    office.take_back(person)
    office.feel("very_hard")
    assert but_room(metrics(office)) == before
    office.send_many(30, seed=2)
    assert but_room(metrics(office)) == before


@ON_SQLITE
def test_a_mix_moves_the_number_to_tens(office: Any) -> None:
    office.send_many(47)
    later = office.now + timedelta(hours=1)
    mix(office.instance, now=later)
    assert 'survey_study_answers_about{study="study",stand="open"} 30' in metrics(office, later)


@ON_SQLITE
def test_every_line_is_a_comment_or_a_sample_and_the_end_is_marked(office: Any) -> None:
    lines = metrics(office).splitlines()
    assert lines[-1] == "# EOF"
    samples = [line for line in lines if not line.startswith("#")]
    assert len(samples) > 20
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    kinds = {line.split()[2] for line in lines if line.startswith("# TYPE ")}
    assert {re.split(r"[{ ]", line)[0] for line in samples} <= kinds


@pytest.fixture
def kept(office: Any) -> Any:
    """Give an office whose settings name somebody to whom backups are sealed."""
    settings = office.instance.settings.model_copy(update={"backup_recipients": ("age1…",)})
    return replace(office, instance=replace(office.instance, settings=settings))


def note(office: Any, event: str, days_ago: int) -> None:
    with writing(office.instance.engine) as conn:
        day = office.now.date() - timedelta(days=days_ago)
        journal.note(conn, day=day, study_id="", event=event)


def bad(status: InstanceStatus, names: Sequence[str]) -> list[str]:
    return [one.what for one in status.bad if one.name in names]


@ON_SQLITE
def test_backups_and_rehearsals_that_are_due_raise_an_alarm(kept: Any) -> None:
    names = ("backups", "rehearsals")
    assert bad(status_of(kept), names) == ["No backup was made yet."]
    note(kept, "backup made", 3)
    assert bad(status_of(kept), names) == [
        "The newest backup was made 3 days ago.",
        "No backup was ever rehearsed.",
    ]
    note(kept, "backup rehearsed", 31)
    note(kept, "backup made", 1)
    assert bad(status_of(kept), names) == ["A backup was rehearsed 31 days ago."]
    note(kept, "rehearsal of a backup failed", 0)
    assert 'survey_check_ok{check="rehearsals"} 0' in metrics(kept)
    note(kept, "backup rehearsed", 0)
    assert bad(status_of(kept), names) == []
    assert "survey_backup_age_days 1" in metrics(kept)
    assert "survey_rehearsal_age_days 0" in metrics(kept)


@ON_SQLITE
@pytest.mark.parametrize(("left", "found"), [(15, []), (13, ["ends on"]), (-2, ["ended on"])])
def test_a_certificate_that_ends_soon_raises_an_alarm(
    office: Any, tmp_path: Path, left: int, found: list[str]
) -> None:
    file = certificate(tmp_path / "site.pem", office.now + timedelta(days=left))
    settings = office.instance.settings.model_copy(update={"certificate_files": (str(file),)})
    watched = replace(office, instance=replace(office.instance, settings=settings))
    said = bad(status_of(watched), ["certificates"])
    assert [words for words in found if words in " ".join(said)] == found
    assert len(said) == len(found)
    assert f'survey_certificate_days_left{{file="{file}"}} {left}' in metrics(watched)


@ON_SQLITE
def test_two_certificates_whose_files_are_called_alike_are_told_apart(
    office: Any, tmp_path: Path
) -> None:
    """What reads metrics takes none at all of a file in which one line is there twice."""
    files = tuple(str(tmp_path / name / "fullchain.pem") for name in ("public", "desk"))
    for file in files:
        Path(file).parent.mkdir()
        certificate(Path(file), office.now + timedelta(days=20))
    settings = office.instance.settings.model_copy(update={"certificate_files": (*files, files[0])})
    lines = metrics(replace(office, instance=replace(office.instance, settings=settings)))
    told = [line for line in lines.splitlines() if "certificate_days_left{" in line]
    assert len(told) == len(set(told)) == 2


@ON_SQLITE
def test_a_file_that_holds_no_certificate_is_named(office: Any, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no certificate")
    odd = certificate(tmp_path / "odd.pem", office.now)
    whole = x509.load_pem_x509_certificate(odd.read_bytes()).public_bytes(
        serialization.Encoding.DER
    )
    of_no_version = whole.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020107"), 1)
    odd.write_text(ssl.DER_cert_to_PEM_cert(of_no_version))
    files = (str(tmp_path / "key.pem"), str(tmp_path / "nothing.pem"), str(odd))
    settings = office.instance.settings.model_copy(update={"certificate_files": files})
    watched = replace(office, instance=replace(office.instance, settings=settings))
    said = bad(status_of(watched), ["certificates"])
    assert [name for name in files if name in " ".join(said)] == list(files)
    assert "survey_certificate_days_left{" not in metrics(watched)


@ON_SQLITE
def test_a_database_that_is_gone_is_told_and_not_made_anew(office: Any) -> None:
    file = office.instance.folder / "survey.db"
    office.instance.close()
    file.unlink()
    assert 'survey_check_ok{check="database"} 0' in metrics(office)
    assert not file.exists()


@ON_SQLITE
def test_a_damaged_database_is_called_so_once_and_nothing_of_it_is_made_up(office: Any) -> None:
    file = office.instance.folder / "survey.db"
    office.instance.close()
    file.write_bytes(b"not a database at all" * 400)
    found = status_of(office)
    assert [(one.name, one.what) for one in found.bad] == [
        ("database", "The file of the database is damaged.")
    ]
    said = CliRunner().invoke(cli, ["--instance", str(office.instance.folder), "status"]).output
    assert "studies, work, asks and backups are not known" in said
    assert "none" not in said
    refused = CliRunner().invoke(
        cli, ["--instance", str(office.instance.folder), "upgrade", "--check"]
    )
    assert "from a backup" in str(explained(refused.exception).do)
