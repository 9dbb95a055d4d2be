"""Backups that were written to a file of their own: which, of which day, so that none is forgotten.

It knows paths, days and digests of what is sealed. It must not know what a backup holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from survey.storage.files import write_durably

FILE = "backups.json"


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """What is noted of a backup: its day, its size in bytes, its SHA-256, and whether it went to
    another disk than that of the instance; programs of before noted less."""

    day: date
    size: int = -1
    sha256: str = ""
    apart: bool = False

    @classmethod
    def from_json(cls, said: str | Mapping[str, str | int | bool]) -> Self:
        """Return what was noted; ValueError, TypeError or KeyError for what nobody noted."""
        if isinstance(said, str):
            return cls(date.fromisoformat(said))
        day = date.fromisoformat(str(said["day"]))
        return cls(day, int(said["size"]), str(said["sha256"]), said.get("apart") is True)


def remember(folder: Path, backup: Path, day: date) -> None:
    """Note in an instance folder that a backup was written to a file on a day, and what is in it,
    so that nobody takes another file for it."""
    with backup.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        noted = KnownBackup(day, file.tell(), digest, _is_apart(backup.parent, folder))
    _write(folder, _read(folder) | {str(backup.resolve()): noted})


def end_overdue(folder: Path, today: date, days: int) -> tuple[Path, ...]:
    """Delete the files that are older than so many days and are still what was written there, and
    return them; of the others `overdue` tells. To be called as `remember` is: by one at a time.

    Files that are gone are forgotten, unless their disk is not here now, or cannot be looked at
    from here.
    """
    ended = tuple(
        path
        for path, known in _older(folder, today, days)
        if _is_unchanged(path, known) and _deleted(path)
    )
    before = _read(folder)
    known = {name: one for name, one in before.items() if not _is_gone(Path(name), one, folder)}
    if known != before:
        _write(folder, known)
    return ended


def overdue(folder: Path, today: date, days: int) -> tuple[Path, ...]:
    """Return the files that are older than so many days and still there; nothing is changed."""
    return tuple(path for path, _ in _older(folder, today, days) if _is_there(path))


def _older(folder: Path, today: date, days: int) -> Iterator[tuple[Path, KnownBackup]]:
    last = today - timedelta(days=days)
    for name, known in sorted(_read(folder).items()):
        if known.day < last:
            yield Path(name), known


def _is_unchanged(path: Path, known: KnownBackup) -> bool:
    """Tell whether a file is to the byte the backup that was noted, and lies there itself."""
    with suppress(OSError, ValueError):
        there = path.lstat()
        if not stat.S_ISREG(there.st_mode) or there.st_size != known.size:
            return False
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest == known.sha256 and os.path.samestat(os.fstat(file.fileno()), there)
    return False


def _deleted(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False


def _is_there(file: Path) -> bool:
    with suppress(OSError, ValueError):
        return file.exists()
    return False


def _is_gone(file: Path, known: KnownBackup, folder: Path) -> bool:
    """Tell whether a file was deleted; a unit of the system may be kept from its folder, and the
    folder at which a disk is mounted is empty while it is not."""
    with suppress(OSError, ValueError):
        is_here = file.parent.is_dir() and _is_apart(file.parent, folder) >= known.apart
        return is_here and not file.exists()
    return False


def _is_apart(place: Path, folder: Path) -> bool:
    return place.stat().st_dev != folder.stat().st_dev


def _read(folder: Path) -> dict[str, KnownBackup]:
    try:
        found = json.loads((folder / FILE).read_bytes())
        return {str(name): KnownBackup.from_json(said) for name, said in found.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError, KeyError):
        return {}  # a list that cannot be read begins anew: it is a reminder, and nothing else


def _write(folder: Path, known: Mapping[str, KnownBackup]) -> None:
    noted = {name: asdict(one) | {"day": one.day.isoformat()} for name, one in known.items()}
    write_durably(folder / FILE, json.dumps(noted, indent=1, sort_keys=True).encode())
