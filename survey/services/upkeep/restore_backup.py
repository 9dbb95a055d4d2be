"""Bringing a backup back into a new folder, and rehearsing that: laid out, looked over, deleted.

It knows files, checks and days. It must not know what anybody said.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from survey.errors import InstanceUnsound, Refused, SurveyError
from survey.mixing.doctor import examine
from survey.mixing.founding import create_instance
from survey.mixing.health_check import HealthCheck
from survey.mixing.mix import mix
from survey.mixing.repair import give_up_waiting_letters
from survey.sealing import age_files
from survey.services.steps.places_to_write import require_folder
from survey.settings import Settings
from survey.storage.backup_archive import BackupContents, unpack
from survey.storage.database import writing
from survey.storage.faults import FAULTS, explained
from survey.storage.files import destroy, write_private
from survey.storage.instance import (
    DATABASE_FILE,
    Instance,
    place_ephemeral,
    require_fresh_ephemeral,
    unchecked_instance,
)
from survey.storage.instance_inventory import (
    GoingBack,
    are_of_one_instance,
    inventory_of,
    lost_by_going_back,
)
from survey.storage.row_copy import fill_database
from survey.storage.scratch_folders import REHEARSING, RESTORING, scratch_folder
from survey.storage.staff import journal
from survey.storage.upgrading import note_upgraded, upgrade

#: What a copy that is only tried out has of its own: no other database, nothing to watch.
_ALONE: Mapping[str, object] = {
    "database_url": "",
    "mixes_here": True,
    "backup_recipients": (),
    "certificate_files": (),
}
#: What is looked at where an instance is at work, and would say nothing true of a copy on trial.
_OF_THE_PLACE = {"backups", "rehearsals", "certificates"}


@dataclass(frozen=True, slots=True)
class RestoreRehearsal:
    """What bringing a backup back would give: its age in days, every check of the doctor, and what
    there is now that would be lost by it, or why that could not be found out."""

    contents: BackupContents
    days_old: int
    checks: tuple[HealthCheck, ...]
    losses: GoingBack | None
    not_compared: str = ""
    is_of_another: bool = False

    @property
    def well(self) -> bool:
        """Tell whether the restored instance could go to work."""
        return all(one.ok for one in self.checks)


def restore(
    backup: Path,
    identities: Sequence[str],
    folder: Path,
    today: date,
    database_url: str = "",
    ephemeral: Path | None = None,
) -> BackupContents:
    """Lay a backup out in a new folder, and its rows in the database at an address, if there is
    one; a new batch is still to be begun there. Its `ephemeral/` will lie in a folder of its own,
    where one is given.

    Refused where there is something in one of these folders or the database, the folder in which
    one would lie is missing, or one cannot be made; BadInput for a wrong key or a damaged file:
    then nothing is left there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            f"There is something in {folder} already.",
            kept="It was left as it is.",
            do="Give a folder that is empty or not there yet.",
        )
    require_fresh_ephemeral(folder, ephemeral)
    _require_apart(folder, ephemeral)
    require_folder(folder, "Nothing was brought back.")
    place = folder.parent.resolve()
    with scratch_folder(place, RESTORING) as scratch, _unmade_unless_whole(ephemeral):
        laid = scratch / "instance"
        place_ephemeral(laid, ephemeral)
        contents = _lay_out(backup, identities, laid)
        if database_url:
            _fill(database_url, laid, today)
        with suppress(FileNotFoundError):
            folder.rmdir()
        laid.rename(folder)
    return contents


def _require_apart(folder: Path, ephemeral: Path | None) -> None:
    if ephemeral is not None and ephemeral.resolve().is_relative_to(folder.resolve()):
        raise Refused(
            f"{ephemeral} lies within {folder}, where the secrets that end lie by themselves.",
            kept="Nothing was made.",
            do="Give a folder elsewhere, or none.",
        )


