"""Backups that were written to a file of their own: which, of which day, so that none is forgotten.

It knows paths and days.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from survey.storage.files import write_durably

FILE = "backups.json"


def remember(folder: Path, backup: Path, day: date) -> None:
    """Note in an instance folder that a backup was written to a file on a day."""
    _write(folder, _read(folder) | {str(backup.resolve()): day.isoformat()})


def overdue(folder: Path, today: date, days: int) -> tuple[Path, ...]:
    """Return the files that are older than so many days and still there; those that are gone are
    forgotten, unless their disk is not here now, or cannot be looked at from here."""
    known = {name: day for name, day in _read(folder).items() if not _is_gone(Path(name))}
    if known != _read(folder):
        _write(folder, known)
    last = today - timedelta(days=days)
    old = (name for name, day in known.items() if date.fromisoformat(day) < last)
    return tuple(Path(name) for name in sorted(old) if _is_there(Path(name)))


def _is_there(file: Path) -> bool:
    with suppress(OSError, ValueError):
        return file.exists()
    return False


def _is_gone(file: Path) -> bool:
    """Tell whether a file was deleted; a unit of the system may be kept from its folder."""
    with suppress(OSError, ValueError):
        return file.parent.is_dir() and not file.exists()
    return False


def _read(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / FILE).read_bytes())
        return {str(name): date.fromisoformat(day).isoformat() for name, day in found.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}  # a list that cannot be read begins anew: it is a reminder, and nothing else


def _write(folder: Path, known: dict[str, str]) -> None:
    write_durably(folder / FILE, json.dumps(known, indent=1, sort_keys=True).encode())
