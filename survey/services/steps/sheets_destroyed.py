"""How many share sheets of a study or council there are, and how many of them are enough.

It knows counts. It must not know what a sheet says.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from survey.storage.council import council_rows
from survey.storage.studies import study_rows


class SheetsOf(NamedTuple):
    """How many share sheets there are of a study or council, and how many open it."""

    shares: int
    threshold: int

    @property
    def enough_destroyed(self) -> int:
        """Return how many must be destroyed until too few are left to open anything."""
        return self.shares - self.threshold + 1


def sheets_of(conn: Connection, of: str) -> SheetsOf:
    """Return how many sheets a study or council has; StudyUnknown, NotAsPinned."""
    if not study_rows.exists(conn, of):
        council = council_rows.get(conn, of)
        return SheetsOf(council.shares, council.threshold)
    row = study_rows.get(conn, of)
    return SheetsOf(row.shares, row.threshold)
