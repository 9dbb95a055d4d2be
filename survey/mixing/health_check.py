"""One thing that was looked at on an instance, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from survey.errors import Guidance


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing to look at: is it well, what was found, and what to do when it is not. `ok` is None
    where it could not be looked at, because another check is bad."""

    name: str
    ok: bool | None
    what: str
    guidance: Guidance = ""

    @property
    def bad(self) -> bool:
        """Tell whether it was looked at and is not well."""
        return self.ok is False


def not_looked_at(name: str, because_of: str) -> HealthCheck:
    """Return a check that another one, which is bad, keeps from being looked at."""
    return HealthCheck(name, None, f"Not looked at, because the check “{because_of}” is bad.")
