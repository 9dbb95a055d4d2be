"""One thing that was looked at on an instance, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from survey.errors import Guidance


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing that was looked at: is it well, what was found, and what to do when it is not."""

    name: str
    ok: bool
    what: str
    guidance: Guidance = ""
