"""How far the journal of what staff did has come, as a release prints it."""

from __future__ import annotations

from sqlalchemy import Connection

from survey.disclosure.release import JournalHead
from survey.storage.staff import journal


def journal_now(connection: Connection) -> JournalHead:
    """Return the number of entries and the hash of the newest, which is zeros before the first."""
    entries, newest = journal.head(connection)
    return JournalHead(entries=entries, hash=newest.hex())
