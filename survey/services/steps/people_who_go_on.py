"""How many people could go on with a study if one of them left.

It counts; it must not know who they are.
"""

from __future__ import annotations

from sqlalchemy import Connection

from survey.storage.studies.publishing_plans import confirmed


def people_who_could_go_on(connection: Connection, study_id: str) -> int:
    """Return how many people could go on with a study, as a role noted it; 0 where none did."""
    noted = confirmed(connection, study_id, "people")
    return int(noted.words) if noted else 0
