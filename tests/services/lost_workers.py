"""What a worker of a cluster is asked to do in tests: end itself, as a machine that fails does."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def end_worker_once(mark: Path) -> str:
    """Kill the worker that this process is of, unless one was before; else say what is left."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return "done by another one"
    return end_worker()


def fail() -> None:
    """End with an error, as a fault of the program does."""
    raise ValueError("a fault of math")


def end_worker() -> str:
    """Kill the worker that this process is of, and this process."""
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"
