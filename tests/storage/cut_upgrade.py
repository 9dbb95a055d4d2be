"""Runs upgrades of copies of an instance in processes that kill themselves at chosen points.

`python cut_upgrade.py FOLDER POINTS`: copies FOLDER/0 to FOLDER/1, /2 … and ends each upgrade there
at one of POINTS points, spread evenly over all statements and all changes of files.
`python cut_upgrade.py FOLDER POINTS ADDRESS`: the same with copies of the database at an address of
PostgreSQL, whose names end in -1, -2 …; statements and ends of transactions are the points.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from survey.settings import Settings
from survey.storage.instance import unchecked_instance
from survey.storage.upgrading import upgrade

#: What Python says before it changes a file or opens one.
_CHANGES = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "sqlite3.connect")


class Counter:
    """Counts what an upgrade does, and kills the process before the one that is chosen."""

    def __init__(self, folder: Path, last: int = 0) -> None:
        self.seen = 0
        self._last = last
        self._folder = str(folder)
        sys.addaudithook(self._audit)
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._statement)

    def _audit(self, name: str, args: tuple[Any, ...]) -> None:
        if name in _CHANGES and self._folder in str(args[0]):
            self._one_more()

    def _statement(self, *_: Any) -> None:
        self._one_more()

    def _one_more(self) -> None:
        self.seen += 1
        if self.seen == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def in_child(folder: Path, address: str, last: int) -> int:
    """Upgrade in a process of its own; give how much it did, or minus the signal that ended it."""
    outlet, inlet = os.pipe()
    child = os.fork()
    if child == 0:
        counter = Counter(folder, last)
        instance = unchecked_instance(folder, Settings(database_url=address))
        upgrade(folder, instance.engine, instance.site_key)
        os.write(inlet, str(counter.seen).encode())
        os._exit(0)
    os.close(inlet)
    said = os.read(outlet, 20)
    os.close(outlet)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else int(said or -100)


def copied(folder: Path, name: str, address: str) -> str:
    """Copy the instance in FOLDER/0, and its database on a server; give the address of that."""
    shutil.copytree(folder / "0", folder / name)
    if not address:
        return ""
    old, new = (make_url(one) for one in (address, address_of_copy(address, name)))
    server = old.set(database="template1").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{new.database}" TEMPLATE "{old.database}"')
    return address_of_copy(address, name)


def address_of_copy(address: str, name: str) -> str:
    """Give the address of a copy of a database on its server."""
    there = make_url(address)
    new = there.set(database=f"{there.database}-{name}")
    return new.render_as_string(hide_password=False)


def main() -> None:
    """Measure one whole upgrade, then cut as many short as are wanted."""
    folder, points = Path(sys.argv[1]), int(sys.argv[2])
    address = sys.argv[3] if len(sys.argv) > 3 else ""
    total = in_child(folder / "whole", copied(folder, "whole", address), 0)
    assert total > points, total
    for number in range(1, points + 1):
        there = copied(folder, str(number), address)
        last = total * number // points
        assert in_child(folder / str(number), there, last) == -signal.SIGKILL, number
    print(total)


if __name__ == "__main__":
    main()
