"""The gate before SQLite's write lock: who shuts it is the next to have that lock.

SQLite gives its lock to whoever asks at the right moment, so that one among many might wait for
ever; in the gate nobody stays, and those who came through before it shut are few.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

#: Seconds between two looks at a gate that is shut.
_LOOK_AGAIN = 0.005


def go_through(folder: Path | None, patience: float) -> bool:
    """Return True when the gate is open, or opens within `patience` seconds.

    The gate keeps order and nothing else: SQLite's own lock is what makes a transaction sound, so
    that one who goes on in spite of False does no harm.
    """
    with _locked(folder, fcntl.LOCK_SH, patience) as held:
        return held


@contextmanager
def shut(folder: Path | None, patience: float) -> Iterator[bool]:
    """Keep the gate shut to everybody else; False when somebody kept it for `patience` seconds."""
    with _locked(folder, fcntl.LOCK_EX, patience) as held:
        yield held


@contextmanager
def _locked(folder: Path | None, how: int, patience: float) -> Iterator[bool]:
    if folder is None:  # a database in memory, which nobody shares
        yield True
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield _lock(handle, how, patience)
    finally:
        os.close(handle)


def _lock(handle: int, how: int, patience: float) -> bool:
    until = monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                return False
            sleep(_LOOK_AGAIN)
        else:
            return True
