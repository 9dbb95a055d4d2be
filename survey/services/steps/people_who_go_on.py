"""How many people could go on with a study if one of them left.

It counts accounts; it must not know who they are.
"""

from __future__ import annotations

from sqlalchemy import Connection

from survey.storage.staff.accounts import EVERYWHERE, StaffRole, active_with

_GO_ON: tuple[StaffRole, ...] = ("coordinator",)
_READ: tuple[StaffRole, ...] = ("moderator",)


def people_who_could_go_on(connection: Connection, study_id: str = EVERYWHERE) -> int:
    """Return how many people who can sign in are coordinators of a study, or of all."""
    return len(active_with(connection, _GO_ON, study_id))


def people_who_read_words(connection: Connection, study_id: str = EVERYWHERE) -> int:
    """Return how many people who can sign in are moderators of a study, or of all."""
    return len(active_with(connection, _READ, study_id))
