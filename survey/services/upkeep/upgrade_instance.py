"""Bringing the database of an instance up to date before it is worked with.

It knows revisions and days. It must not know what is in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from survey.errors import DatabaseBehind
from survey.settings import Settings
from survey.storage.instance import Instance, require_database_file, unchecked_instance
from survey.storage.upgrading import (
    Upgraded,
    UpgradeOutlook,
    look_ahead,
    note_upgraded,
    upgrade,
)


def open_up_to_date(
    opening: Callable[[Path, Settings], Instance],
    folder: Path,
    settings: Settings,
    today: date,
    tell: Callable[[Upgraded], None],
) -> Instance:
    """Return what `opening` gives; where the database is behind, it is brought up to date first.

    `tell` is called with what was done. InstanceUnsound and Refused as in `opening` and
    `bring_up_to_date`.
    """
    try:
        return opening(folder, settings)
    except DatabaseBehind:
        done = bring_up_to_date(folder, settings, today)
    if done is not None:
        tell(done)
    return opening(folder, settings)


def bring_up_to_date(folder: Path, settings: Settings, today: date) -> Upgraded | None:
    """Bring the database to the newest revision, and tell the journal; None where it is there.

    Refused where that cannot begin, UpgradeFailed where it failed: the database is then as it was.
    """
    instance = unchecked_instance(folder, settings)
    try:
        require_database_file(instance)
        done = upgrade(folder, instance.engine, instance.site_key)
        if done is not None:
            note_upgraded(instance.engine, done, today)
    finally:
        instance.close()
    return done


def foresee_upgrade(folder: Path, settings: Settings) -> UpgradeOutlook:
    """Return what bringing the database up to date would do; nothing is changed."""
    instance = unchecked_instance(folder, settings)
    try:
        require_database_file(instance)
        return look_ahead(folder, instance.engine)
    finally:
        instance.close()
