"""Small secret files: written whole and durable, locked between processes, destroyed.

It knows paths and bytes; it must not know what a secret is for.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER_ONLY = 0o600
OWNER_FOLDER = 0o700


def make_folder(folder: Path) -> None:
    """Make a folder (and its parents) that only its owner may enter."""
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` as a whole, mode 0600: on disk when this returns, never half of it.

    What was at `path` before is overwritten where it lay and then gone.
    """
    new = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        new.unlink()
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with _old_content(path) as old:
        new.replace(path)
        sync_folder(path.parent)
        if old is not None:
            _overwrite(old)


def destroy(path: Path) -> None:
    """Overwrite a file, remove it and make its removal durable; nothing happens when it is gone.

    A copy-on-write or flash file system may keep the old blocks: see docs/storage.md.
    """
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            _overwrite(file.fileno())
        path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names inside a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` alone, after waiting for whoever holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_to_others(path: Path) -> bool:
    """Tell whether anyone but the owner may read, write or enter `path`."""
    return bool(path.stat().st_mode & 0o077)


@contextmanager
def _old_content(path: Path) -> Iterator[int | None]:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _overwrite(handle: int) -> None:
    size = os.fstat(handle).st_size
    os.pwrite(handle, bytes(size), 0)
    os.fsync(handle)
