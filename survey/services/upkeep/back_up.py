"""Making a backup of an instance while it serves, encrypted, and ending the old ones.

It knows files and days. It must not know what is in the database.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from survey.errors import Refused
from survey.sealing import age_files
from survey.services.steps.finish_edition import while_nobody_publishes
from survey.services.steps.places_to_write import require_folder
from survey.storage import known_backups
from survey.storage.backup_archive import (
    BackupContents,
    copy_database,
    copy_files,
    write_archive,
)
from survey.storage.database import writing
from survey.storage.files import OWNER_ONLY, locked_if_free, make_folder, sync_folder
from survey.storage.instance import DATABASE_FILE, Instance
from survey.storage.scratch_folders import BACKING_UP, scratch_folder
from survey.storage.staff import journal

#: Within the instance folder: held while a backup is written.
_LOCK = Path("keys") / "backup.lock"
#: The name of a backup in a folder of backups: its day, and a number for each further one of that
#: day, which tells no time of it.
_NAMED = re.compile(r"survey-(\d{4}-\d{2}-\d{2})(?:-([1-9]\d{0,5}))?\.age(\.part)?")


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup: its file, size in bytes, what is in it, the older ones that were deleted, and where
    others that are too old were written to and another file may lie by now."""

    file: Path
    size: int
    contents: BackupContents
    ended: tuple[Path, ...]
    overdue: tuple[Path, ...]


def back_up(instance: Instance, to: Path, recipients: Sequence[str], today: date) -> BackupMade:
    """Write a backup to a new file, or under the name of the day into a folder, with a number where
    there is one of that day.

    Backups that are older than `backup_days` of the settings are deleted: in that folder those with
    such names, and everywhere those in files of their own that are as they were written. BadInput
    for no recipient or a bad one; Refused where there is such a file already, the name is that of a
    folder that is missing, the place lies within the instance, or another backup is being written.
    What could not be written whole is not left there.
    """
    age_files.require_recipients(recipients)
    if not to.suffix and not to.exists():
        raise Refused(
            f"There is no folder {to}.",
            kept="No backup was written.",
            do="Make the folder first, or give the name of a file, such as backup.age.",
        )
    with locked_if_free(instance.folder / _LOCK) as alone:
        if not alone:
            raise Refused(
                "Another backup of this instance is being written.",
                kept="No second one was begun.",
                do="Wait until it is there.",
            )
        file = to / _next_name(to, today.isoformat()) if to.is_dir() else to
        _require_place(instance, file)
        contents = _put(instance, file, recipients, today)
        if file == to:
            known_backups.remember(instance.folder, file, today)
        days = instance.settings.backup_days
        named = _end_named(to, today - timedelta(days=days)) if file != to else ()
        ended = (*named, *known_backups.end_overdue(instance.folder, today, days))
    overdue = known_backups.overdue(instance.folder, today, days)
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id="", event="backup made")
    return BackupMade(file, file.stat().st_size, contents, ended, overdue)


def _next_name(folder: Path, day: str) -> str:
    """Return the name of the next backup of a day: the highest number is the newest."""
    named = (_NAMED.fullmatch(path.name) for path in folder.iterdir())
    taken = [int(one[2] or 1) for one in named if one and one[1] == day and not one[3]]
    return f"survey-{day}-{max(taken) + 1}.age" if taken else f"survey-{day}.age"


def _require_place(instance: Instance, file: Path) -> None:
    if file.exists():
        raise Refused(
            f"There is a file {file} already.",
            kept="It was left as it is, and no backup was written.",
            do="Give another name, or delete that file.",
        )
    require_folder(file, "No backup was written.")
    if file.resolve().is_relative_to(instance.folder.resolve()):
        raise Refused(
            "A backup beside what it is of would be lost with it.",
            kept="No backup was written.",
            do="Choose a place outside of the instance folder, best on another disk.",
        )


def _put(instance: Instance, file: Path, recipients: Sequence[str], today: date) -> BackupContents:
    """Write a backup beside its place and put it there whole and for good, since older ones are
    deleted then; what one that was killed left there is gone before."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as out:
        try:
            contents = _write(instance, out, recipients, today)
            _require_place(instance, file)
            _require_own(part, out)
            part.rename(file)
        finally:
            if _is_own(part, out):
                part.unlink()
    sync_folder(file.parent)
    return contents


def _require_own(part: Path, out: BinaryIO) -> None:
    if not _is_own(part, out):
        raise Refused(
            f"Somebody else deleted {part} while this backup was written to it.",
            kept="No backup was written, and no older one was deleted.",
            do="Give each instance a folder of its own for its backups, then try again.",
        )


def _is_own(part: Path, out: BinaryIO) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(part.lstat(), os.fstat(out.fileno()))
    return False


def _write(
    instance: Instance, out: BinaryIO, recipients: Sequence[str], today: date
) -> BackupContents:
    """Encrypt the archive while it is being made; only the copies that it is made of lie on disk,
    in the instance folder, until it is written: then they are overwritten.

    Nobody publishes while the database and files are copied, so that they say the same of what
    readers have; the archive may take minutes more.
    """
    with scratch_folder(instance.folder, BACKING_UP) as scratch:
        copied = scratch / "instance"
        make_folder(copied)
        with while_nobody_publishes(instance):
            copy_database(instance, copied / DATABASE_FILE)
            copy_files(instance, copied)
        outlet, inlet = os.pipe()
        with ThreadPoolExecutor(1) as beside, closing(os.fdopen(outlet, "rb")) as source:
            making = beside.submit(_make, copied, today, inlet)
            age_files.encrypt(source, out, recipients)
        out.flush()
        os.fsync(out.fileno())
    return making.result()


def _make(copied: Path, today: date, inlet: int) -> BackupContents:
    with os.fdopen(inlet, "wb") as pipe:
        return write_archive(copied, today.isoformat(), pipe)


def _end_named(folder: Path, last: date) -> list[Path]:
    """Delete the backups of a folder that are older than a day, and return them."""
    ended = []
    for path in sorted(folder.iterdir()):
        named = _NAMED.fullmatch(path.name)
        if named and path.is_file() and _is_before(named[1], last):
            path.unlink()
            ended.append(path)
    return ended


def _is_before(written: str, last: date) -> bool:
    try:
        return date.fromisoformat(written) < last
    except ValueError:
        return False  # no day of the calendar: it is none of ours
