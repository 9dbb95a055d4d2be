"""Threads that an event loop hands work to, with less ado than an executor; for both doors."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

ResultT = TypeVar("ResultT")
Made = TypeVar("Made")
WorkQueue = SimpleQueue[tuple[Any, "asyncio.Future[Any]"]]


class OwnThreads(Generic[ResultT, Made]):
    """At most so many threads for one kind of work, each started when none is free.

    The thread that was last at work is the first to get more: its connections are at hand.
    """

    def __init__(self, work: Callable[[ResultT], Made], most: int) -> None:
        self._work = work
        self._most = most
        self._started = 0
        self._free: list[WorkQueue] = []
        self._waiting: deque[tuple[ResultT, asyncio.Future[Made]]] = deque()

    async def do(self, given: ResultT) -> Made:
        """Return what the work gives for `given`, or raise what it raises."""
        done: asyncio.Future[Made] = asyncio.get_running_loop().create_future()
        if self._free:
            self._free.pop().put((given, done))
        elif self._started < self._most:
            self._started += 1
            mine: WorkQueue = SimpleQueue()
            mine.put((given, done))
            Thread(target=self._wait_and_do, args=(mine,), name="door", daemon=True).start()
        else:
            self._waiting.append((given, done))
        return await done

    def _wait_and_do(self, mine: WorkQueue) -> None:
        while True:
            self._do(mine, *mine.get())

    def _do(
        self,
        mine: WorkQueue,
        given: ResultT,
        done: asyncio.Future[Made],
    ) -> None:
        try:
            end: tuple[Callable[[Any], None], Any] = (done.set_result, self._work(given))
        except BaseException as error:  # whatever it is, the thread goes on and somebody is told
            told = error if isinstance(error, Exception) else RuntimeError(repr(error))
            end = (done.set_exception, told)
        with suppress(RuntimeError):  # the loop has ended, and with it whoever asked
            done.get_loop().call_soon_threadsafe(self._tell, mine, done, *end)

    def _tell(
        self,
        mine: WorkQueue,
        done: asyncio.Future[Made],
        end: Callable[[Any], None],
        made: object,
    ) -> None:
        """On the event loop: give the thread what waits, and tell whoever asked."""
        if self._waiting:
            mine.put(self._waiting.popleft())
        else:
            self._free.append(mine)
        if not done.done():
            end(made)
