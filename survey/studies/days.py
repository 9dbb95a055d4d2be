"""The days that people are told: when one is over everywhere, and which month comes when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

#: How far behind UTC the last places on earth are.
_LAST_ZONE = timedelta(hours=12)


def is_over(day: date, now: datetime) -> bool:
    """Return whether a day has ended everywhere on earth: at noon UTC of the day after."""
    return last_place(now) > day


def last_place(now: datetime) -> date:
    """Return the day that it is where a day ends last on earth."""
    return (now.astimezone(UTC) - _LAST_ZONE).date()


def month_after(day: date, months: int) -> date:
    """Return the first day of the month that comes `months` after that of a day."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def is_far(day: date, today: date) -> bool:
    """Return whether a last day is so far away that it may be a slip of the hand: over a year."""
    return day > month_after(today, 12)
