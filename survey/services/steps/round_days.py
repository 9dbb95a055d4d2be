"""The last day of a round for answers: given, or two weeks from now, and never past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from survey.errors import Refused

#: How long a round takes answers unless somebody says otherwise.
DAYS_OPEN = 14


def last_day(closes_on: date | None, now: datetime, kept: str) -> date:
    """Return the last day of a round; Refused where it is past, with what was `kept`."""
    today = now.astimezone(UTC).date()
    day = today + timedelta(days=DAYS_OPEN) if closes_on is None else closes_on
    if day < today:
        raise Refused(
            f"The closing day {day} is past.", kept=kept, do="Choose today or a later day."
        )
    return day
