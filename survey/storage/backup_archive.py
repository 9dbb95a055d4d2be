"""A backup as one stream: what is kept of an instance, and how it is laid out again.

It names what goes in, so that nothing else can: above all not `ephemeral/`, whose copy beside the
database would undo the mixing, and no exact counts. The bytes are a tar archive with no times and
no names of people in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from survey.errors import BadInput
from survey.storage.database import is_sqlite, make_engine
from survey.storage.files import OWNER_FOLDER, OWNER_ONLY, destroy, make_folder, write_private
from survey.storage.instance import DATABASE_FILE, RESOURCES_FILE, Instance
from survey.storage.row_copy import copy_into
from survey.storage.schema import REVISION
from survey.storage.studies import certificates

#: The first file of every backup, the layout that this version writes, and those that it reads: the
#: first one had neither proofs nor the list of support services.
CONTENTS_FILE = "backup.json"
LAYOUT = 2
_READ = (1, LAYOUT)
_PUBLISHED = "published"
FOLDERS = ("keys", _PUBLISHED, certificates.FOLDER)
FILES = (RESOURCES_FILE,)
#: Files of those folders that only a running program needs, or has not written whole yet.
_LEFT_OUT = (".lock", ".new")
#: How the names begin of what lies in `published/` only while somebody publishes.
_BEING_PUBLISHED = "."
#: What comes with each visit, until a mix. The marks of what was sent keep a page from counting
#: twice, and no page outlives the day keys, which are in no backup either.
_WAITS = (
    *(f"DELETE FROM {name}" for name in ("letters", "slips", "joinings")),  # noqa: S608 (ours)
    "DELETE FROM spent WHERE study_id IN (SELECT id FROM studies WHERE state = 'open')",
)


@dataclass(frozen=True, slots=True)
class BackupContents:
    """What a backup says of itself: the day it was made on (ISO 8601), the database's revision, and
    the SHA-256 of each file by its name."""

    day: str
    revision: str
    layout: int
    sums: dict[str, str]


def copy_database(instance: Instance, to: Path) -> None:
    """Copy the database as it is at one moment, while others write, into a new SQLite file (0600).

    What waits to be mixed is left out: nobody could ever open it from a backup, and two backups
    around one person's visit would tell of it.
    """
    whole = to.with_name("whole.db")
    whole.touch(mode=OWNER_ONLY)
    if is_sqlite(instance.engine):
        there = f"file:{instance.engine.url.database}?mode=ro"
        with closing(sqlite3.connect(there, uri=True)) as old, closing(_plain(whole)) as new:
            old.backup(new)
    else:
        target = make_engine(f"sqlite:///{whole}")
        copy_into(instance.engine, target)
        target.dispose()
    to.touch(mode=OWNER_ONLY)
    with closing(_plain(whole)) as copied:
        for statement in _WAITS:
            copied.execute(statement)
        copied.execute("VACUUM INTO ?", [str(to)])  # nothing is left of them in free pages
    destroy(whole)


def _plain(file: Path) -> sqlite3.Connection:
    made = sqlite3.connect(file, isolation_level=None)
    made.execute("PRAGMA journal_mode = DELETE")
    made.execute("PRAGMA secure_delete = ON")
    return made


def copy_files(instance: Instance, to: Path) -> None:
    """Copy what a backup holds beside the database into a folder, so that nothing of it changes
    while the archive is written; hold the shelf of reports meanwhile, so that each is whole."""
    for name, path in _kept_files(instance.folder):
        with suppress(FileNotFoundError):  # it went at this moment
            content = _content(path)
            (to / name).parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
            write_private(to / name, content)


def write_archive(copied: Path, day: str, to: BinaryIO) -> BackupContents:
    """Write the archive of a folder in which an instance's database and files lie as copies, and
    return its contents."""
    files = {DATABASE_FILE: copied / DATABASE_FILE} | dict(_kept_files(copied))
    sums = {name: _sum_of(path) for name, path in files.items()}
    contents = BackupContents(day, REVISION, LAYOUT, sums)
    with tarfile.open(fileobj=to, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, CONTENTS_FILE, json.dumps(asdict(contents), sort_keys=True).encode())
        for name, path in files.items():
            _add_file(archive, name, path)
    return contents


def sums_of_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of an instance folder that a backup holds beside the
    database, by its name; what goes meanwhile is left out."""
    sums = {}
    for name, path in _kept_files(folder):
        with suppress(FileNotFoundError):
            sums[name] = _sum_of(path)
    return sums


