"""Working on what staff asked for: one piece after the other, each in a process of its own.

A process that is killed or breaks takes nothing with it: its work is said to have failed, and the
next is begun.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from time import time

from survey.errors import SurveyError
from survey.services.jobs.kinds_of_work import WorkDone, kind_of_work
from survey.services.steps.executors import begin_as_child, free_quietly
from survey.services.steps.finish_edition import finish_editions
from survey.services.steps.work_under_way import lock_of_worker
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.files import destroy, locked_if_free, make_folder, write_durably
from survey.storage.instance import Instance, open_instance
from survey.storage.staff import job_rows
from survey.storage.staff.job_rows import JobRow

#: Takes what went wrong.
TellFault = Callable[[Exception], None]
#: Waits for that many seconds at most, and says whether it is over.
IsOver = Callable[[float], bool]

_LOOK_EVERY, _WATCH_EVERY = 1.0, 0.2
_LIFE_OF_A_FILE = timedelta(hours=1)
_FAULT = "This could not be worked out, by a fault of the program. Nothing was lost."
#: Whoever waits for a page must not wait longer because of this.
_NICE = 10


def keep_working(instance: Instance, is_over: IsOver, tell: TellFault) -> None:
    """Work on what is asked for until it is over; no fault of any work ends it.

    Where another program works on the same instance, this one waits for it to end.
    """
    while not is_over(0):
        with locked_if_free(lock_of_worker(instance.folder)) as mine:
            if mine:
                _work_until_over(instance, is_over, tell)
        if is_over(_LOOK_EVERY):
            return


def work_on_what_waits(instance: Instance, tell: TellFault) -> int | None:
    """Work on all that waits now, and return how much that was; None where another program does."""
    with locked_if_free(lock_of_worker(instance.folder)) as mine:
        if not mine:
            return None
        _tidy(instance, tell)
        done = 0
        while _next(instance, lambda _: False, tell):
            done += 1
        return done


def file_of_work(instance: Instance, job_id: str) -> bytes | None:
    """Return the file that came of work; None where there is none, or it is older than an hour."""
    path = _files(instance) / job_id
    if not job_id.isalnum() or not path.is_file() or _is_old(path):
        return None
    return path.read_bytes()


def _work_until_over(instance: Instance, is_over: IsOver, tell: TellFault) -> None:
    tidied, tell_once = False, _once(tell)
    while not is_over(0):
        try:
            if not tidied:
                _tidy(instance, tell_once)
                tidied = True
            if not _next(instance, is_over, tell):
                _look_after_files(instance, tell_once)
                if is_over(_LOOK_EVERY):
                    return
        except Exception as error:  # a database that is restarted must not end the work
            tell(error)
            if is_over(_LOOK_EVERY):
                return


def _once(tell: TellFault) -> TellFault:
    """Return what tells the same fault once alone: it is met each second until it is mended."""
    told: set[str] = set()

    def tell_new(error: Exception) -> None:
        if (words := repr(error)) not in told:
            told.add(words)
            tell(error)

    return tell_new


def _tidy(instance: Instance, tell: TellFault) -> None:
    """Say of work that a program of before left that it was cut short, and look after files."""
    with writing(instance.engine) as connection:
        job_rows.stopped(connection)
    _look_after_files(instance, tell)


def _next(instance: Instance, is_over: IsOver, tell: TellFault) -> bool:
    """Work on the first that waits; say whether any did."""
    with instance.engine.connect() as connection:
        if not any(one.stage == "waiting" for one in job_rows.every(connection)):
            return False
    with writing(instance.engine) as connection:
        row = job_rows.take(connection)
    if row is None:
        return False
    free_quietly()
    child = get_context("spawn").Process(
        target=_work_alone, args=(instance.folder, instance.settings, row)
    )
    child.start()
    try:
        while child.is_alive() and not is_over(0):
            child.join(_WATCH_EVERY)
    finally:
        child.terminate()
        child.join()
        # what was done is not touched by this
        with writing(instance.engine) as connection:
            job_rows.stopped(connection, row.id)
    if child.exitcode and not is_over(0):
        tell(RuntimeError(f"work of the kind {row.kind} ended with {child.exitcode}"))
    return True


def _work_alone(folder: Path, settings: Settings, row: JobRow) -> None:
    """Do one piece of work, in a process of its own, and note what came of it.

    It ends with whoever watches it: work that is said to be cut short must not go on.
    """
    begin_as_child()
    with suppress(OSError):
        os.nice(_NICE)
    instance = open_instance(folder, settings)
    try:
        _noted(instance, row)
    finally:
        instance.close()


def _noted(instance: Instance, row: JobRow) -> None:
    told = -1

    def tell(done: int, of: int) -> None:
        nonlocal told
        if (step := 20 * done // max(of, 1)) != told:
            told = step
            with writing(instance.engine) as connection:
                job_rows.progress(connection, row.id, done, of)

    try:
        acting = instance.acting_as(f"{row.kind} asked by {row.role}" if row.role else row.kind)
        done = kind_of_work(row.kind).do(acting, row.study_id, row.asked, tell)
    except SurveyError as error:
        _end(instance, row, "failed", WorkDone(str(error)))
    except Exception:
        _end(instance, row, "failed", WorkDone(_FAULT))
        raise
    else:
        if done.file is not None:
            make_folder(_files(instance))
            write_durably(_files(instance) / row.id, done.file)
        _end(instance, row, "done", done)


def _end(instance: Instance, row: JobRow, stage: job_rows.JobStage, done: WorkDone) -> None:
    with writing(instance.engine) as connection:
        job_rows.end(connection, row.id, stage, done.words, done.result)


def _files(instance: Instance) -> Path:
    return instance.folder / "job-files"


def _is_old(path: Path) -> bool:
    return time() - path.stat().st_mtime > _LIFE_OF_A_FILE.total_seconds()


def _look_after_files(instance: Instance, tell: TellFault) -> None:
    """Let go what was made an hour ago, and put in place what was published and cut short."""
    finish_editions(instance, tell)
    folder = _files(instance)
    for path in folder.iterdir() if folder.is_dir() else ():
        if _is_old(path):
            destroy(path)
