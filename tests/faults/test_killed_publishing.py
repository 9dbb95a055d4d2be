"""Publishing, killed before each of its steps: readers have one edition or the next, and whole."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from werkzeug.test import Client

from survey.services.jobs.work_on_jobs import work_on_what_waits
from survey.settings import Settings
from survey.storage.instance import Instance
from survey.storage.staff import journal
from tests.conftest import Published, form_file
from tests.faults.cut_publishing import EVEN, names_of_edition, said_in
from tests.faults.killed_parts import ROOT, environment
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.web.visitor import HOST

pytestmark = pytest.mark.long
#: There are more steps than that, and one kill before each.
STEPS = 20
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
        assert put(1, 0) > 0
        steps = put(2, 0)
        assert steps > STEPS
        newest, came = 2, 0
        for step in range(1, steps + 1):
            assert put(newest + 1, step) == -signal.SIGKILL, step
            before = read_here(client, study.id)
            assert before in (newest, newest + 1), step
            assert work_on_what_waits(instance, _must_not_fail) == 0
            is_out = _noted(instance, study.id) == newest + 1
            newest, came = newest + is_out, came + is_out
            assert read_here(client, study.id) == newest, step
            for number in range(1, newest):
                assert read_here(client, study.id, number) == number, step
            assert {one.name for one in instance.published.iterdir()} == {study.id}
        assert 0 < came < steps


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


def _noted(instance: Instance, study_id: str) -> int:
    """Return how often the journal says that the report was published."""
    with instance.engine.connect() as conn:
        every = journal.entries(conn, study_id=study_id)
        return sum(one.event == "report published" for one in every)


def _must_not_fail(error: Exception) -> None:
    raise error
