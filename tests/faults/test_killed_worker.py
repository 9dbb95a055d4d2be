"""The worker, killed while it closes, publishes, erases and mixes: nothing is lost or half done."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from survey.mixing.doctor import examine
from survey.services.jobs.ask_for_work import ask_for_work, see_all_work, see_work
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.open_shelf import one_thread
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import end_of_data, erasing_rows, study_rows
from tests.conftest import Clock, Published, form_file
from tests.desk.conftest import DeskPage
from tests.faults.answering_load import (
    BREATH,
    TRIES,
    Crowd,
    answers_of,
    many_options,
    opened_answers,
    options_of,
)
from tests.faults.killed_parts import killable
from tests.page_client import PageClient
from tests.ports import reserved_port
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401
from tests.web.visitor import HOST

pytestmark = pytest.mark.long
CLOSINGS, PUBLISHINGS, ERASINGS = 7, 8, 5
KILLS = CLOSINGS + PUBLISHINGS + ERASINGS
#: The worker is killed after so many looks at what it does, at most: some seconds.
MOST_LOOKS = 80
#: Looks in the time of one: the files of a report lie beside those of before for a moment only.
AT_ONCE = 25


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


class House:
    """Studies that have work to be done: some to be closed, one to be published, some to be
    erased."""

    def __init__(
        self, instance: Instance, app: Flask, clock: Clock, publish: Callable[..., Published]
    ) -> None:
        self.instance, self._app, self._clock = instance, app, clock
        self._publish = publish
        self.small = [self._answered(number) for number in range(1, CLOSINGS + 1)]
        self.old = [self._answered(number) for number in range(1, ERASINGS + 1)]
        self.released = publish(form_file("quotes"), practice=True)
        answer_as_invented(instance, self.released.id, 40, random.Random(5), clock)
        for study in (*self.old, self.released):
            close_study(instance, study.id, clock())
        sheets, today = self.released.sheets[:2], clock().date()
        open_study(instance, self.released.id, sheets, today, one_thread)
        self.asked: list[str] = []

    def let_be_erased(self, study: Published) -> None:
        """Let the last day be over on which a study's answers may be kept."""
        with writing(self.instance.engine) as conn:
            change = {"state": "released", "results_by": date(2025, 1, 1)}
            study_rows.change(conn, study.id, **change)

    def close(self, study: Published) -> None:
        """Ask for the closing of a study."""
        self.asked.append(ask_for_work(self.instance, "closing", study.id, "", {}))

    def put_in_room(self, language: int) -> None:
        """Ask for the publishing of the released study's report in a language."""
        numbers = {"release": 1, "language": language}
        study_id = self.released.id
        self.asked.append(ask_for_work(self.instance, "publishing", study_id, "", numbers))

    def is_coming(self) -> bool:
        """Return whether files of a report are written that readers do not have yet."""
        there = self.instance.published
        return there.is_dir() and any(one.name.startswith(".") for one in there.iterdir())

    def files_in_room(self) -> set[str]:
        """Return which files readers are offered; each of them is there, and whole."""
        address, client = f"/r/{self.released.id}/", self._app.test_client()
        page = DeskPage(address, client.get(address, base_url=HOST).text)
        every = {link.partition("#")[0] for link in page.links.values()}
        files = {one.removeprefix(address) for one in every if one.startswith(address)}
        files -= {"", "told"}
        for name in files:
            answer = client.get(address + name, base_url=HOST)
            assert answer.status_code == 200, name
            ends = {".pdf": b"%%EOF\n", ".html": b"</html>\n", ".json": b"}\n"}
            wanted = ends.get(name[name.rindex(".") :], b"")
            assert answer.data.strip().endswith(wanted.strip()), name
        return files

    def _answered(self, number: int) -> Published:
        study = self._publish(many_options(), practice=True)
        for person in (number, number + 100):
            client = PageClient(self._app, study.id, study.questionnaire)
            client.answer({"A": tuple(options_of(person))})
        return study


