"""The worker and the desk, killed at work: what was acknowledged is there once, and work ends."""

from __future__ import annotations

import http.client
import random
import threading
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from survey.services.jobs.ask_for_work import ask_for_work, see_work
from survey.services.overview.list_drafts import draft_versions
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published
from tests.desk.conftest import SAME, DeskPage, StaffVisitor, staff  # noqa: F401
from tests.desk.ready_draft import draft_of
from tests.faults.answering_load import (
    BREATH,
    TRIES,
    Crowd,
    answers_of,
    many_options,
    opened_answers,
)
from tests.faults.killed_parts import Killable, killable
from tests.page_client import PageClient
from tests.ports import reserved_port
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401

pytestmark = pytest.mark.long
KILLS = 20
#: Seconds after which a worker is killed at the latest: work begins and ends within them.
LATEST = 3.0


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


def is_closed(instance: Instance, study_id: str) -> bool:
    """Tell whether a study is closed."""
    with instance.engine.connect() as connection:
        return study_rows.get(connection, study_id).state == "closed"


def test_work_and_mixing_that_are_killed_lose_nothing_and_come_to_their_end(
    instance: Instance,
    public_app: Flask,
    clock: Clock,
    publish: Callable[..., Published],
    tmp_path: Path,
) -> None:
    chance, pause = random.Random(KILLS), threading.Event()
    asked, busy = many_options(), publish(many_options(), practice=True)
    small = [publish(asked, practice=True) for _ in range(KILLS)]
    for number, study in enumerate(small, 1):
        for person in (number, number + 100):
            options = tuple(f"o{bit}" for bit in range(12) if person >> bit & 1)
            PageClient(public_app, study.id, asked).answer({"A": options})
    with reserved_port() as port:
        crowd = Crowd([port], busy.id)
        with (
            killable("public", instance, tmp_path, port),
            killable("worker", instance, tmp_path) as worker,
            crowd.answering(2),
        ):
            asked_for = []
            for study in small:
                asked_for.append(ask_for_work(instance, "closing", study.id, "", {}))
                pause.wait(chance.uniform(0, LATEST))
                worker.kill()
                worker.begin()
            _all_ended(instance, asked_for, pause)
            _all_closed(instance, small, pause)
    close_study(instance, busy.id, clock())
    assert opened_answers(instance, busy.id, busy.sheets[:2]) == answers_of(crowd.thanked)
    for number, study in enumerate(small, 1):
        there = opened_answers(instance, study.id, study.sheets[:2])
        assert there == answers_of([number, number + 100])


def _all_ended(instance: Instance, asked_for: list[str], pause: threading.Event) -> None:
    """Wait until none of the work goes on; it was done, or its page says that it was stopped."""
    for work in asked_for:
        for _ in range(TRIES):
            seen = see_work(instance, work)
            if seen.can_start:
                break
            pause.wait(BREATH)
        assert seen.stage == "done" or "was stopped" in seen.words, seen


def _all_closed(instance: Instance, studies: list[Published], pause: threading.Event) -> None:
    """Ask for the work that was cut short again, until all is done."""
    for study in studies:
        for _ in range(TRIES):
            if is_closed(instance, study.id):
                break
            ask_for_work(instance, "closing", study.id, "", {})
            pause.wait(10 * BREATH)
        assert is_closed(instance, study.id)


def test_what_the_desk_said_is_saved_is_there_once_however_often_it_is_killed(
    instance: Instance,
    clock: Clock,
    staff: Callable[..., StaffVisitor],  # noqa: F811
    tmp_path: Path,
) -> None:
    clock.time = datetime.now(UTC)
    visitor = staff("Ada", "coordinator")
    cookie = visitor.client.get_cookie("desk", domain="127.0.0.1")
    assert cookie is not None
    draft, chance = draft_of(instance, clock().date()), random.Random(KILLS)
    with reserved_port() as port, killable("desk", instance, tmp_path, port) as desk:
        writer = _Writer(port, f"/studies/{draft}/questions/1/1", f"desk={cookie.value}")
        ended = threading.Event()

        def write() -> None:
            while not ended.is_set():
                writer.write_once()

        thread = threading.Thread(target=write)
        thread.start()
        try:
            _kill(desk, chance)
        finally:
            ended.set()
            thread.join()
    found = [version.file for version in draft_versions(instance, draft)]
    for number in range(1, writer.saved + 1):
        assert len([one for one in found if f"How often? {number}." in one]) == 1
    assert writer.saved >= KILLS // 2


def _kill(desk: Killable, chance: random.Random) -> None:
    pause = threading.Event()
    for _ in range(KILLS):
        pause.wait(chance.uniform(0.1, 0.6))
        desk.kill()
        desk.begin()


class _Writer:
    """A coordinator who changes one question again and again, and looks before writing anew."""

    def __init__(self, port: int, address: str, cookie: str) -> None:
        self._port, self._address = port, address
        self._headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            **SAME,
        }
        self.saved = 0

    def write_once(self) -> None:
        """Save the next text, unless a press to which no answer came saved it."""
        wanted = f"How often? {self.saved + 1}."
        for _ in range(TRIES):
            try:
                form = next(one for one in self._page().forms if "text" in one.fields)
                if form.fields["text"] == [wanted]:
                    break
                fields = {**form.fields, "text": [wanted], "go": ["save"]}
                if self._asked("POST", urllib.parse.urlencode(fields, doseq=True))[0] == 303:
                    break
            except (OSError, http.client.HTTPException):
                threading.Event().wait(BREATH)
        else:
            raise AssertionError("it could not be saved in two minutes")
        self.saved += 1

    def _page(self) -> DeskPage:
        status, page = self._asked("GET", None)
        assert status == 200, page
        return DeskPage(self._address, page)

    def _asked(self, method: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, self._address, body, self._headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
