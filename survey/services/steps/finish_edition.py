"""Putting the files of an edition in place all at once, also where a program was killed meanwhile.

They are made in a folder beside the one that readers have, whose name ends with the entry of the
journal that says that they were published. It knows folders, and not what is in a file.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from survey.storage.files import exchange_folders, locked, locked_if_free, sync_folder, write_whole
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: The acts that say that something was published.
PUBLISHED: Collection[str] = ("report published", "council report published")
_BEFORE = "before"
_MARKS = shutil.ignore_patterns(".[0-9]*")
_BESIDE = re.compile(rf"\.(?P<of_id>[^.]+)\.(?P<entry>\d+|{_BEFORE})")


class _Beside(NamedTuple):
    """A folder beside those that readers have: of which study or council, and which entry."""

    folder: Path
    of_id: str
    entry: str


@contextmanager
def alone_on_the_shelf(instance: Instance) -> Iterator[None]:
    """Let nobody else publish meanwhile; what was cut short before is put in order first and
    last."""
    with locked(_lock(instance)):
        _finish(instance)
        try:
            yield
        finally:
            _finish(instance)


def finish_editions(instance: Instance) -> None:
    """Put in place what was published when a program was killed, and let go what was not yet.

    Nothing happens while somebody publishes: who does so sees to it.
    """
    if not _beside(instance):
        return
    with locked_if_free(_lock(instance)) as free:
        if free:
            _finish(instance)


def coming_folder(instance: Instance, conn: Connection, of_id: str) -> Path:
    """Return a new folder with all that readers have of a study or council, for what the newest
    entry of the journal says was published; it takes the place of that folder once it is certain
    that the entry stands."""
    top = instance.published / of_id
    coming = top.with_name(f".{of_id}.{_newest(conn, of_id)}")
    if top.is_dir():
        shutil.copytree(top, coming, copy_function=_copied, ignore=_MARKS)
    else:
        coming.mkdir(parents=True)
    return coming


def _finish(instance: Instance) -> None:
    for folder, of_id, entry in _beside(instance):
        if entry == _BEFORE:
            continue
        with instance.engine.connect() as conn:
            is_published = entry == str(_newest(conn, of_id))
        top, mark = instance.published / of_id, f".{entry}"
        if is_published and not (top / mark).exists():
            _put_in_place(folder, top, mark)
        shutil.rmtree(folder, ignore_errors=True)
        (top / mark).unlink(missing_ok=True)
    for folder, _of_id, _entry in _beside(instance):
        shutil.rmtree(folder)


def _put_in_place(coming: Path, top: Path, mark: str) -> None:
    """Let a folder and the one that readers have take each other's place; by the mark it is known
    afterwards that they did."""
    (coming / mark).touch()
    for folder, _, _ in os.walk(coming):
        sync_folder(Path(folder))
    if top.is_dir():
        exchange_folders(coming, top, top.with_name(f".{top.name}.{_BEFORE}"))
    else:
        coming.rename(top)
    sync_folder(top.parent)


def _beside(instance: Instance) -> list[_Beside]:
    if not instance.published.is_dir():
        return []
    found = ((path, _BESIDE.fullmatch(path.name)) for path in instance.published.iterdir())
    return [_Beside(path, name["of_id"], name["entry"]) for path, name in found if name]


def _newest(conn: Connection, of_id: str) -> int:
    found = journal.newest_of(conn, of_id, PUBLISHED)
    return found[0] if found else 0


def _copied(source: str, target: str) -> None:
    write_whole(Path(target), Path(source).read_bytes())


def _lock(instance: Instance) -> Path:
    return instance.folder / "published.lock"
