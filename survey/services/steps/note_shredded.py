"""Whether nothing that can be opened is left of what was archived, and noting that once it is so.

It knows counts of sheets and days. It must not know what a sheet says.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from survey.services.steps.sheets_destroyed import sheets_of
from survey.storage.studies import end_of_data, study_life, study_rows
from survey.storage.studies.rounds_of_council import rounds_of


def note_if_shredded(conn: Connection, of: str, today: date) -> bool:
    """Note that a study or council is shredded, where that is so by now; return whether it was."""
    end = end_of_data.end_of(conn, of)
    if end is None or end.shredded_on is not None:
        return False
    sheets, gone = sheets_of(conn, of), len(end_of_data.destroyed(conn, of))
    if gone >= sheets.enough_destroyed:
        why = f"{gone} of {sheets.shares} sheets are destroyed, so no copy can be opened."
    elif end.finished_on is not None and today > end.backups_until:
        why = f"The last backup that held it ended on {end.backups_until}."
    else:
        return False
    rounds = tuple(row.id for row in rounds_of(conn, of))
    is_council = rounds or not study_rows.exists(conn, of)
    study_life.shred(conn, rounds if is_council else (of,), of, today, why)
    end_of_data.note_shredded(conn, of, today)
    return True
