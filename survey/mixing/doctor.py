"""The doctor: looks an instance over and says what is well, what is not, and what to do.

The public door must not import it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from survey.errors import Action, ClockDoubted, Do, InstanceUnsound, NotAsPinned
from survey.mixing import batch_secrets, mix
from survey.mixing.health_check import HealthCheck, not_looked_at
from survey.mixing.operator_checks import check_backups, check_certificates
from survey.sealing.page_state import DAYS_KEPT
from survey.storage import known_backups
from survey.storage.council import council_rows
from survey.storage.database import is_current
from survey.storage.database_ways import ways_of, why_it_takes_nothing
from survey.storage.faults import explained, is_damaged, no_answer
from survey.storage.files import open_to_others, require_room
from survey.storage.instance import (
    DATABASE_FILE,
    SITE_KEY_FILE,
    UPGRADE_FOLDER,
    Instance,
    read_site_key,
    require_database_file,
    require_mounted,
)
from survey.storage.keys import batch_keys, day_keys
from survey.storage.letters import drafts
from survey.storage.scratch_folders import left_copies
from survey.storage.staff import journal
from survey.storage.studies import (
    card_marks,
    certificates,
    days_of_data,
    end_of_data,
    study_rows,
)
from survey.studies.data_plan import PlannedWhat
from survey.studies.days import last_place
from survey.studies.life_table import may

#: The check whose badness may be why other ones cannot be made.
_REVISION = "database revision"
#: The check that is bad where an instance cannot be opened to look at it.
_SITE_KEY = "site key"
#: Bytes of the file that it tries to write.
_TRIAL = 1 << 16
_MAKE_ROOM = "Make room, and see that the disk is whole and can be written to."
#: What the server does as well, as often as it is due.
_MIXING = (Action(Do.MIX), Action(Do.SERVE))


class _DoctorsLook(NamedTuple):
    """A look at an instance, and the names of its checks: all are given unless one of them is bad,
    the first one where it cannot look at all."""

    at: Callable[[Instance, datetime], Iterator[HealthCheck]]
    names: tuple[str, ...]


#: What is said of a database from which nothing comes that can be read.
_SILENT = (
    "The database does not answer as it should.",
    "See that it runs, is reachable and is up to date.",
)
_DAMAGED = HealthCheck(
    "database",
    False,
    "The file of the database is damaged.",
    "Stop the server, set a copy of it aside, and bring it back from a backup.",
)


def examine(instance: Instance, now: datetime) -> tuple[HealthCheck, ...]:
    """Look at keys, permissions, `ephemeral/`, revisions, mixing, the database's ways, backups,
    certificates and the disk. Of what cannot be looked at, because another check is bad, it says
    so.

    Take the instance from `open_instance`, or from `unchecked_instance` when that refuses.
    """
    found = [one for look in _BESIDE_THE_DATABASE for one in _tried(look, instance, now)]
    database = _unusable(instance)
    for look in _OF_THE_DATABASE:
        tried = _tried(look, instance, now) if database is None else []
        if any(one.bad for one in tried):
            database = _DAMAGED if _DAMAGED in tried else _unusable(instance)
            behind = any(one.name == _REVISION and one.bad for one in found)
            if behind and tried[0].what == _SILENT[0]:
                tried = [not_looked_at(name, _REVISION) for name in look.names]
        if database is not None:
            tried = [not_looked_at(name, database.name) for name in look.names]
        found += tried
    whole = HealthCheck("database", True, "Nothing that was read of the database is damaged.")
    return (*found, database or whole)


def not_opened(refusal: InstanceUnsound) -> tuple[HealthCheck, ...]:
    """Return the checks of an instance that cannot be opened even to look at it: that of its site
    key is bad, and no other one could be made."""
    looks = (*_BESIDE_THE_DATABASE, *_OF_THE_DATABASE)
    names = [name for look in looks for name in look.names if name != _SITE_KEY]
    return (
        HealthCheck(_SITE_KEY, False, refusal.what, refusal.guidance),
        *(not_looked_at(name, _SITE_KEY) for name in (*names, "database")),
    )


def _unusable(instance: Instance) -> HealthCheck | None:
    """Return what is wrong where nothing of the database can be read; None where it answers."""
    try:
        require_database_file(instance)
        with instance.engine.connect() as conn:
            conn.execute(text("SELECT 1"))
    except InstanceUnsound as error:
        return HealthCheck("database", False, error.what, error.guidance)
    except SQLAlchemyError as error:
        if is_damaged(error):
            return _DAMAGED
        silent = no_answer(instance.engine.url, error)
        return HealthCheck("database", False, silent.what, silent.guidance)
    return None


def _tried(look: _DoctorsLook, instance: Instance, now: datetime) -> list[HealthCheck]:
    """Return what a look finds; also where it could not look, and what it could not look at."""
    if look.at in _OF_THE_SECRETS and _is_not_mounted(instance):
        return [not_looked_at(name, "permissions") for name in look.names]
    found: list[HealthCheck] = []
    try:
        for one in look.at(instance, now):
            found.append(one)
    except InstanceUnsound as error:
        found.append(HealthCheck(look.names[0], False, error.what, error.guidance))
    except (SQLAlchemyError, ValueError) as error:
        silent = HealthCheck(look.names[0], False, *_SILENT)
        found.append(_DAMAGED if is_damaged(error) else silent)
    except OSError as error:
        fault = explained(error)
        found.append(HealthCheck(look.names[0], False, fault.what, fault.guidance))
    if bad := [one.name for one in found if one.bad]:
        given = {one.name for one in found}
        found += [not_looked_at(name, bad[-1]) for name in look.names if name not in given]
    return found


def _is_not_mounted(instance: Instance) -> bool:
    try:
        require_mounted(instance.folder)
    except InstanceUnsound:
        return True
    return False


def _site_key(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    read_site_key(instance.folder)
    yield HealthCheck(_SITE_KEY, True, "The site key is in its place.")


def _permissions(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    folder = instance.folder
    paths = [folder, folder / "keys", folder / SITE_KEY_FILE, instance.ephemeral]
    paths += sorted(instance.ephemeral.glob("*")) if instance.ephemeral.is_dir() else []
    paths += [*sorted(folder.glob(f"{DATABASE_FILE}*")), *instance.settings.password_files]
    proofs = folder / certificates.FOLDER
    paths += [proofs, *sorted(proofs.glob("*"))] if proofs.is_dir() else []
    # the log beside the database and its index come and go while somebody works
    paths = [path for path in paths if path.exists() or not path.name.endswith(("-wal", "-shm"))]
    require_mounted(instance.folder)
    bad = [path for path in paths if not path.exists() or open_to_others(path)]
    if not bad:
        yield HealthCheck("permissions", True, "Only the owner can get at the instance folder.")
    for path in bad:
        if path.exists():
            do = Action(Do.KEEP_FROM_OTHERS, files=(str(path),))
            yield HealthCheck(
                "permissions", False, f"Others on this machine can get at {path}.", do
            )
        else:
            yield HealthCheck("permissions", False, f"{path} is missing.", "Bring it back.")


def _day_key(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    keys = day_keys.peek(instance.ephemeral)
    age = now.toordinal() - keys.oldest_day
    try:
        day_keys.require_believed(keys, now.toordinal())
    except ClockDoubted as error:
        yield HealthCheck("clock", False, error.what, error.guidance)
        return
    yield HealthCheck("clock", True, "The clock is near the last day at work.")
    if age > DAYS_KEPT:
        yield HealthCheck(
            "day key",
            False,
            f"The key of a day {age} days ago is still on disk.",
            ("Mix, or let the server run: both forget the keys of days gone by.", *_MIXING),
        )
    else:
        yield HealthCheck("day key", True, "Pages are sealed under a key that changes daily.")


def _writing(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    shut = why_it_takes_nothing(instance.engine)
    if shut is None:
        yield HealthCheck("writing", True, "The database takes in what is sent.")
        return
    said = f"{shut.found}: people keep their pages, and nothing is taken in."
    yield HealthCheck("writing", False, said, shut.do)


def _database_revision(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    if (instance.folder / UPGRADE_FOLDER).exists():
        yield HealthCheck(
            _REVISION,
            False,
            "Bringing the database up to date goes on, or was cut short; a copy of before is kept.",
            ("If it was cut short, end it", Action(Do.UPGRADE)),
        )
    elif is_current(instance.engine):
        yield HealthCheck(_REVISION, True, "The database is up to date.")
    else:
        yield HealthCheck(
            _REVISION,
            False,
            "The database is not of the revision that this version needs.",
            Action(Do.UPGRADE),
        )


def _pins(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    with instance.engine.connect() as conn:
        looks: list[tuple[Callable[[Connection, str], object], str]] = [
            *((study_rows.get, one) for one in study_rows.unpinned(conn)),
            *((council_rows.get, one) for one in council_rows.unpinned(conn)),
            (lambda conn, _: batch_keys.current(conn), ""),
        ]
        bad = [error for look, name in looks if (error := _refusal(look, conn, name))]
    for error in bad:
        yield HealthCheck("pins", False, error.what, error.guidance)
    if not bad:
        yield HealthCheck("pins", True, "Keys, questions and days are what was pinned.")


def _journal(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    with instance.engine.connect() as conn:
        wrong = journal.check(conn).wrong
    if wrong:
        do = "See how to find out who changed it", Action(Do.VERIFY_JOURNAL)
        yield HealthCheck("journal", False, f"The journal does not hold: {wrong}.", do)
    else:
        yield HealthCheck("journal", True, "The journal of what staff did is as it was written.")


def _refusal(
    look: Callable[[Connection, str], object], conn: Connection, name: str
) -> NotAsPinned | None:
    try:
        look(conn, name)
    except NotAsPinned as error:
        return error
    return None


def _batch_secret(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    if not instance.settings.mixes_here:
        yield HealthCheck("batch secret", True, "This node does not mix and holds no batch secret.")
        return
    with instance.engine.connect() as conn:
        current = batch_keys.unchecked(conn)
    batch_secrets.read(instance.ephemeral, current)
    yield HealthCheck("batch secret", True, "The secret of the waiting letters is in its place.")
    if instance.can_open(current):
        yield HealthCheck("letterbox", True, "The public door takes in what is sealed under it.")
    else:
        yield HealthCheck(
            "letterbox",
            False,
            "The public door takes nothing in: that secret is right, and nobody has vouched for it"
            " since the file was moved or brought back.",
            ("Mix, or let the server run: both look at it and vouch for it.", *_MIXING),
        )
    stale = batch_secrets.stale(instance.ephemeral, current.number)
    if stale:
        yield HealthCheck(
            "old batch secrets",
            False,
            f"{len(stale)} batch secrets are left over from a mix that was cut short.",
            ("Mix, which destroys them first of all", Action(Do.MIX)),
        )
    else:
        yield HealthCheck("old batch secrets", True, "Every old batch secret is destroyed.")


def _mixing(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    with instance.engine.connect() as conn:
        late = mix.is_late(conn, now, instance.settings.mix_interval_minutes)
        was_done = mix.was_ever_done(conn)
    if late:
        since = "The last mix is long ago." if was_done else "There was no mix yet."
        yield HealthCheck(
            "mixing",
            False,
            f"{since} Letters may be due, and wishes to take answers back wait.",
            ("Mix, and let a timer do so every hour", Action(Do.MIX)),
        )
    else:
        yield HealthCheck("mixing", True, "Mixing goes by the clock.")


def _drafts(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    with instance.engine.connect() as conn:
        late = drafts.overdue(conn, now.toordinal())
    if late:
        yield HealthCheck(
            "drafts",
            False,
            f"{late} forms that were put aside are still there after their time.",
            ("Mix, or let the server run: both erase them.", *_MIXING),
        )
    else:
        yield HealthCheck("drafts", True, "No form that was put aside is there after its time.")


def _codes(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    """Say which studies nobody can answer, because a code is needed and none was made."""
    with instance.engine.connect() as conn:
        shut = [
            row.id
            for row in study_rows.all_studies(conn)
            if row.entrance == "codes"
            and may(row.stand, "invited")
            and not card_marks.made(conn, row.id)
        ]
    for study_id in shut:
        yield HealthCheck(
            "codes",
            False,
            f"Nobody can answer {study_id}: it takes a code, and none was made.",
            Action(Do.MAKE_CODES, study_id),
        )
    if not shut:
        yield HealthCheck("codes", True, "Each open study that takes codes only has some.")


def _ends_of_data(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    """Say what should have ended by now, and what was cut short."""
    today = last_place(now)
    with instance.engine.connect() as conn:
        late = days_of_data.late_ends(conn, today, instance.settings.backup_days)
        cut = [one.study_id for one in end_of_data.every_end(conn) if one.finished_on is None]
    for of in cut:
        yield HealthCheck(
            "ends of data", False, f"Erasing {of} was cut short.", Action(Do.ERASE_DUE)
        )
    for one in late:
        if one.study_id not in cut:
            does = Do.ARCHIVE if one.end.what == "sealed answers" else Do.ERASE_DUE
            yield HealthCheck(
                "ends of data",
                False,
                f"{one.study_id}: {_LATE[one.end.what]} since {one.end.latest}.",
                Action(does, one.study_id),
            )
    if not late and not cut:
        yield HealthCheck("ends of data", True, "Nothing is kept for longer than was promised.")


#: What is said of something that should have ended.
_LATE: Mapping[PlannedWhat, str] = {
    "before closing": "its answers should be fixed",
    "opened words": "its opened words should be erased",
    "sealed answers": "its sealed answers should be destroyed",
    "backups": "no backup holds it any more, and that is not noted",
}


def _database_ways(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    for way in ways_of(instance.engine):
        said = f"{way.name} is {way.found or 'not set'}."
        yield HealthCheck("database ways", not way.do, said, way.do)


def _disk(instance: Instance, _now: datetime) -> Iterator[HealthCheck]:
    shut = _why_shut(instance.folder)
    if shut:
        said = f"Nothing can be written into the instance folder: {shut}."
        yield HealthCheck("disk", False, said, _MAKE_ROOM)
    apart = _on_another_disk(instance)
    if apart and (shut := _why_shut(apart)):
        said = f"Nothing can be written into the folder ephemeral, which lies in {apart}: {shut}."
        yield HealthCheck("disk", False, said, _MAKE_ROOM)
    free = shutil.disk_usage(instance.folder).free / 10**9
    fine = free >= instance.settings.least_free_gigabytes
    yield HealthCheck(
        "disk",
        fine,
        f"{free:.1f} GB are free where the instance folder lies.",
        "" if fine else "Make room: a full disk stops answers from being kept.",
    )


def _on_another_disk(instance: Instance) -> Path | None:
    """Return where `ephemeral/` lies when that is not the disk of the instance folder."""
    place = instance.ephemeral.resolve()
    if place.is_dir() and place.stat().st_dev != instance.folder.stat().st_dev:
        return place
    return None


def _why_shut(folder: Path) -> str:
    """Return why nothing can be written into a folder; "" where it takes what is written."""
    try:
        require_room(folder, _TRIAL)
    except OSError as error:
        return str(error.strerror)
    return ""


def _copies(instance: Instance, now: datetime) -> Iterator[HealthCheck]:
    """Say where plain copies were left by a program that was killed, and which backups are old."""
    left = left_copies(instance.folder)
    days = instance.settings.backup_days
    old = known_backups.overdue(instance.folder, now.date(), days)
    for path in left:
        said = f"{path} holds a copy of the database that a program left which was killed."
        yield HealthCheck("copies", False, said, ("Have it overwritten", Action(Do.REPAIR)))
    for path in old:
        said = f"The backup {path} is older than {days} days."
        do = "The next backup deletes it if it is as it was written; else look. Delete its copies."
        yield HealthCheck("copies", False, said, do)
    if not left and not old:
        yield HealthCheck("copies", True, "No copy is left over, and no backup known is too old.")


_BESIDE_THE_DATABASE = (
    _DoctorsLook(_site_key, (_SITE_KEY,)),
    _DoctorsLook(_permissions, ("permissions",)),
    _DoctorsLook(_day_key, ("day key", "clock")),
    _DoctorsLook(_disk, ("disk",)),
    _DoctorsLook(_copies, ("copies",)),
    _DoctorsLook(check_certificates, ("certificates",)),
)
#: Looks at what lies in `ephemeral/`: of a disk that is not mounted nobody can say what is lost.
_OF_THE_SECRETS = (_day_key, _batch_secret)
_OF_THE_DATABASE = (
    _DoctorsLook(_database_revision, (_REVISION,)),
    _DoctorsLook(_writing, ("writing",)),
    _DoctorsLook(_pins, ("pins",)),
    _DoctorsLook(_journal, ("journal",)),
    _DoctorsLook(_batch_secret, ("batch secret", "letterbox", "old batch secrets")),
    _DoctorsLook(_mixing, ("mixing",)),
    _DoctorsLook(_drafts, ("drafts",)),
    _DoctorsLook(_codes, ("codes",)),
    _DoctorsLook(_ends_of_data, ("ends of data",)),
    _DoctorsLook(_database_ways, ("database ways",)),
    _DoctorsLook(check_backups, ("backups", "rehearsals")),
)
