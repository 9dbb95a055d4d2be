"""Watching a program from outside: its seconds, and the memory of it and all below it."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

_EVERY = 0.02


@dataclass(slots=True)
class Watched:
    """Seconds by the clock and of processors; peak bytes in memory of all processes, of one.

    Memory is what would be free without them (USS), so that shared pages are not counted twice.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    together: int = 0
    largest: int = 0


def watch(process: psutil.Popen) -> Watched:
    """Watch a program until it ends."""
    seen, spent = Watched(), {}
    start = time.perf_counter()
    while process.poll() is None:
        sizes = [0]
        for one in [process, *_below(process)]:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                sizes.append(one.memory_full_info().uss)
                times = one.cpu_times()
                spent[one.pid] = times.user + times.system
        seen.together = max(seen.together, sum(sizes))
        seen.largest = max(seen.largest, *sizes)
        with suppress(psutil.TimeoutExpired):
            process.wait(timeout=_EVERY)
    seen.seconds = time.perf_counter() - start
    seen.cpu = sum(spent.values())
    return seen


def _below(process: psutil.Popen) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        found: list[psutil.Process] = process.children(recursive=True)
        return found
    return []