def unpack(archive: BinaryIO, folder: Path) -> BackupContents:
    """Lay a backup out in a folder that is made for it, and return what it says of itself.

    BadInput when it is not a backup, is of another layout, or a file is missing or altered.
    """
    make_folder(folder)
    try:
        with tarfile.open(fileobj=archive, mode="r|") as read:
            members = iter(read)
            contents = _contents(read, next(members, None))
            for member in members:
                _lay_out(read, member, contents, folder)
    except (tarfile.TarError, EOFError):
        raise _not_whole() from None
    for name, wanted in contents.sums.items():
        path = folder / name
        if not path.is_file() or _sum_of(path) != wanted:
            raise _not_whole(f"{name} is missing or altered in it.")
    return contents


def _kept_files(folder: Path) -> Iterator[tuple[str, Path]]:
    below = (path for part in FOLDERS for path in _files_below(folder / part))
    for path in (*below, *(folder / name for name in FILES)):
        if path.is_file() and not path.is_symlink() and _is_kept(path.relative_to(folder), folder):
            yield path.relative_to(folder).as_posix(), path


def _files_below(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and of those in it, also where some go meanwhile."""
    for place, _folders, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def _is_kept(name: Path, folder: Path) -> bool:
    """Tell whether a file goes into a backup: a proof with exact counts would be open to whoever
    has the key to the backup, without any share sheet, and can be made anew."""
    if name.suffix in _LEFT_OUT:
        return False
    if name.parts[0] == certificates.FOLDER:
        with suppress(FileNotFoundError):
            return certificates.is_public((folder / name).read_bytes())
        return False
    if name.parts[0] == _PUBLISHED:
        return not any(part.startswith(_BEING_PUBLISHED) for part in name.parts)
    return True


def _content(path: Path) -> bytes:
    """Return what is in a file; read again where it was replaced meanwhile, since what was replaced
    is overwritten where it lay."""
    while True:
        with path.open("rb") as file:
            content = file.read()
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return content


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), OWNER_ONLY
    archive.addfile(member, BytesIO(content))


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = path.stat().st_size, OWNER_ONLY
    with path.open("rb") as file:
        archive.addfile(member, file)


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _contents(read: tarfile.TarFile, first: tarfile.TarInfo | None) -> BackupContents:
    file = read.extractfile(first) if first and first.name == CONTENTS_FILE else None
    try:
        contents = BackupContents(**json.loads(file.read() if file else b""))
        date.fromisoformat(contents.day)
        names = dict(contents.sums)
    except (ValueError, TypeError, RecursionError):
        raise _not_whole() from None
    if contents.layout not in _READ:
        raise BadInput(
            f"This backup was written by another version of the program (layout "
            f"{contents.layout}; this one reads {_READ[0]} to {LAYOUT}).",
            kept="Nothing was changed.",
            do="Restore it with the version that wrote it, then bring that one up to date.",
        )
    for name in names:
        if not _may_hold(name):
            raise _not_whole(f"It holds {name[:80]!r}, which no backup has.")
    if DATABASE_FILE not in names:
        raise _not_whole("There is no database in it.")
    return contents


def _may_hold(name: str) -> bool:
    """Tell whether a file of that name can be in a backup: the secrets that end never are."""
    folder, *below = name.split("/")
    inside = folder in FOLDERS and bool(below) and not {"", ".", ".."} & set(below)
    return name in (DATABASE_FILE, *FILES) or (inside and "\0" not in name)


def _lay_out(
    read: tarfile.TarFile, member: tarfile.TarInfo, contents: BackupContents, folder: Path
) -> None:
    """Write one file of a backup, if the contents name it; its place was made by this program."""
    file = read.extractfile(member) if member.isfile() else None
    if file is None or member.name not in contents.sums:
        raise _not_whole(f"It holds {member.name[:80]!r}, which no backup has.")
    path = folder / member.name
    path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    path.touch(mode=OWNER_ONLY)
    with path.open("wb") as out:
        while piece := file.read(1 << 20):
            out.write(piece)


def _not_whole(why: str = "") -> BadInput:
    return BadInput(
        f"This is not a whole backup. {why}".strip(),
        kept="Nothing was changed.",
        do="Copy it again, or take an older one.",
    )
