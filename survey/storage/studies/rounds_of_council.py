"""A council and its rounds, which end together.

It knows names. It must not know a member or an answer.
"""

from __future__ import annotations

from sqlalchemy import Connection

from survey.storage.studies import study_rows
from survey.storage.studies.study_rows import StudyRow


def names_of(conn: Connection, of: str) -> tuple[str, ...]:
    """Return a study; or a council and its rounds, which end together."""
    rounds = rounds_of(conn, of)
    return (of, *(row.id for row in rounds))


def rounds_of(conn: Connection, council_id: str) -> tuple[StudyRow, ...]:
    """Return the rounds of a council, as they lie there; none for a study."""
    found = (row for row in study_rows.all_studies(conn) if row.council_id == council_id)
    return tuple(sorted(found, key=lambda row: row.round or 0))
