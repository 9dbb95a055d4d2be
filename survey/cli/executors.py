"""Where opening runs: in this process for a small study, in spawned processes for a large one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from survey.services.studies.open_study import MakeExecutor, StudyKey

#: Below this many envelopes, starting processes takes longer than opening.
_SMALL = 4000


def make_executor(workers: int, envelopes: int) -> MakeExecutor:
    """Return what makes the executor for that many envelopes.

    Processes are spawned, not forked, so that they copy no secret of this one; the key reaches them
    through a pipe.
    """
    if workers == 1 or envelopes < _SMALL:
        return lambda start, key: ThreadPoolExecutor(1, initializer=start, initargs=(key,))

    def processes(start: Callable[[StudyKey], None], key: StudyKey) -> Executor:
        spawn = get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=spawn, initializer=start, initargs=(key,))

    return processes
