"""How an instance stands, for whoever watches over it: checks, studies, work, asks, days.

It knows public facts and numbers that move at mixes or by acts of staff. It must not know what
waits in the letterbox, or anything that one answer moves.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from survey.errors import InstanceUnsound, SurveyError
from survey.follow_up.ask_standing import standing_counts
from survey.follow_up.asks import AskStanding
from survey.mixing.doctor import examine, not_opened
from survey.mixing.health_check import HealthCheck
from survey.mixing.operator_checks import (
    BackupDays,
    CertificateDay,
    backup_days,
    certificate_days,
)
from survey.questionnaire.files.reading import from_json
from survey.settings import PROGRAM_VERSION, Settings
from survey.storage.follow_up import ask_rows
from survey.storage.instance import Instance, require_database_file, unchecked_instance
from survey.storage.staff import job_rows
from survey.storage.staff.job_rows import JobStage
from survey.storage.studies import study_rows
from survey.studies.life_table import IN_FIELD, Stand


@dataclass(frozen=True, slots=True)
class WatchedStudy:
    """A survey or a council's round: `about` is how many answered as of the last mix, to ten (0:
    fewer than ten), None for a round, whose number moves only when it closes; `days_left` until its
    last day, None once it takes no answers."""

    id: str
    title: str
    stand: Stand
    about: int | None
    closes_on: date
    days_left: int | None


@dataclass(frozen=True, slots=True)
class InstanceStatus:
    """How an instance stands. `free_gigabytes` is cut to whole numbers, so that no answer moves
    it as it comes, and None where there is no folder; `work` and `asks` count by stage and by
    standing what there is. Without `is_read` nothing of the database is known; a `refusal` says why
    nothing at all is, because the instance cannot be opened."""

    version: str
    checks: tuple[HealthCheck, ...]
    studies: tuple[WatchedStudy, ...]
    work: Mapping[JobStage, int]
    asks: Mapping[AskStanding, int]
    backups: BackupDays
    certificates: tuple[CertificateDay, ...]
    free_gigabytes: int | None
    is_read: bool = True
    refusal: InstanceUnsound | None = None

    @property
    def bad(self) -> tuple[HealthCheck, ...]:
        """Return the checks that need an operator."""
        return tuple(one for one in self.checks if one.bad)


def instance_status(folder: Path, settings: Settings, now: datetime) -> InstanceStatus:
    """Return how the instance in a folder stands, sound or not; between two mixes only staff, days
    and the disk move it.

    Where the database does not answer or cannot be read, nothing of it is counted, and a check says
    so; also where there is no instance, or its site key is gone.
    """
    try:
        instance = unchecked_instance(folder, settings)
    except InstanceUnsound as refusal:
        return _not_opened(folder, refusal)
    is_read = True
    try:
        held = _held(instance, now.date())
    except (SurveyError, SQLAlchemyError, ValueError):
        held, is_read = _NOTHING, False
    try:
        return InstanceStatus(
            version=PROGRAM_VERSION,
            checks=examine(instance, now),
            studies=held.studies,
            work=held.work,
            asks=held.asks,
            backups=held.backups,
            certificates=tuple(certificate_days(instance)),
            free_gigabytes=_free_gigabytes(folder),
            is_read=is_read,
        )
    finally:
        instance.close()


class _Held(NamedTuple):
    """What the database says."""

    studies: tuple[WatchedStudy, ...]
    work: Mapping[JobStage, int]
    asks: Mapping[AskStanding, int]
    backups: BackupDays


_NOTHING = _Held((), {}, {}, BackupDays(None, None))


def _not_opened(folder: Path, refusal: InstanceUnsound) -> InstanceStatus:
    return InstanceStatus(
        PROGRAM_VERSION,
        not_opened(refusal),
        *_NOTHING,
        certificates=(),
        free_gigabytes=_free_gigabytes(folder),
        is_read=False,
        refusal=refusal,
    )


def _free_gigabytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free // 10**9
    except OSError:
        return None


def _held(instance: Instance, today: date) -> _Held:
    require_database_file(instance)
    with instance.engine.connect() as connection:
        studies = study_rows.all_studies(connection)
        work = Counter(one.stage for one in job_rows.every(connection))
        asked = tuple(one.ask for one in ask_rows.every_ask(connection) if one.ask.published_on)
        backups = backup_days(connection)
    watched = tuple(_status(row, today) for row in studies)
    return _Held(watched, work, standing_counts(asked, today), backups)


def _status(row: study_rows.StudyRow, today: date) -> WatchedStudy:
    asked = from_json(row.questionnaire_json)
    left = max(0, (row.closes_on - today).days)
    return WatchedStudy(
        id=row.id,
        title=asked.title.in_language(asked.languages[0]),
        stand=row.stand,
        about=None if row.council_id else row.about,
        closes_on=row.closes_on,
        days_left=left if row.stand in IN_FIELD else None,
    )
