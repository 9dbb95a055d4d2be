"""Where opening and protecting run: here for a small study, in processes for a large one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process, resource_tracker
from threading import Thread

from survey.disclosure.reader.hands import Hands
from survey.services.steps.core_dumps import forbid_core_dumps
from survey.services.steps.open_shelf import MakeExecutor, one_thread

#: Below this many envelopes, starting processes takes longer than opening.
_SMALL = 4000
#: As an option -W of Python: what the process says that frees them.
_NOTHING_OF_LOCKS = "ignore:resource_tracker:UserWarning"


def make_executor(workers: int, envelopes: int) -> MakeExecutor:
    """Return what makes the executor for that many envelopes.

    Processes are spawned, not forked, so that they copy no secret of this one; the key reaches them
    through a pipe, with each slice.
    """
    return one_thread if envelopes < _SMALL else processes(workers)


def processes(workers: int, *, apart: bool = False) -> MakeExecutor:
    """Return what makes an executor of so many spawned processes; of one, in this process, unless
    it is to be `apart`."""
    if workers == 1 and not apart:
        return one_thread
    return lambda: ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=begin_as_child
    )


@contextmanager
def hands_of(workers: int, least: int) -> Iterator[Hands]:
    """Give so many spawned processes to share what makes `least` demands or more, each of which
    starts with its first work; for one worker none, since whoever asks can work as well."""
    made = [processes(1, apart=True)() for _ in range(workers if workers > 1 else 0)]
    try:
        yield Hands(made, least)
    finally:
        for one in made:
            one.shutdown(cancel_futures=True)


def free_quietly() -> None:
    """Let the locks of processes that are ended be freed without a word about it: who stops work
    while it goes on means it. It is for before the first process is started."""
    sys.warnoptions.append(_NOTHING_OF_LOCKS)
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.remove(_NOTHING_OF_LOCKS)


def begin_as_child() -> None:
    """Forbid core dumps of this spawned process, and let it end when the one that started it does,
    killed or not: it would go on."""
    forbid_core_dumps()
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()
