"""Repairing an instance in the one order in which that works, and looking it over after that."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from survey.errors import InstanceUnsound
from survey.mixing.doctor import examine, not_opened
from survey.mixing.founding import create_instance
from survey.mixing.health_check import HealthCheck
from survey.mixing.repair import GivenUp, give_up_waiting_letters
from survey.sealing.page_state import KEY_SIZE
from survey.settings import Settings
from survey.storage.files import destroy_folder
from survey.storage.instance import require_made, require_mounted, unchecked_instance
from survey.storage.keys import day_keys
from survey.storage.scratch_folders import left_copies


@dataclass(frozen=True, slots=True)
class Repairs:
    """What to repair: believe the clock after it jumped, give up the letters that wait after their
    secret was lost; or bring the database up to date, make a lost day key anew and destroy copies
    that a killed program left."""

    accept_time: bool = False
    give_up_letters: bool = False
    renew: bool = False


@dataclass(frozen=True, slots=True)
class TimeAccepted:
    """The clock is believed again."""

    time: datetime


def repair_instance(
    folder: Path, settings: Settings, wanted: Repairs, now: datetime
) -> Iterator[TimeAccepted | GivenUp | HealthCheck]:
    """Do what is wanted, the clock first, and give what came of it; then everything looked at.

    InstanceUnsound where something is wanted of an instance that is not there, cannot be opened, or
    whose `ephemeral/` is on a disk that is not mounted: then nothing is made. StudyStateWrong when
    letters are to be given up whose secret is there: then nothing is lost.
    """
    if wanted != Repairs():
        require_made(folder)
        require_mounted(folder)
    if wanted.accept_time:
        instance = unchecked_instance(folder, settings)
        day_keys.accept(instance.ephemeral, now.toordinal(), secrets.token_bytes(KEY_SIZE))
        instance.close()
        yield TimeAccepted(now)
    if wanted.give_up_letters:
        instance = unchecked_instance(folder, settings)
        yield give_up_waiting_letters(instance, secrets.token_bytes, now.toordinal())
        instance.close()
    if wanted.renew:
        for left in left_copies(folder):
            destroy_folder(left)
        create_instance(folder, settings, secrets.token_bytes).close()
    try:
        instance = unchecked_instance(folder, settings)
    except InstanceUnsound as refusal:
        yield from not_opened(refusal)
        return
    with closing(instance):
        yield from examine(instance, now)
