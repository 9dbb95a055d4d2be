"""The gate of the embedded database: everyone passes it to read or write, one may hold it shut.

It knows two lock files beside the database, which the system lets go of when a process ends. It
must not know what is read or written.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds for which the gate stays shut at most, while those inside end what they do.
SHUT_AT_MOST = 2.0
_PAUSE = 0.002


class Pass:
    """One connection's way through the gate: taken when it begins, given back when it is done."""

    def __init__(self, database: Path) -> None:
        self._door, self._room = (_opened(path) for path in lock_files(database))
        self._inside = False

    def enter(self) -> None:
        """Wait while the gate is shut, then count as inside; entering twice is entering once."""
        if self._inside:
            return
        fcntl.flock(self._door, fcntl.LOCK_SH)
        try:
            fcntl.flock(self._room, fcntl.LOCK_SH)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)
        self._inside = True

    def leave(self) -> None:
        """Be outside again."""
        if self._inside:
            fcntl.flock(self._room, fcntl.LOCK_UN)
            self._inside = False

    def close(self) -> None:
        """Give the files back."""
        os.close(self._door)
        os.close(self._room)


@contextmanager
def shut(database: Path) -> Iterator[bool]:
    """Keep newcomers out and wait for those inside; True once nobody is, False after two seconds.

    New ones wait at the door meanwhile, so those inside can only become fewer. Whoever waits inside
    for a second connection of their own is let in when the two seconds are over.
    """
    door, room = (_opened(path) for path in lock_files(database))
    until = time.monotonic() + SHUT_AT_MOST
    try:
        yield _alone(door, until) and _alone(room, until)
    finally:
        os.close(room)
        os.close(door)


def lock_files(database: Path) -> tuple[Path, Path]:
    """Return the two lock files beside a database: that of the door and that of the room."""
    return database.with_name(database.name + "-door"), database.with_name(database.name + "-room")


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _alone(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE)
        else:
            return True
