"""Opening in a process of its own, which gets share sheets through a pipe and dies with its task.

This process forgets the sheets as soon as they are sent. They are in no argument of a program, in
no environment and on no disk; what ends early leaves nothing half done, since what is opened is
stored in one transaction.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition, Thread
from traceback import format_tb
from typing import Literal

from survey.errors import SurveyError
from survey.services.jobs.kinds_of_work import Tell
from survey.services.steps.executors import begin_as_child
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.instance import Instance, open_instance
from survey.storage.staff import journal

#: What opens: it is given the instance, what is opened, the texts of share sheets, the time, and
#: what takes how far it is. It returns what is said afterwards. It is a function of a module, since
#: another process imports it.
OpenTogether = Callable[[Instance, str, tuple[str, ...], datetime, Tell], str]

ChildStage = Literal["working", "done", "failed"]

_CUT_SHORT = (
    "The program that opened was stopped.",
    "Nothing is half done, and the sheets are forgotten.",
    "Ask the trustees for their sheets again.",
)
_FAULT = (
    "This could not be opened, by a fault of the program.",
    "Nothing is half done, and the sheets are forgotten.",
    "Tell whoever runs the machine.",
)


@dataclass(frozen=True, slots=True)
class ChildProgress:
    """How far an opening is: `tenths` of it are done (None: that is not known yet), and what is to
    be said of it: where it failed what happened, what was kept and what to do."""

    stage: ChildStage
    tenths: int | None = None
    words: tuple[str, ...] = ()


class OpeningInChild:
    """One opening, as whoever began it sees it; any number of threads may look."""

    def __init__(
        self,
        instance: Instance,
        acting: str,
        run: OpenTogether,
        of: str,
        sheets: tuple[str, ...],
        now: datetime,
    ) -> None:
        """Begin to open `of` with `run`; the journal names `acting` for it."""
        self._progress = ChildProgress("working")
        self._changed = Condition()
        spawn = get_context("spawn")
        ours, theirs = spawn.Pipe()
        self._process = spawn.Process(
            target=_open_alone,
            args=(theirs, instance.folder, instance.settings, acting, run, of, now),
        )
        self._process.start()
        atexit.register(self.stop)  # before Python waits for the processes that it started
        theirs.close()
        with suppress(OSError):  # one that died at once says so to whoever watches
            ours.send(sheets)
        self._watched = Thread(target=self._watch, args=(ours,), daemon=True)
        self._watched.start()

    @property
    def progress(self) -> ChildProgress:
        """Return how far it is."""
        with self._changed:
            return self._progress

    def wait_for(self, tenths: int) -> ChildProgress:
        """Return how far it is, once so many tenths are done or it has ended."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._progress.stage != "working" or (self._progress.tenths or 0) >= tenths
            )
            return self._progress

    def stop(self) -> None:
        """End the process, wherever it is."""
        self._process.terminate()
        self._process.join()

    def wait(self) -> ChildProgress:
        """Return how it ended, once it has."""
        self._process.join()
        self._watched.join()
        return self.progress

    def _watch(self, ours: Connection) -> None:
        with ours:
            try:
                while self.progress.stage == "working":
                    self._set(ours.recv())
            except (EOFError, OSError):
                self._set(ChildProgress("failed", words=_CUT_SHORT))
        self._process.join()
        atexit.unregister(self.stop)

    def _set(self, progress: ChildProgress) -> None:
        with self._changed:
            self._progress = progress
            self._changed.notify_all()


def begin_opening(
    instance: Instance,
    what: str,
    run: OpenTogether,
    of: str,
    sheets: tuple[str, ...],
    now: datetime,
    aloud: str,
) -> OpeningInChild:
    """Note in the journal that trustees open `what` of a study or council, and begin to.

    `aloud` is the fingerprint that they compared.
    """
    said = f"{what}, with {len(sheets)} share sheets of {len(sheets)} accounts. Closed set {aloud}."
    with writing(instance.engine) as connection:
        acting = connection.get_execution_options().get(journal.ROLE, journal.OPERATOR)
        journal.note(connection, day=now.date(), study_id=of, event="opening begun", words=said)
    return OpeningInChild(instance, acting, run, of, sheets, now)


def _open_alone(
    pipe: Connection,
    folder: Path,
    settings: Settings,
    acting: str,
    run: OpenTogether,
    of: str,
    now: datetime,
) -> None:
    """Open in this process, which has nothing else to do, and say through the pipe what came."""
    begin_as_child()
    instance = open_instance(folder, settings)
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        if (tenths := 10 * done // max(total, 1)) != told:
            told = tenths
            pipe.send(ChildProgress("working", tenths))

    try:
        words = run(instance.acting_as(acting), of, pipe.recv(), now, tell)
    except SurveyError as error:
        pipe.send(ChildProgress("failed", words=(error.what, error.kept, error.do)))
    except Exception as error:
        pipe.send(ChildProgress("failed", words=_FAULT))
        _say_where(error)
        sys.exit(1)
    else:
        pipe.send(ChildProgress("done", 10, (words,)))
    finally:
        instance.close()


def _say_where(error: Exception) -> None:
    """Write to standard error where a fault is, and not what it says: that may repeat a sheet."""
    where = "".join(format_tb(error.__traceback__))
    sys.stderr.write(f"{type(error).__name__} while opening, at:\n{where}")
