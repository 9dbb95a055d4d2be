"""Folders in which a plain copy of an instance lies for a while, and what a killed program left.

It knows names and locks, and not what is in a copy.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from survey.storage.files import destroy_folder, locked, locked_if_free

#: Beside an instance while one is brought back; within it while a backup is rehearsed or made.
RESTORING, REHEARSING, BACKING_UP = ".restore-", ".rehearsal-", ".backup-"
_LOCK = "in-use.lock"


@contextmanager
def scratch_folder(place: Path, kind: str) -> Iterator[Path]:
    """Make a folder for its owner alone in a place, and destroy every file in it afterwards; those
    of the same kind that a killed program left there are destroyed before."""
    for left in _left_in(place, kind):
        destroy_folder(left)
    making = Path(mkdtemp(prefix=f".making{kind}", dir=place))
    with locked(making / _LOCK):  # so that nobody takes it for one that was left
        folder = making.rename(place / f"{kind}{secrets.token_hex(8)}")
        try:
            yield folder
        finally:
            destroy_folder(folder)


def left_copies(instance_folder: Path) -> tuple[Path, ...]:
    """Return the folders with copies that a killed program left within an instance or beside it."""
    here = instance_folder.resolve()
    within = (path for kind in (REHEARSING, BACKING_UP) for path in _left_in(here, kind))
    return (*within, *_left_in(here.parent, RESTORING))


def _left_in(place: Path, kind: str) -> Iterator[Path]:
    for path in sorted(place.glob(f"{kind}*")):
        ours = not path.is_symlink() and path.is_dir() and path.stat().st_uid == os.getuid()
        if ours and _is_left(path):
            yield path


def _is_left(folder: Path) -> bool:
    try:
        with locked_if_free(folder / _LOCK) as free:
            return free
    except FileNotFoundError:  # it went at this moment
        return False
