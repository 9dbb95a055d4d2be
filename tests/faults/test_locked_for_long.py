"""A database that somebody keeps locked for half a minute, met over HTTP at each step."""

from __future__ import annotations

import http.client
import re
import sqlite3
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from survey.mixing.doctor import examine
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.database import is_sqlite
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.schema import metadata
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published, form_file
from tests.faults.served import serving
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.web.test_web_not_now import WORDS
from tests.web.visitor import Page, six_words

pytestmark = pytest.mark.long
#: Seconds for which it is kept at least.
LOCKED = 30
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Fields = Mapping[str, object]


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@contextmanager
def locked(instance: Instance) -> Iterator[None]:
    """Let another program keep the database to itself: SQLite for writing, PostgreSQL for all."""
    if is_sqlite(instance.engine):
        other = sqlite3.connect(instance.folder / DATABASE_FILE, isolation_level=None)
        with closing(other):
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(instance.settings.database_url) as server:
            server.execute(f"LOCK TABLE {', '.join(metadata.tables)} IN ACCESS EXCLUSIVE MODE")
            yield


@dataclass
class Answered:
    """What a server answered."""

    status: int
    page: Page


class Person:
    """Somebody who is at one step: what they asked for last, and what they do next."""

    def __init__(self, port: int, study: Published) -> None:
        self._port, self._at = port, f"/f/{study.id}"
        (self._question,) = [
            one.id for one in study.questionnaire.questions() if one.type == "text"
        ][:1]
        self.page = Page("")

    def open(self) -> Answered:
        """Open the form."""
        return self._asked("GET", self._at, {})

    def press(self, go: str, **more: object) -> Answered:
        """Press a button of the page, whatever it is then sent to."""
        return self._asked("POST", self._at, {**self.page.fields, "go": go, **more})

    def come_to(self, step: str) -> None:
        """Go up to a step: the page on which the words are typed, or the one before sending."""
        self.open()
        self.press("next")
        self.press("begin")
        if step != "page":
            self.write("pause" if step == "keep" else "review")

    def write(self, go: str) -> Answered:
        """Type the words and press a button."""
        return self.press(go, **{f"q.{self._question}": WORDS})

    def take_back(self, study: Published, words: Sequence[str]) -> Answered:
        """Type the six words of a receipt."""
        sent = {"go": "back", "w": words, "l": "en"}
        return self._asked("POST", f"/r/{study.id}/", sent)

    def _asked(self, method: str, address: str, fields: Fields) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            body = urllib.parse.urlencode(fields, doseq=True) or None
            connection.request(method, address, body, _FORM)
            answer = connection.getresponse()
            self.page = Page(answer.read().decode())
            return Answered(answer.status, self.page)
        finally:
            connection.close()


def test_each_step_keeps_what_was_typed_and_goes_on_when_it_is_free_again(
    instance: Instance, clock: Clock, publish: Callable[..., Published], tmp_path: Path
) -> None:
    clock.time = datetime.now(UTC)
    study = publish(form_file("text"), practice=True)
    instance.engine.dispose()
    with serving(instance.folder, tmp_path, database_url=instance.settings.database_url) as served:
        people = {step: Person(served.port, study) for step in ("page", "keep", "send", "back")}
        for step in ("page", "keep", "send"):
            people[step].come_to(step)
        people["back"].come_to("send")
        receipt = six_words(people["back"].press("send", r="yes").page).split()
        starts = Person(served.port, study)
        acts: dict[str, Callable[[], Answered]] = {
            "start": starts.open,
            "page": lambda: people["page"].write("review"),
            "keep": lambda: people["keep"].press("keep"),
            "send": lambda: people["send"].press("send", r="yes"),
            "back": lambda: people["back"].take_back(study, receipt),
        }
        #: Nobody types anything anew: what the page holds is sent.
        again = acts | {
            "page": lambda: people["page"].press("review"),
            "send": lambda: people["send"].press("send"),
            "back": lambda: people["back"].take_back(study, people["back"].page.offered["w"]),
        }
        begun = monotonic()
        with locked(instance), ThreadPoolExecutor() as pool:
            _require_kind(_all(pool, acts), receipt)
            while monotonic() - begun < LOCKED:
                _require_kind(_all(pool, again), receipt)
            bad = [one for one in examine(instance, clock()) if one.name == "writing"]
            assert [one.ok for one in bad] == [False], bad
            assert "Another program keeps the database locked" in bad[0].what
        done = {step: act() for step, act in again.items()}
        assert {step: one.status for step, one in done.items()} == dict.fromkeys(acts, 200)
        assert WORDS in done["page"].page.html
        assert six_words(done["keep"].page)
        assert six_words(done["send"].page)
    assert "Traceback" not in served.log.read_text()
    close_study(instance, study.id, clock())
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    assert (row.counted, row.withdrawn, row.lost) == (1, 1, 0)


def _all(
    pool: ThreadPoolExecutor, acts: Mapping[str, Callable[[], Answered]]
) -> dict[str, Answered]:
    """Do all at once, and return what each was answered."""
    begun = {step: pool.submit(act) for step, act in acts.items()}
    return {step: one.result() for step, one in begun.items()}


def _require_kind(found: Mapping[str, Answered], receipt: Sequence[str]) -> None:
    """Hold each answer to be a page that says so and has what was typed, where it is not done.

    What needs no place in the database, as a page that is turned, may be done.
    """
    for step, answer in found.items():
        assert answer.status in ((503,) if step in ("keep", "send", "back") else (200, 503)), step
        assert answer.status == 200 or re.search("just now|Not now", answer.page.words), step
    assert WORDS in found["page"].page.html
    assert {"s"} <= set(found["keep"].page.fields) & set(found["send"].page.fields)
    assert found["back"].page.offered["w"] == receipt
