"""Work that can never be undone: done soon after it was asked for, and for who still may.

A row of work has no name; the journal says who asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from survey.errors import Refused
from survey.storage.instance import Instance
from survey.storage.staff import accounts, journal
from survey.storage.staff.accounts import StaffRole

#: The number in a row that says in which minute since 1970 it was asked for.
MINUTE = "minute"
_MOST_MINUTES = 60
_KEPT = "Nothing was archived."
_DO = "Where it is still wanted, ask for it again on the page of its data."
_TOO_LATE = "It was asked for more than an hour ago and not begun, so it is not done any more."
#: The same in one text.
TOO_LATE = f"{_TOO_LATE} {_KEPT} {_DO}"


def minute_of(now: datetime) -> int:
    """Return the minute of a time, since 1970."""
    return int(now.timestamp()) // 60


def waited_too_long(asked: Mapping[str, int], now: datetime) -> bool:
    """Tell whether work was asked for over an hour ago, or nobody knows when."""
    return abs(minute_of(now) - asked.get(MINUTE, 0)) > _MOST_MINUTES


def require_wanted(
    instance: Instance, of: str, event: str, asked: Mapping[str, int], now: datetime
) -> None:
    """Refuse what waited for too long, and what was asked for by somebody who may not any more:
    `event` is how the journal calls that it was asked for."""
    if waited_too_long(asked, now):
        raise Refused(_TOO_LATE, kept=_KEPT, do=_DO)
    with instance.engine.connect() as connection:
        entries = journal.entries(connection, study_id=of, back_from=0)
        by = next((one.role for one in entries if one.event == event), "")
        role: StaffRole = "coordinator"
        account = accounts.by_name(connection, by.removeprefix(f"{role} "))
        if account is None or account.id not in accounts.active_with(connection, (role,), of):
            raise Refused("Whoever asked for it is no coordinator of it now.", kept=_KEPT, do=_DO)
