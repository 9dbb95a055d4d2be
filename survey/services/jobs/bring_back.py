"""Looking at a release that comes from a machine without a network, and storing it, beside a page.

It knows a file with nothing in it that is hidden.
"""

from __future__ import annotations

from datetime import datetime

from survey.services.jobs.kinds_of_work import Tell
from survey.services.studies.bring_back_release import bring_back_release, look_at_brought
from survey.storage.instance import Instance

_NAME = "This file"


def look_beside(
    instance: Instance, study_id: str, files: tuple[str, ...], now: datetime, tell: Tell
) -> str:
    """Look whether the one file is a release of a study as it was closed, and say so."""
    del tell
    found = look_at_brought(instance, study_id, files[0], _NAME, now.date())
    return f"It is release {found.release.number}, of exactly what was closed here."


def store_beside(
    instance: Instance, study_id: str, files: tuple[str, ...], now: datetime, tell: Tell
) -> str:
    """Store the release in the one file, and say so."""
    del tell
    found, _ = bring_back_release(instance, study_id, files[0], _NAME, now.date())
    return f"Release {found.release.number} is stored."
