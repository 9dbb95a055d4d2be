"""Faults of the database and the disk, in words for whoever meets them at any door."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from survey.errors import SurveyError

#: Errors that nobody raised on purpose, and that `explained` puts into words.
FAULTS = (SQLAlchemyError, sqlite3.Error, OSError)


#: What the system says of a disk without room, or without room for this user.
_FULL = (errno.ENOSPC, errno.EDQUOT)
#: What SQLite says of a file whose content is broken: SQLITE_CORRUPT and SQLITE_NOTADB.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damaged(fault: Exception) -> bool:
    """Tell whether a fault says that the file of the database is damaged."""
    origin = getattr(fault, "orig", fault)
    return getattr(origin, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def explained(fault: Exception) -> SurveyError:
    """Return one of FAULTS as an error that a person reads."""
    if isinstance(fault, OSError) and fault.errno in _FULL and fault.filename:
        folder = Path(fault.filename).parent.resolve()
        return SurveyError(
            f"This could not be done: the disk on which {folder} lies is full.",
            do="Make room on that disk, then try the same again.",
        )
    if isinstance(fault, OSError):
        reason = f"{fault.filename}: {fault.strerror}" if fault.filename else str(fault.strerror)
        return SurveyError(
            f"This could not be done: {reason}.",
            do="See that the folder is there, that you may write into it and that the disk has "
            "room, then try the same again.",
        )
    reason = str(getattr(fault, "orig", fault)).splitlines()[0]
    return SurveyError(
        f"The database could not be used: {reason}.",
        kept="Whatever was not finished was not stored.",
        do="Set a copy of it aside, and bring it back from a backup."
        if is_damaged(fault)
        else "See that it runs and is not locked, then try the same again.",
    )
