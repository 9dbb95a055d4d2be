"""Alarms: what needs an operator is told alike by the doctor, the status and the metrics."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli
from survey.mixing.mix import mix
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from tests.certificates import certificate
from tests.conftest import Published, form_file

ALARMS = {"mixing", "disk", "backups", "rehearsals", "certificates"}
#: More than any disk has.
NEVER_FREE = "1000000"
#: Where less is free, the alarm of the disk stays.
LITTLE = 10**9


class Watcher:
    """Somebody who watches over an instance from afar."""

    def __init__(self, instance: Instance, folder: Path) -> None:
        self.instance, self.folder = instance, folder
        self.settings = {
            "SURVEY_BACKUP_RECIPIENTS": "age1somebody",
            "SURVEY_CERTIFICATE_FILES": str(folder / "site.pem"),
        }

    def told(self, *words: str) -> str:
        """Give what a command says."""
        given = ["--instance", str(self.instance.folder), *words]
        return CliRunner(env=self.settings).invoke(cli, given).output

    def checks(self, command: str) -> list[dict[str, str]]:
        """Give all checks that a command tells of as JSON."""
        checks: list[dict[str, str]] = json.loads(self.told(command, "--json"))["checks"]
        return checks

    def note(self, event: str, days_ago: int) -> None:
        """Let the journal say that something was done."""
        day = datetime.now(UTC).date() - timedelta(days=days_ago)
        with writing(self.instance.engine) as conn:
            journal.note(conn, day=day, study_id="", event=event)

    def alarms(self) -> dict[str, set[str]]:
        """Give the checks that need an operator, by who tells of them."""
        metrics = self.folder / "survey.prom"
        self.told("status", "--metrics", str(metrics))
        (line,) = re.findall("checks needs? an operator: (.*)", self.told("status")) or [""]
        return {
            "doctor": _bad(self.checks("doctor")),
            "status as JSON": _bad(self.checks("status")),
            "status": set(line.split(", ")) - {""},
            "metrics": set(re.findall(r'survey_check_ok{check="(.*)"} 0', metrics.read_text())),
        }


def _bad(checks: list[dict[str, str]]) -> set[str]:
    return {one["name"] for one in checks if not one["ok"]}


@pytest.fixture
def watcher(instance: Instance, tmp_path: Path) -> Watcher:
    """Give somebody who watches."""
    return Watcher(instance, tmp_path)


def within_a_day(look: Callable[[datetime], dict[str, set[str]]]) -> dict[str, set[str]]:
    """Give what is seen from a time on; once more where midnight came between, which moves days."""
    began = datetime.now(UTC)
    seen = look(began)
    return seen if datetime.now(UTC).date() == began.date() else look(datetime.now(UTC))


def test_every_alarm_is_raised_at_every_door_and_goes_again(watcher: Watcher) -> None:
    def late(now: datetime) -> dict[str, set[str]]:
        watcher.note("backup made", 3)
        watcher.note("backup rehearsed", 31)
        certificate(watcher.folder / "site.pem", now + timedelta(days=13))
        return watcher.alarms()

    def in_time(now: datetime) -> dict[str, set[str]]:
        mix(watcher.instance, now=now)
        watcher.note("backup made", 1)
        watcher.note("backup rehearsed", 30)
        certificate(watcher.folder / "site.pem", now + timedelta(days=20))
        return watcher.alarms()

    mix(watcher.instance, now=datetime.now(UTC) - timedelta(hours=3))
    watcher.settings["SURVEY_LEAST_FREE_GIGABYTES"] = NEVER_FREE
    raised = within_a_day(late)
    assert raised == dict.fromkeys(raised, ALARMS)
    del watcher.settings["SURVEY_LEAST_FREE_GIGABYTES"]
    gone = within_a_day(in_time)
    left = {"disk"} if shutil.disk_usage(watcher.folder).free < LITTLE else set()
    assert gone == dict.fromkeys(gone, left)


def test_a_timer_that_was_never_started_is_told_at_every_door(
    watcher: Watcher, publish: Callable[..., Published]
) -> None:
    """A study just published raises nothing."""
    watcher.settings.clear()
    study = publish(form_file("show-if-any")).id
    told = watcher.alarms()
    assert not any("mixing" in one for one in told.values()), told
    opened = datetime.now(UTC).date() - timedelta(days=2)
    with writing(watcher.instance.engine) as conn:
        study_rows.change(conn, study, opened_on=opened)
    told = watcher.alarms()
    assert all("mixing" in one for one in told.values()), told


def test_a_disk_that_is_nearly_full_is_told_with_its_room_and_what_to_do(watcher: Watcher) -> None:
    watcher.settings["SURVEY_LEAST_FREE_GIGABYTES"] = NEVER_FREE
    (disk,) = [one for one in watcher.checks("doctor") if one["name"] == "disk"]
    assert re.fullmatch(r"\d+\.\d GB are free where the instance folder lies\.", disk["what"])
    assert disk["do"] == "Make room: a full disk stops answers from being kept."
    watcher.settings["SURVEY_LEAST_FREE_GIGABYTES"] = "0"
    assert "write 1 or more" in refusal(watcher, "doctor")


def refusal(watcher: Watcher, *words: str) -> str:
    given = ["--instance", str(watcher.instance.folder), *words]
    return str(CliRunner(env=watcher.settings).invoke(cli, given).exception)
