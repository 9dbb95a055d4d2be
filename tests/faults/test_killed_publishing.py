"""Publishing, killed before each of its steps: readers have one edition or the next, and whole."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies.published_editions import editions_of, hold_back
from tests.conftest import Published, form_file
from tests.faults.cut_publishing import EVEN, names_of_edition, said_in
from tests.faults.killed_parts import ROOT, environment
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.web.visitor import HOST

pytestmark = pytest.mark.long
#: There are more steps than that, and one kill before each.
STEPS = 20
DAY = date(2026, 3, 2)
Publish = Callable[[int, int], int]


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@contextmanager
def publishing(instance: Instance, study_id: str) -> Iterator[Publish]:
    """Give what publishes an edition up to a step, in a process that was loaded before."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.cut_publishing", study_id],
        env=environment(instance, 8000),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as source:
        assert source.stdin is not None
        assert source.stdout is not None
        lines, answers = source.stdin, source.stdout

        def publish(number: int, step: int) -> int:
            lines.write(f"{number} {step}\n")
            lines.flush()
            return int(answers.readline())

        yield publish
        lines.close()


def test_whoever_is_killed_while_publishing_leaves_one_whole_edition(
    instance: Instance, public_app: Flask, publish: Callable[..., Published]
) -> None:
    study, client = publish(form_file("text"), practice=True), Client(public_app)
    with publishing(instance, study.id) as put:
        newest, came = _one_below(instance, study.id, put, 0), 0
        steps = put(newest + 1, 0)
        assert steps > STEPS
        newest = _one_below(instance, study.id, put, newest + 1)
        for step in range(1, steps + 1):
            assert put(newest + 1, step) == -signal.SIGKILL, step
            is_out = _noted(instance, study.id, newest + 1)
            assert read_here(client, study.id) in (newest, newest + is_out), step
            _are_read(client, study.id, newest, step)
            with _held_back(instance, study.id, newest + 1):
                assert read_here(client, study.id) == newest, step
            assert work_on_what_waits(instance, _must_not_fail) == 0
            assert read_here(client, study.id) == newest + is_out, step
            _are_read(client, study.id, newest, step)
            assert {one.name for one in instance.published.iterdir()} == {study.id}
            if is_out:
                came += 1
                newest = _one_below(instance, study.id, put, newest + 1)
            else:  # nobody reads it: the newest lies on top; the next has as many steps again
                left = instance.published / study.id / "editions" / str(newest)
                shutil.rmtree(left, ignore_errors=True)
        assert 0 < came < steps


def _are_read(client: Client, study_id: str, newest: int, step: int) -> None:
    """Require that readers have this edition and the one before under their numbers."""
    for number in (newest - 1, newest):
        assert read_here(client, study_id, number) == number, step


def _one_below(instance: Instance, study_id: str, put: Publish, newest: int) -> int:
    """Publish two editions after which there is none other, and return the number of the second,
    which is even: each publishing has as many steps as the one before then."""
    with writing(instance.engine) as conn:
        journal.note(conn, day=DAY, study_id=study_id, event="quote taken back")
    first = newest + 1 + newest % 2
    for number in (first, first + 1):
        assert put(number, 0) > 0
    return first + 1


def read_here(client: Client, study_id: str, number: int = 0) -> int:
    """Return which edition readers have (0: the newest); every file of it, and of no other."""
    base = f"/r/{study_id}/{f'{number}/' if number else ''}"
    said = client.get(base + "report.html", base_url=HOST).text
    found = int(re.findall(r"edition (\d+) alone", said)[0])
    wanted = names_of_edition(found)
    for name in (*wanted, *EVEN):
        answer = client.get(base + name, base_url=HOST)
        assert answer.status_code == (200 if name in wanted else 404), name
        assert name not in wanted or said_in(found) in answer.text, name
    return found


@contextmanager
def _held_back(instance: Instance, study_id: str, number: int) -> Iterator[None]:
    """Hold an edition back meanwhile, where there is one of that number."""
    with writing(instance.engine) as conn:
        hold_back(conn, study_id, number, date(9999, 1, 1))
    yield
    with writing(instance.engine) as conn:
        hold_back(conn, study_id, number, None)


def _noted(instance: Instance, study_id: str, number: int) -> bool:
    """Return whether an edition was published."""
    with instance.engine.connect() as conn:
        return any(one.number == number for one in editions_of(conn, study_id))


def _must_not_fail(error: Exception) -> None:
    raise error
