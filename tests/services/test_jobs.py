"""Slow work: done in a process of its own, seen from outside, and not lost when that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from survey.disclosure.forecast.foretold import Forecast
from survey.errors import Refused, StudyUnknown
from survey.services.jobs.ask_for_work import (
    ask_again,
    ask_for_work,
    newest_work,
    see_all_work,
    see_work,
)
from survey.services.jobs.kinds_of_work import version_to_forecast
from survey.services.jobs.work_on_jobs import file_of_work, keep_working, work_on_what_waits
from survey.services.steps.work_under_way import lock_of_worker, somebody_works
from survey.services.writing.begin_draft import DraftTerms, begin_draft
from survey.storage.database import writing
from survey.storage.files import locked_if_free
from survey.storage.instance import SITE_KEY_FILE, Instance
from survey.storage.schema import jobs
from survey.storage.staff import job_rows
from tests.conftest import PATIENCE_MS, Clock, Published, form_file

FORM = Path(__file__).parents[1] / "forms" / "breakdown.yaml"
ASKED = {"expected": 30, "version": 0}
SECONDS = PATIENCE_MS / 1000


@pytest.fixture
def study(publish: Callable[..., Published]) -> str:
    return publish(form_file("breakdown"), practice=True).id


def ask(instance: Instance, study: str, **asked: int) -> str:
    return ask_for_work(instance, "forecast", study, "coordinator", ASKED | asked)


def no_fault(error: Exception) -> None:
    raise AssertionError from error


@pytest.mark.slow  # it starts a process for each piece of work
def test_work_is_done_and_its_result_kept(instance: Instance, study: str) -> None:
    job = ask(instance, study)
    waiting = see_work(instance, job)
    assert (waiting.stage, waiting.tenths, waiting.can_start) == ("waiting", None, False)
    assert "waits until the program runs" in waiting.words
    broken = ask(instance, study, expected=0)
    assert work_on_what_waits(instance, no_fault) == 2
    done = see_work(instance, job)
    assert (done.stage, done.tenths, done.title) == ("done", 10, "What a report could print")
    assert Forecast.model_validate_json(done.result or "").expected == 30
    failed = see_work(instance, broken)
    assert (failed.stage, failed.result) == ("failed", None)
    assert failed.words == "At least one person must be expected. Write about how many."
    assert newest_work(instance, "forecast", study, done=True) == done
    assert newest_work(instance, "forecast", study) == failed
    assert work_on_what_waits(instance, no_fault) == 0


@pytest.mark.slow
def test_a_bad_folder_of_what_was_published_keeps_no_work_waiting(
    instance: Instance, study: str
) -> None:
    told: list[Exception] = []
    job = ask(instance, study)
    instance.published.mkdir(exist_ok=True)
    (instance.published / study).write_text("no folder")
    (instance.published / f".{study}.before").mkdir()
    (instance.published / f".{study}.before" / "report.html").write_text("x")
    (instance.published / f".{study}.1").mkdir()
    work_on_what_waits(instance, told.append)
    assert see_work(instance, job).stage == "done"


@pytest.mark.slow
def test_a_version_of_a_draft_is_forecast(instance: Instance, clock: Clock) -> None:
    terms = DraftTerms(expected=40)
    draft = begin_draft(instance, FORM.read_bytes(), terms, clock().date())
    version = version_to_forecast(instance, draft.study_id)
    assert version == 1
    job = ask(instance, draft.study_id, version=version, expected=40)
    work_on_what_waits(instance, no_fault)
    assert '"expected":40' in (see_work(instance, job).result or "")
    with pytest.raises(StudyUnknown):
        version_to_forecast(instance, "nothing")


def test_the_second_of_the_same_sees_the_first(instance: Instance, study: str) -> None:
    first = ask(instance, study)
    assert ask(instance, study) == first
    other = ask(instance, study, expected=31)
    assert other != first
    assert [one.id for one in see_all_work(instance)] == [other, first]
    assert see_all_work(instance, {"another study"}) == ()


def test_work_that_nobody_works_on_any_more_says_so_and_starts_again(
    instance: Instance, study: str
) -> None:
    job = ask(instance, study)
    with locked_if_free(lock_of_worker(instance.folder)) as mine:
        assert mine
        with writing(instance.engine) as connection:
            job_rows.take(connection)
            job_rows.progress(connection, job, 5, 48)
        seen = see_work(instance, job)
        assert (seen.stage, seen.tenths) == ("working", 1)
        assert ask(instance, study) == job
        assert work_on_what_waits(instance, no_fault) is None
    assert not somebody_works(instance.folder)
    seen = see_work(instance, job)
    assert (seen.stage, seen.can_start) == ("failed", True)
    assert "Nothing was lost; start it again." in seen.words
    again = ask_again(instance, job, "coordinator")
    assert again != job
    assert see_work(instance, again).stage == "waiting"
    assert see_work(instance, job).stage == "failed"


def test_files_of_work_live_for_an_hour(instance: Instance) -> None:
    assert file_of_work(instance, "0" * 32) is None
    folder = instance.folder / "job-files"
    folder.mkdir(0o700)
    file = folder / ("a" * 32)
    file.write_bytes(b"%PDF")
    assert file_of_work(instance, "a" * 32) == b"%PDF"
    assert file_of_work(instance, "../keys/site") is None
    os.utime(file, (0, 0))
    assert file_of_work(instance, "a" * 32) is None
    assert work_on_what_waits(instance, no_fault) == 0
    assert not file.exists()


def test_a_broken_database_does_not_end_the_work(instance: Instance, study: str) -> None:
    ask(instance, study)
    over = Event()
    told: list[Exception] = []

    def tell(error: Exception) -> None:
        told.append(error)
        over.set()

    with writing(instance.engine) as connection:
        jobs.drop(connection)
    keep_working(instance, over.wait, tell)
    assert told


@pytest.mark.slow
def test_a_killed_process_is_told_and_the_next_work_is_done(instance: Instance, study: str) -> None:
    """Its process waits for the site key, at whatever speed, and so is killed before it is done."""
    killed = ask(instance, study, expected=5000)
    key, aside = instance.folder / SITE_KEY_FILE, instance.folder / "aside.key"
    key.rename(aside)
    os.mkfifo(key, 0o600)
    over = Event()
    told: list[Exception] = []
    worker = Thread(target=keep_working, args=(instance, over.wait, told.append))
    worker.start()
    try:
        _until(instance, killed, "working")
        _kill_one()
        _until(instance, killed, "failed")
        aside.replace(key)
        _until(instance, ask(instance, study), "done")
    finally:
        over.set()
        worker.join(SECONDS)
    assert "Nothing was lost; start it again." in see_work(instance, killed).words
    assert [str(error) for error in told] == ["work of the kind forecast ended with -9"]
    assert not somebody_works(instance.folder)


@pytest.mark.slow
def test_a_program_that_works_and_is_killed_leaves_what_can_be_started_again(
    instance: Instance, study: str
) -> None:
    job = ask(instance, study, expected=5000)
    program = "from survey.cli.main import main; main()"
    words = [sys.executable, "-c", program, "--instance", str(instance.folder), "jobs", "run-once"]
    with subprocess.Popen(words) as worker:
        try:
            _until(instance, job, "working")
            assert somebody_works(instance.folder)
        finally:
            worker.kill()
    assert see_work(instance, job).stage == "failed"
    with instance.engine.connect() as connection:
        row = connection.execute(select(jobs.c.stage)).scalar_one()
    assert row in ("working", "done")
    again = ask_again(instance, job, "coordinator")
    assert see_work(instance, again).stage == "waiting"
    with pytest.raises(Refused, match="no such work"):
        ask_again(instance, "nothing", "coordinator")


@pytest.mark.parametrize("quietly", [True, False])
def test_nothing_is_said_of_the_locks_of_work_that_was_stopped(quietly: bool) -> None:
    program = (
        "import os; from multiprocessing import get_context\n"
        "from survey.services.steps.executors import free_quietly\n"
        f"{quietly} and free_quietly()\n"
        "lock = get_context('spawn').Lock()\n"
        "os._exit(0)  # as where it is stopped from outside\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (b"leaked" in done.stderr, done.stdout) == (not quietly, b"")


def _until(instance: Instance, job: str, stage: str) -> None:
    """Wait until work is in a stage; each look gives others the processor."""
    waited = Event()
    for _ in range(int(SECONDS * 20)):
        if see_work(instance, job).stage == stage:
            return
        waited.wait(0.05)
    pytest.fail(f"it is {see_work(instance, job)}")


def _kill_one() -> None:
    """Kill the process that was spawned to work, as soon as it is there."""
    waited = Event()
    for _ in range(int(SECONDS * 20)):
        if found := _children():
            os.kill(found[0], signal.SIGKILL)
            return
        waited.wait(0.05)
    pytest.fail("nothing was spawned to work")


def _children() -> list[int]:
    """Give the processes of ours that were spawned to work."""
    listed = Path(f"/proc/{os.getpid()}/task")
    found = " ".join((one / "children").read_text() for one in listed.iterdir()).split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
