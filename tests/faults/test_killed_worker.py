"""The worker, killed while it closes, publishes and mixes: nothing is lost or half published."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from survey.mixing.doctor import examine
from survey.services.jobs.ask_for_work import ask_for_work, see_work
from survey.services.studies.close_study import close_study
from survey.settings import Settings
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies import study_rows
from tests.conftest import Clock, Published
from tests.desk.conftest import DeskPage
from tests.desk.ready_draft import draft_of
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
#: By kind of work, when the worker is killed each time: once so many tenths of it are done, after
#: so many looks more; or when it is over. A practice run tells how many of its people answered, and
#: closes, opens and publishes after the eighth tenth.
Moment = tuple[int, int] | None
MOMENTS: dict[str, tuple[Moment, ...]] = {
    "closing": (*((0, looks) for looks in (0, 1, 2, 3, 5, 7, 9, 12, 15, 20, 25, 30)), None, None),
    "practice run": ((0, 0), (6, 0), (8, 5), (8, 30), (8, 80), None),
}
KILLS = sum(len(moments) for moments in MOMENTS.values())


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


def test_work_and_mixing_that_are_killed_lose_nothing_and_come_to_their_end(
    instance: Instance,
    public_app: Flask,
    clock: Clock,
    publish: Callable[..., Published],
    tmp_path: Path,
) -> None:
    chance, asked = random.Random(KILLS), many_options()
    clock.time = datetime.now(UTC)
    before = _found_bad(instance)
    busy, today = publish(asked, practice=True), clock().date()
    small = [publish(asked, practice=True) for _ in MOMENTS["closing"]]
    for number, study in enumerate(small, 1):
        for person in (number, number + 100):
            PageClient(public_app, study.id, asked).answer({"A": tuple(options_of(person))})
    wanted: list[tuple[str, str, dict[str, int], Moment]] = []
    for study, moment in zip(small, MOMENTS["closing"], strict=True):
        wanted.append(("closing", study.id, {}, moment))
    for moment in MOMENTS["practice run"]:
        draft = draft_of(instance, today)
        wanted.append(("practice run", draft, {"people": 12, "version": 1}, moment))
    chance.shuffle(wanted)
    with reserved_port() as port:
        crowd = Crowd([port], busy.id)
        with (
            killable("public", instance, tmp_path, port),
            killable("worker", instance, tmp_path) as worker,
            crowd.answering(2),
        ):
            works = []
            for kind, study_id, numbers, moment in wanted:
                works.append(ask_for_work(instance, kind, study_id, "", numbers))
                _wait_for(instance, works[-1], moment)
                worker.kill()
                worker.begin()
            done = [_ended(instance, work) for work in works]
            _close_all(instance, small)
    close_study(instance, busy.id, clock())
    assert opened_answers(instance, busy.id, busy.sheets[:2]) == answers_of(crowd.thanked)
    for number, study in enumerate(small, 1):
        there = opened_answers(instance, study.id, study.sheets[:2])
        assert there == answers_of([number, number + 100])
    _require_whole(instance, public_app)
    assert _found_bad(instance) == before
    assert 0 < done.count(True) < KILLS, done


def _wait_for(instance: Instance, work: str, moment: Moment) -> None:
    """Wait for a moment of work, or until it is over."""
    pause, looked = threading.Event(), 0
    for _ in range(TRIES):
        seen = see_work(instance, work)
        if seen.can_start:
            return
        if moment is not None and seen.stage == "working" and (seen.tenths or 0) >= moment[0]:
            if looked == moment[1]:
                return
            looked += 1
        pause.wait(BREATH)
    raise AssertionError("it did not come in two minutes")


def _ended(instance: Instance, work: str) -> bool:
    """Wait until work goes on no more, and tell whether it was done; else it says what became of
    it."""
    pause = threading.Event()
    for _ in range(TRIES):
        seen = see_work(instance, work)
        if seen.can_start:
            assert seen.stage == "done" or "Nothing was lost; start it again." in seen.words
            return seen.stage == "done"
        pause.wait(BREATH)
    raise AssertionError(f"it goes on after two minutes: {seen}")


def _close_all(instance: Instance, studies: Sequence[Published]) -> None:
    """Start the closings that were cut short again, until all is closed."""
    for study in studies:
        if _stand(instance, study.id) != "closed":
            assert _ended(instance, ask_for_work(instance, "closing", study.id, "", {}))
        assert _stand(instance, study.id) == "closed"


def _require_whole(instance: Instance, app: Flask) -> None:
    """Hold each report that the journal names, and no other, to be in the reading room, whole."""
    with instance.engine.connect() as connection:
        every = study_rows.all_studies(connection)
        noted = {
            row.id for row in every if journal.newest_of(connection, row.id, ("report published",))
        }
    assert noted
    client = app.test_client()
    for row in every:
        address = f"/r/{row.id}/"
        links = DeskPage(address, client.get(address, base_url=HOST).text).links.values()
        files = {link.partition("#")[0] for link in links if link.startswith(address)} - {address}
        assert bool(files) == (row.id in noted), (row.id, files)
        assert {client.get(one, base_url=HOST).status_code for one in files} <= {200}, files


def _stand(instance: Instance, study_id: str) -> str:
    with instance.engine.connect() as connection:
        return study_rows.get(connection, study_id).state


def _found_bad(instance: Instance) -> set[str]:
    return {one.what for one in examine(instance, datetime.now(UTC)) if not one.ok}
