"""Putting the files of an edition in place all at once, also where a program was killed meanwhile.

They are made in a folder beside the one that readers have. Once it is whole, it holds a mark, and
its name ends with the entry of the journal that says that they were published. It knows folders,
and not what is in a file.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from survey.services.steps.reading_shelf import EDITIONS
from survey.storage.files import (
    link_or_copy,
    locked,
    locked_if_free,
    put_folder_in_place,
    sync_folder,
)
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: The acts that say that something was published.
PUBLISHED: Collection[str] = ("report published", "council report published")
_NEW, _BEFORE = "new", "before"
#: Ends the name of what lay below an edition and is to go, after the entry with which it goes.
_BELOW = "-below"
_MARK = ".[0-9]*"
_BESIDE = re.compile(rf"\.(?P<of_id>[^.]+)\.(?P<entry>\d+(?:{_BELOW})?|{_NEW}|{_BEFORE})")


class _Beside(NamedTuple):
    """A folder beside those that readers have: of which study or council, and which entry."""

    folder: Path
    of_id: str
    entry: str


@contextmanager
def alone_on_the_shelf(instance: Instance, of_id: str) -> Iterator[Path]:
    """Let nobody else publish meanwhile, and give a new folder with all that readers have of a
    study or council. What was cut short before is put in order first, what is done here last."""
    with locked(_lock(instance)):
        _finish(instance, of_id)
        top = instance.published / of_id
        coming = top.with_name(f".{of_id}.{_NEW}")
        try:
            if top.is_dir():
                copy_linked(top, coming)
            else:
                coming.mkdir(parents=True)
            yield coming
        finally:
            _finish(instance, of_id)


@contextmanager
def while_nobody_publishes(instance: Instance) -> Iterator[None]:
    """Let nobody publish for a block; what was cut short before is put in order first, where that
    can be done."""
    with locked(_lock(instance)):
        for of_id in sorted({one.of_id for one in _beside(instance)}):
            if instance.settings.mixes_here:
                with suppress(OSError):  # whoever mixes is told of it
                    _finish(instance, of_id)
        yield


def say_whole(conn: Connection, of_id: str, coming: Path) -> None:
    """Let a folder take the place of the one that readers have, as soon as it is certain that the
    newest entry of the journal stands, by which it was published."""
    entry = str(_newest(conn, of_id))
    (coming / f".{entry}").touch()
    sync_folder(coming)
    coming.rename(coming.with_name(f".{of_id}.{entry}"))
    sync_folder(coming.parent)


def withhold_older(conn: Connection, of_id: str, top: Path) -> None:
    """Let nobody read the editions of before any more: they go when the newest entry of the journal
    stands, by which a newer one was published, and come back where it does not."""
    below = top / EDITIONS
    if below.is_dir():
        below.rename(top.with_name(f".{of_id}.{_newest(conn, of_id)}{_BELOW}"))
        sync_folder(top)
        sync_folder(top.parent)


def finish_editions(instance: Instance, tell: Callable[[Exception], None]) -> None:
    """Put in place what was published when a program was killed, and let go what was not yet.

    Nothing happens while somebody publishes, who sees to it, and on a further node, which has
    copies. `tell` takes what went wrong with one study or council; the others are seen to.
    """
    if not instance.settings.mixes_here:
        return
    try:
        of_ids = sorted({one.of_id for one in _beside(instance)})
        if of_ids:
            _finish_these(instance, of_ids, tell)
    except OSError as error:
        tell(error)


def copy_linked(source: Path, target: Path, but: Collection[str] = ()) -> None:
    """Make a new folder of what is in another one, but what has a name in `but`: the same files,
    of which nothing is written anew."""
    leave_out = shutil.ignore_patterns(_MARK)

    def left_out(folder: str, names: list[str]) -> set[str]:
        return leave_out(folder, names) | (set(but) if Path(folder) == source else set())

    shutil.copytree(source, target, copy_function=link_or_copy, ignore=left_out)
    for one, _, _ in os.walk(target):
        sync_folder(Path(one))


def _finish_these(
    instance: Instance, of_ids: Collection[str], tell: Callable[[Exception], None]
) -> None:
    with locked_if_free(_lock(instance)) as free:
        for of_id in of_ids if free else ():
            try:
                _put_in_place(instance, of_id)
                _let_go_others(instance, of_id)
            except Exception as error:  # one folder must not keep the others, nor a mix, waiting
                tell(error)


def _finish(instance: Instance, of_id: str) -> None:
    _put_in_place(instance, of_id)
    with suppress(OSError):  # it is told of when all are finished
        _let_go_others(instance, of_id)


def _put_in_place(instance: Instance, of_id: str) -> None:
    """Let the folder of what was published last take its place, where it has not; by the mark in
    it it is known that it is that, and not the one from before."""
    top, before = instance.published / of_id, instance.published / f".{of_id}.{_BEFORE}"
    rest = [one for one in _beside(instance, of_id) if one.entry[0].isdigit()]
    if rest:
        with instance.engine.connect() as conn:
            newest = _newest(conn, of_id)
        for folder, _, entry in rest:
            if entry == str(newest) and (folder / f".{entry}").is_file():
                put_folder_in_place(folder, top, before)
    if before.is_dir() and not top.exists():
        before.rename(top)
    for folder, _, entry in rest:
        # what an entry of before withheld is to go, also where it could not be deleted until now
        if entry.endswith(_BELOW) and int(entry.removesuffix(_BELOW)) > newest:
            _put_back_below(folder, top)


def _put_back_below(withheld: Path, top: Path) -> None:
    if withheld.is_dir() and top.is_dir() and not (top / EDITIONS).exists():
        withheld.rename(top / EDITIONS)
        sync_folder(top)
        sync_folder(top.parent)


def _let_go_others(instance: Instance, of_id: str) -> None:
    for folder, _, _ in _beside(instance, of_id):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink()
    for mark in (instance.published / of_id).glob(_MARK):
        mark.unlink()


def _beside(instance: Instance, of_id: str = "") -> list[_Beside]:
    """Return what lies beside the folders that readers have, of one study or council or of all."""
    if not instance.published.is_dir():
        return []
    found = ((path, _BESIDE.fullmatch(path.name)) for path in instance.published.iterdir())
    every = (_Beside(path, name["of_id"], name["entry"]) for path, name in found if name)
    return [one for one in every if of_id in ("", one.of_id)]


def _newest(conn: Connection, of_id: str) -> int:
    found = journal.newest_of(conn, of_id, PUBLISHED)
    return found[0] if found else 0


def _lock(instance: Instance) -> Path:
    return instance.folder / "published.lock"
