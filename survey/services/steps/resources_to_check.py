"""What somebody must look at in the list of support services, and what may wait no longer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from survey.errors import Refused
from survey.services.steps.support_list import EVERYWHERE, Resources

#: After so many days an entry must be looked at again (RS-01).
DAYS_OLD = 180


@dataclass(frozen=True, slots=True)
class ToCheck:
    """An entry that somebody must look at; `days` since it was checked, None when it never was."""

    name: str
    country: str
    confidence: str
    days: int | None

    @property
    def overdue(self) -> bool:
        """Whether it was confirmed, and that is too long ago for a `high` entry (RS-01)."""
        return self.confidence == "high" and self.days is not None and self.days > DAYS_OLD


def needs_checking(
    resources: Resources, today: date, countries: Collection[str] = ()
) -> tuple[ToCheck, ...]:
    """Return what is unconfirmed, was checked more than 180 days before `today`, or after it.

    Of every country, or of those in `countries` only.
    """
    found = []
    for name, confidence, entry in resources.entries():
        days = None if entry.checked_on is None else (today - entry.checked_on).days
        if days is None or not 0 <= days <= DAYS_OLD:
            found.append(ToCheck(name, entry.country, confidence, days))
    return tuple(one for one in found if not countries or one.country in countries)


def services_to_confirm(
    resources: Resources, regions: Sequence[str], today: date
) -> tuple[str, ...]:
    """Return the services for everywhere and of `regions` that nobody confirmed in 180 days."""
    ids = {service.id for service in resources.services}
    waiting = needs_checking(resources, today, {EVERYWHERE, *regions})
    return tuple(one.name for one in waiting if one.name in ids)


def require_checked(waiting: Sequence[ToCheck]) -> None:
    """Refuse to call a list looked after while entries that people rely on are overdue."""
    overdue = sum(one.overdue for one in waiting)
    if overdue:
        raise Refused(
            f"{overdue} of these are marked high, and were checked more than {DAYS_OLD} days ago.",
            kept="They are shown as before, with the month of their last check.",
            do="Look each of them up, then write today's date and who looked into checked_on and "
            "verified_by.",
        )
