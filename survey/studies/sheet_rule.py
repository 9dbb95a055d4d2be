"""When a share sheet is to be looked at again, and what it means that some cannot be found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

#: How often holders are asked whether their sheet is still there, and after how long without an
#: answer nobody can say that it is.
LOOK_EVERY = timedelta(days=30)
LATE_AFTER = timedelta(days=60)

#: Where one sheet stands: seen within a month, to be looked at, not seen for two, or not found.
SheetState = Literal["found", "due", "late", "lost"]

#: What it means for opening: nothing; nobody looked for long; one is lost and more are left than
#: are needed; as many are left as are needed; fewer are left.
SheetAlarm = Literal["none", "late", "lost", "last", "never"]


def sheet_state(seen_on: date, lost_on: date | None, today: date) -> SheetState:
    """Return where a sheet stands that was seen last on a day, or could not be found on one."""
    if lost_on is not None:
        return "lost"
    if today - seen_on >= LATE_AFTER:
        return "late"
    return "due" if today - seen_on >= LOOK_EVERY else "found"


def sheet_alarm(shares: int, threshold: int, lost: int, late: int) -> SheetAlarm:
    """Return what it means that so many of the sheets are lost, and that so many were not seen for
    long."""
    left = shares - lost
    if left < threshold:
        return "never"
    if lost:
        return "last" if left == threshold else "lost"
    return "late" if late else "none"