def test_work_and_mixing_that_are_killed_lose_nothing_and_come_to_their_end(
    instance: Instance,
    public_app: Flask,
    clock: Clock,
    publish: Callable[..., Published],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.time = datetime.now(UTC)
    before = _found_bad(instance)
    house = House(instance, public_app, clock, publish)
    busy, scratch = publish(many_options(), practice=True), tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    with reserved_port() as port, ExitStack() as running:
        crowd = Crowd([port], busy.id)
        running.enter_context(killable("public", instance, tmp_path, port))
        worker = running.enter_context(killable("worker", instance, tmp_path))
        with crowd.answering(2):
            for begin, moment in _acts(house):
                begin()
                _wait_for(moment)
                worker.kill()
                house.files_in_room()
                worker.begin()
                _wait_for(lambda _looked: not house.is_coming())
            done = _every_ended(instance)
            _close_all(instance, house.small)
            _erase_all(instance, house.old)
            assert _ended(instance, _published_again(house))
    close_study(instance, busy.id, clock())
    assert opened_answers(instance, busy.id, busy.sheets[:2]) == answers_of(crowd.thanked)
    for number, study in enumerate(house.small, 1):
        there = opened_answers(instance, study.id, study.sheets[:2])
        assert there == answers_of([number, number + 100])
    assert {"report.html", "report.pdf", "tables.csv", "release.json"} <= house.files_in_room()
    _require_no_scratch(instance, scratch)
    assert _found_bad(instance) - {"data"} == before - {"data"}
    assert False in done, "nobody was killed while at work"


Act = tuple[Callable[[], None], Callable[[int], bool]]


def _acts(house: House) -> list[Act]:
    """Return what is begun each time, and when the worker is killed then: after some looks, or as
    soon as the files of a report are written."""
    chance = random.Random(KILLS)

    def after(looks: int) -> Callable[[int], bool]:
        return lambda looked: looked >= looks

    def coming(_looked: int) -> bool:
        return house.is_coming() or see_work(house.instance, house.asked[-1]).can_start

    def closing(study: Published) -> Act:
        return lambda: house.close(study), after(chance.randint(0, MOST_LOOKS))

    def erasing(study: Published) -> Act:
        return lambda: house.let_be_erased(study), after(chance.randint(0, MOST_LOOKS // 8))

    def publishing(number: int) -> Act:
        when = coming if number % 2 else after(chance.randint(0, 2 * MOST_LOOKS))
        return lambda: house.put_in_room(number // 2 % 2), when

    every = [
        *map(closing, house.small),
        *map(erasing, house.old),
        *map(publishing, range(PUBLISHINGS)),
    ]
    chance.shuffle(every)
    return every


def _wait_for(moment: Callable[[int], bool]) -> None:
    pause = threading.Event()
    for looked in range(TRIES * AT_ONCE):
        if moment(looked // AT_ONCE):
            return
        pause.wait(BREATH / AT_ONCE)
    raise AssertionError("it did not come in two minutes")


def _every_ended(instance: Instance) -> list[bool]:
    """Wait until no work goes on, and tell of each that is still known whether it was done."""
    return [_ended(instance, work.id) for work in see_all_work(instance)]


def _ended(instance: Instance, work: str) -> bool:
    """Wait until work goes on no more, and tell whether it was done; else it says what became of
    it."""
    pause = threading.Event()
    for _ in range(TRIES):
        seen = see_work(instance, work)
        if seen.stage in ("done", "failed"):
            assert seen.stage == "done" or "Nothing was lost; start it again." in seen.words, seen
            return seen.stage == "done"
        pause.wait(BREATH)
    raise AssertionError(f"it goes on after two minutes: {seen}")


def _close_all(instance: Instance, studies: Sequence[Published]) -> None:
    """Start the closings that were cut short again, until all is closed."""
    for study in studies:
        if _stand(instance, study) != "closed":
            assert _ended(instance, ask_for_work(instance, "closing", study.id, "", {}))
        assert _stand(instance, study) == "closed"


def _erase_all(instance: Instance, studies: Sequence[Published]) -> None:
    """Wait until all that is due is erased, which nobody has to ask for."""

    def is_erased(_looked: int) -> bool:
        with instance.engine.connect() as conn:
            ends = [end_of_data.end_of(conn, study.id) for study in studies]
        return all(end is not None and end.finished_on is not None for end in ends)

    _wait_for(is_erased)
    with instance.engine.connect() as conn:
        assert not erasing_rows.rows_left(conn, [study.id for study in studies])
        for study in studies:
            every = [one.event for one in journal.entries(conn, study_id=study.id)]
            assert every.count("archived") == 1
    assert {_stand(instance, study) for study in studies} == {"archived"}


def _published_again(house: House) -> str:
    house.put_in_room(0)
    return house.asked[-1]


def _require_no_scratch(instance: Instance, scratch: Path) -> None:
    """Hold that nothing unfinished lies anywhere, nor what a report says in temporary files."""
    there = [one.relative_to(instance.folder) for one in instance.folder.rglob("*")]
    names = [one.name for one in there if one.suffix == ".new" or one.parts[0] == "job-files"]
    assert set(names) <= {"job-files"}
    assert not [one.name for one in instance.published.iterdir() if one.name.startswith(".")]
    files = [one for one in scratch.rglob("*") if one.is_file() and not one.is_symlink()]
    assert not [one for one in files if b"<html" in one.read_bytes()]


def _stand(instance: Instance, study: Published) -> str:
    with instance.engine.connect() as connection:
        return study_rows.get(connection, study.id).stand


def _found_bad(instance: Instance) -> set[str]:
    return {one.name for one in examine(instance, datetime.now(UTC)) if not one.ok}