@contextmanager
def _unmade_unless_whole(folder: Path | None) -> Iterator[None]:
    """Remove an empty folder, and those above it, that were made meanwhile for nothing."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()] if folder else []
    try:
        yield
    except BaseException:
        for one in missing:
            with suppress(OSError):
                one.rmdir()
        raise


def rehearse(
    backup: Path,
    identities: Sequence[str],
    settings: Settings,
    now: datetime,
    place: Path,
    working: Instance | None = None,
) -> RestoreRehearsal:
    """Bring a backup back into a folder in some place that is destroyed again, as an operator
    would, look it over, and compare it with the `working` instance where that is here; nothing of
    that or of its database is touched."""
    alone = settings.model_copy(update=_ALONE)
    with scratch_folder(place, REHEARSING) as scratch:
        laid = scratch / "instance"
        contents = _lay_out(backup, identities, laid)
        _bring_up_to_date(laid, alone)
        compared = _compare(laid, alone, working)
        _begin_batch(laid, alone, now)
        instance = create_instance(laid, alone, secrets.token_bytes)
        with suppress(SurveyError):  # the doctor says what stands in its way
            mix(instance, now=now)
        found = examine(instance, now)
        instance.close()
    days = (now.date() - date.fromisoformat(contents.day)).days
    checks = tuple(one for one in found if one.name not in _OF_THE_PLACE)
    return RestoreRehearsal(contents, days, checks, *compared)


def _compare(
    laid: Path, settings: Settings, working: Instance | None
) -> tuple[GoingBack | None, str, bool]:
    """Return what would be lost; where that cannot be told, None and why, and whether it is because
    the backup is of another instance."""
    if working is None:
        return None, "The instance that it is of is not here.", False
    try:
        with closing(unchecked_instance(laid, settings)) as restored:
            then = inventory_of(restored)
        now = inventory_of(working)
    except FAULTS as fault:
        return None, explained(fault).what, False
    except SurveyError as error:
        return None, error.what, False
    if not are_of_one_instance(now, then):
        return None, "It is of another instance than the one here.", True
    return lost_by_going_back(now, then), "", False


def note_rehearsal(instance: Instance, rehearsed: RestoreRehearsal, today: date) -> None:
    """Write into the journal that a backup was rehearsed, of which day, how it went, and what going
    back to it would lose.

    Numbers of answers stay out: the journal is for ever, and two of them with their days would tell
    how many answered in between. So does why nothing could be compared, which may name places.
    """
    bad = [one.name for one in rehearsed.checks if one.bad]
    went = f"These need an operator: {', '.join(bad)}." if bad else "All is well."
    words = f"Of {rehearsed.contents.day}. {went} {_lost_in_words(rehearsed)}"
    event = "backup rehearsed" if rehearsed.well else "rehearsal of a backup failed"
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id="", event=event, words=words)


def _lost_in_words(rehearsed: RestoreRehearsal) -> str:
    lost = rehearsed.losses
    if lost is None:
        return "It could not be compared with the instance."
    counts = {
        "studies": len(lost.studies),
        "councils": len(lost.councils),
        "rounds": len(lost.rounds),
        "changes of where studies stand": len(lost.changed),
        "releases": lost.releases,
        "accounts": lost.accounts,
        "keys": len(lost.keys),
        "files and proofs of reports": len(lost.reports),
        "list of support services": int(lost.support_list),
        "entries of the journal": lost.journal,
    }
    told = ", ".join(f"{name}: {count}" for name, count in counts.items() if count)
    return f"Going back to it would lose ({told or 'nothing that staff did'})."


def note_rehearsed_elsewhere(instance: Instance, today: date) -> None:
    """Write into the journal that a backup was rehearsed on another machine, and found well."""
    with writing(instance.engine) as connection:
        journal.note(
            connection,
            day=today,
            study_id="",
            event="backup rehearsed",
            words="On another machine, as its operator says.",
        )


def _begin_batch(laid: Path, settings: Settings, now: datetime) -> None:
    """Begin a new batch: the secret of the old one is in no backup, nor is what waited for it."""
    instance = unchecked_instance(laid, settings)
    give_up_waiting_letters(instance, secrets.token_bytes, now.toordinal())
    instance.close()


def _bring_up_to_date(laid: Path, settings: Settings) -> None:
    """Bring the database of a backup that an older version made to the newest revision."""
    instance = unchecked_instance(laid, settings)
    upgrade(laid, instance.engine, instance.site_key)
    instance.close()


def _fill(database_url: str, laid: Path, today: date) -> None:
    """Move the rows of a laid out backup into the database at an address; where it had to be
    brought up to date for that, its journal says so."""
    instance = unchecked_instance(laid, Settings())
    done = upgrade(laid, instance.engine, instance.site_key)
    if done is not None:
        note_upgraded(instance.engine, done, today)
    fill_database(database_url, instance.engine)
    instance.close()
    for file in sorted(laid.glob(f"{DATABASE_FILE}*")):
        destroy(file)


def _lay_out(backup: Path, identities: Sequence[str], folder: Path) -> BackupContents:
    """Decrypt the whole file first, so that what was altered is never laid out."""
    plain = folder.with_name("archive")
    write_private(plain, b"")
    with plain.open("r+b") as archive:
        with backup.open("rb") as source:
            age_files.decrypt(source, archive, identities)
        archive.seek(0)
        contents = unpack(archive, folder)
    destroy(plain)
    if not (folder / "keys").is_dir():
        raise InstanceUnsound("There are no keys in this backup.", do="Take another one.")
    return contents
