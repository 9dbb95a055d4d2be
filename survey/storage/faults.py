"""Faults of the database and the disk, in words for whoever meets them at any door."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import InstanceUnsound, SurveyError

#: Errors that nobody raised on purpose, and that `explained` puts into words.
FAULTS = (SQLAlchemyError, sqlite3.Error, OSError)


#: What SQLite says of a file or a folder that may not be written, or not be opened.
_SHUT = (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_LET_WRITE = (
    "See that the file and its folder belong to the user as whom this program runs, that this user "
    "may write both, and that their disk is not mounted to be read only."
)
#: Where PostgreSQL listens when an address does not say so.
_PORT = 5432

#: What the system says of a disk without room, or without room for this user.
_FULL = (errno.ENOSPC, errno.EDQUOT)
#: What SQLite says of a file whose content is broken: SQLITE_CORRUPT and SQLITE_NOTADB.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damaged(fault: Exception) -> bool:
    """Tell whether a fault says that the file of the database is damaged."""
    origin = getattr(fault, "orig", fault)
    return getattr(origin, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def is_shut(fault: Exception) -> bool:
    """Tell whether a fault says that the file of the database may not be written, or not opened."""
    origin = getattr(fault, "orig", fault)
    return getattr(origin, "sqlite_errorcode", 0) & 0xFF in _SHUT


def no_answer(address: URL, fault: Exception) -> InstanceUnsound:
    """Return that nothing could be had from the database at an address, which is named without
    whoever signs in there."""
    if address.get_backend_name() == "sqlite":
        if is_shut(fault):
            return InstanceUnsound(
                f"The database {address.database} cannot be opened and written.", do=_LET_WRITE
            )
        return InstanceUnsound(
            f"The database {address.database} does not answer.",
            do="See that no other program keeps it locked.",
        )
    asked = address.query.get("host", "")
    host = address.host or (asked if isinstance(asked, str) else ", ".join(asked))
    place = f"at {host or 'the socket of this machine'}, port {address.port or _PORT},"
    return InstanceUnsound(
        f"The database {address.database or 'without a name'} {place} does not answer.",
        do="See that it runs and can be reached from here, and that database_url names it rightly.",
    )


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
    do = "See that it runs and is not locked, then try the same again."
    if is_damaged(fault):
        do = "Set a copy of it aside, and bring it back from a backup."
    elif is_shut(fault):
        do = _LET_WRITE
    return SurveyError(
        f"The database could not be used: {reason}.",
        kept="Whatever was not finished was not stored.",
        do=do,
    )
