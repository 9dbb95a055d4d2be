"""What an operator has to do from time to time: backups, rehearsals of them, new certificates.

It knows days that the journal and certificates name. It must not know what a backup holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509
from sqlalchemy import Connection

from survey.errors import Action, Do, Guidance
from survey.mixing.health_check import HealthCheck
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: Days after which a backup is too old, and after which a rehearsal proves none that is still kept.
BACKUP_DUE_AFTER = 2
REHEARSAL_DUE_AFTER = 30
#: Days before the end of a certificate at which the doctor speaks up: time to renew it in a week
#: without haste, where renewing by itself has failed once.
CERTIFICATE_DUE_BEFORE = 14


@dataclass(frozen=True, slots=True)
class BackupDays:
    """The days on which the newest backup was made, and one was last rehearsed and found well."""

    made: date | None
    rehearsed: date | None


@dataclass(frozen=True, slots=True)
class CertificateDay:
    """The file of a certificate, and its last day (UTC); None where none could be read there."""

    file: str
    ends_on: date | None


def backup_days(conn: Connection) -> BackupDays:
    """Return when a backup was last made and last rehearsed, as the journal says."""
    made, rehearsed = (
        journal.newest_of(conn, "", (event,)) for event in ("backup made", "backup rehearsed")
    )
    return BackupDays(made and made[1], rehearsed and rehearsed[1])


def certificate_days(instance: Instance) -> Iterator[CertificateDay]:
    """Return the last day of each certificate that the settings name.

    Of a file with several certificates the one that ends first counts.
    """
    for name in dict.fromkeys(instance.settings.certificate_files):
        try:
            found = x509.load_pem_x509_certificates(Path(name).read_bytes())
            ends = min(one.not_valid_after_utc for one in found).astimezone(UTC).date()
        except (OSError, ValueError, x509.InvalidVersion):
            ends = None
        yield CertificateDay(name, ends)


def check_backups(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    """Say whether there is a backup of late, and whether one was rehearsed."""
    with instance.engine.connect() as conn:
        days = backup_days(conn)
    if not instance.settings.backup_recipients:
        made = f" The newest one was made {_since(days.made, now)}." if days.made else ""
        none = (
            "The settings name nobody to encrypt backups to, so none is expected of this program."
        )
        yield HealthCheck("backups", True, f"{none}{made}")
        yield HealthCheck("rehearsals", True, "Without backups of this program there are none.")
        return
    yield _due("backups", _BACKUP, days.made, now.date())
    if days.made:
        yield _due("rehearsals", _REHEARSAL, days.rehearsed, now.date())


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be done every few days: what is said of it, and what to do when it is too old or
    was never done."""

    never: str
    done: str
    after: int
    do: Guidance
    first: Guidance


_BACKUP = _Due(
    never="No backup was made yet.",
    done="The newest backup was made",
    after=BACKUP_DUE_AFTER,
    do=("Make one, and let a timer do so every night", Action(Do.BACK_UP)),
    first=Action(Do.BACK_UP),
)
_REHEARSAL = _Due(
    never="No backup was ever rehearsed.",
    done="A backup was rehearsed",
    after=REHEARSAL_DUE_AFTER,
    do=("Try to bring the newest one back", Action(Do.REHEARSE_BACKUP)),
    first=("Try to bring the newest one back", Action(Do.REHEARSE_BACKUP)),
)


def _due(name: str, rule: _Due, done_on: date | None, today: date) -> HealthCheck:
    if done_on is None:
        return HealthCheck(name, False, rule.never, rule.first)
    days = (today - done_on).days
    fine = days <= rule.after
    return HealthCheck(name, fine, f"{rule.done} {days_ago(days)}.", "" if fine else rule.do)


def _since(day: date, now: datetime) -> str:
    return days_ago((now.date() - day).days)


def check_certificates(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    """Say which certificates of the settings end soon, ended, or cannot be read."""
    if not instance.settings.certificate_files:
        yield HealthCheck("certificates", True, "The settings name no certificate to look at.")
    for one in certificate_days(instance):
        if one.ends_on is None:
            what, do = (
                f"There is no certificate that can be read in {one.file}.",
                "See that the file is there, is PEM, and may be read by this program.",
            )
        else:
            left = (one.ends_on - now.date()).days
            ends = "ended" if left < 0 else "ends"
            what = f"The certificate in {one.file} {ends} on {one.ends_on}."
            do = "Renew it." if left < CERTIFICATE_DUE_BEFORE else ""
        yield HealthCheck("certificates", not do, what, do)


def days_ago(days: int) -> str:
    """Return a number of days as words: today, yesterday, 3 days ago."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
