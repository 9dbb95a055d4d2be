"""Files: written whole or for their owner alone, locked between processes, destroyed.

It knows paths and bytes; it must not know what a secret is for.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

OWNER_ONLY = 0o600
OWNER_FOLDER = 0o700
FOR_ALL = 0o644
#: AT_FDCWD and RENAME_EXCHANGE of renameat2(2).
_HERE, _EXCHANGE = -100, 2

_TAG = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# What lies here is destroyed soon, and must be in no backup.\n"
)


def make_folder(folder: Path) -> None:
    """Make a folder (and its parents) that only its owner may enter."""
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)


def mark_as_no_backup(folder: Path) -> None:
    """Put a tag into a folder by which backup programs leave it out (bford.info/cachedir)."""
    tag = folder / "CACHEDIR.TAG"
    if not tag.exists():
        write_durably(tag, _TAG)


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` at `path` as a whole, mode 0600: on disk when this returns, never half of it.

    What was at `path` before is overwritten where it lay and then gone.
    """
    new = _beside(path, content, OWNER_ONLY)
    with _old_content(path) as old:
        new.replace(path)
        sync_folder(path.parent)
        if old is not None:
            _overwrite(old)


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` as a whole, never half of it, for all who may read what lies there.

    It is for what is published; what was at `path` before is replaced, not overwritten. What is no
    file, such as a terminal or a pipe, takes the content as it is.
    """
    if _is_no_file(path):
        path.write_bytes(content)
    else:
        _beside(path, content, FOR_ALL).replace(path)


def write_together(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by their names into a folder, each as a whole, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(folder / name, content)
    return tuple(folder / name for name in files)


def write_new(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, on disk when this returns.

    FileExistsError when there is anything at `path`.
    """
    _write(path, text.encode(), OWNER_ONLY)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file of bytes that only its owner can read; else as `write_new`."""
    _write(path, content, OWNER_ONLY)


def write_over(path: Path, text: str) -> None:
    """Write a file that only its owner can read; one that lay there is gone, whoever could read it.

    What is no file, such as a terminal or a pipe, takes the text as it is.
    """
    if _is_no_file(path):
        path.write_text(text, encoding="utf-8")
    else:
        write_durably(path, text.encode())


def destroy(path: Path) -> None:
    """Overwrite a file, remove it and make its removal durable; nothing happens when it is gone.

    A copy-on-write or flash file system may keep the old blocks: see docs/storage.md.
    """
    with suppress(FileNotFoundError):
        with path.open("r+b") as file:
            _overwrite(file.fileno())
        path.unlink()
    sync_folder(path.parent)


def destroy_folder(folder: Path) -> None:
    """Overwrite and remove every file of a folder, then the folder; nothing where it is gone."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            destroy(path)
    shutil.rmtree(folder, ignore_errors=True)


def put_folder_in_place(new: Path, place: Path, aside: Path) -> None:
    """Put a folder where another one of the same disk may lie, and make that durable. They take
    each other's place at once, where the system can do so; else the old one lies `aside` then."""
    if not place.is_dir():
        new.rename(place)
    elif not _exchanged(new, place):
        if aside.is_dir():  # left by who could not delete it: older than what has its place
            shutil.rmtree(aside)
        place.rename(aside)
        new.rename(place)
    sync_folder(place.parent)


def link_or_copy(source: str, target: str) -> None:
    """Let a file have one more name, where the disk can do so; else copy it, as a whole."""
    try:
        os.link(source, target)
    except OSError:
        write_whole(Path(target), Path(source).read_bytes())


def require_room(folder: Path, size: int) -> None:
    """Raise OSError unless a file of `size` bytes can be written into a folder; none stays."""
    with TemporaryFile(dir=folder) as file:
        file.write(bytes(size))
        file.flush()
        os.fsync(file.fileno())


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


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock file `path` alone where nobody else holds it, and tell whether that is so."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def open_to_others(path: Path) -> bool:
    """Tell whether anyone but the owner may read, write or enter `path`."""
    return bool(path.stat().st_mode & 0o077)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders take each other's place at once; False where the system cannot do so."""
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if swap(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    fault = ctypes.get_errno()
    if fault in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(fault, os.strerror(fault), str(one), None, str(other))


def _is_no_file(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _beside(path: Path, content: bytes, mode: int) -> Path:
    """Write what is to lie at `path` into a new file beside it, and return that."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    _write(new, content, mode)
    return new


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:  # of an open file the system does not say which one it was
        fault.filename = fault.filename or str(path)
        raise


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
