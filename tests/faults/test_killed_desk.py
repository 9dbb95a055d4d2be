"""The desk, killed while two people write: what it said is saved is there, and once."""

from __future__ import annotations

import http.client
import random
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.mixing.doctor import examine
from survey.services.overview.list_drafts import draft_versions
from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import SAME, DeskPage, StaffVisitor, staff  # noqa: F401
from tests.desk.ready_draft import draft_of
from tests.faults.answering_load import BREATH, TRIES
from tests.faults.killed_parts import killable
from tests.ports import reserved_port
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401

pytestmark = pytest.mark.long
KILLS = 20
#: Nobody waits longer than that for the desk to be killed, in changes that were saved.
MOST_BETWEEN = 4


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


def test_what_the_desk_said_is_saved_is_there_once_however_often_it_is_killed(
    instance: Instance,
    clock: Clock,
    staff: Callable[..., StaffVisitor],  # noqa: F811
    tmp_path: Path,
) -> None:
    clock.time = datetime.now(UTC)
    before, chance = _found_bad(instance), random.Random(KILLS)
    drafts = [draft_of(instance, clock().date()) for _ in range(2)]
    visitor = staff("Ada", "coordinator")
    visitor.get(_address(drafts[0]))
    cookie = visitor.client.get_cookie("desk", domain="127.0.0.1")
    assert cookie is not None
    with reserved_port() as port, killable("desk", instance, tmp_path, port) as desk:
        writing = Writing(port, f"desk={cookie.value}", drafts)
        with writing.at_once():
            for _ in range(KILLS):
                writing.wait_for(chance.randint(1, MOST_BETWEEN))
                desk.kill()
                desk.begin()
            writing.wait_for(1)
    for draft in drafts:
        found = [version.file for version in draft_versions(instance, draft)]
        texts = [f"How often? {number}." for number in range(1, writing.saved[draft] + 1)]
        assert [sum(text in one for one in found) for text in texts] == [1] * len(texts)
        assert len(found) == 1 + len(texts)
    assert writing.gone >= KILLS
    assert _found_bad(instance) == before


class Writing:
    """Two coordinators who each change one question again and again, and look before writing anew.

    `saved` counts for each draft the changes that the desk said are saved, or that were there when
    it was looked at again; `gone` counts pages to which no answer came.
    """

    def __init__(self, port: int, cookie: str, drafts: Sequence[str]) -> None:
        self._port = port
        self._headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            **SAME,
        }
        self.saved, self.gone = dict.fromkeys(drafts, 0), 0
        self._news, self._over = threading.Condition(), threading.Event()
        self._faults: list[BaseException] = []

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let all write until the block ends; what was begun is finished."""

        def keep_on(draft: str) -> None:
            try:
                while not self._over.is_set():
                    self._write(draft)
            except BaseException as fault:
                with self._news:
                    self._faults.append(fault)
                    self._news.notify_all()

        threads = [threading.Thread(target=keep_on, args=(draft,)) for draft in self.saved]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
        assert not self._faults, self._faults

    def wait_for(self, more: int) -> None:
        """Wait until so many more were saved, for two minutes at most."""
        with self._news:
            wanted = sum(self.saved.values()) + more
            self._news.wait_for(
                lambda: self._faults or sum(self.saved.values()) >= wanted, TRIES * BREATH
            )
            assert sum(self.saved.values()) >= wanted, self._faults

    def _write(self, draft: str) -> None:
        """Save the next text, unless a press to which no answer came saved it."""
        address, wanted = _address(draft), f"How often? {self.saved[draft] + 1}."
        for _ in range(TRIES):
            try:
                form = next(one for one in self._page(address).forms if "text" in one.fields)
                if form.fields["text"] == [wanted]:
                    break
                fields = {**form.fields, "text": [wanted], "go": ["save"]}
                body = urllib.parse.urlencode(fields, doseq=True)
                status, page = self._asked("POST", address, body)
                assert status == 303, page
                break
            except (OSError, http.client.HTTPException):
                with self._news:
                    self.gone += 1
                threading.Event().wait(BREATH)
        else:
            raise AssertionError("it could not be saved in two minutes")
        with self._news:
            self.saved[draft] += 1
            self._news.notify_all()

    def _page(self, address: str) -> DeskPage:
        status, page = self._asked("GET", address, None)
        assert status == 200, page
        return DeskPage(address, page)

    def _asked(self, method: str, address: str, body: str | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, address, body, self._headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def _address(draft: str) -> str:
    return f"/studies/{draft}/questions/1/1"


def _found_bad(instance: Instance) -> set[str]:
    return {one.what for one in examine(instance, datetime.now(UTC)) if not one.ok}
