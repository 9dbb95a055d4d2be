"""Databases of every earlier revision with rows in every table that there was, by plain SQL."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory

from survey.storage.database import alembic_config, make_engine, migrate
from survey.storage.schema import REVISION

#: Every earlier revision, and a late one.
OLDER = [f"{number:04}" for number in range(1, int(REVISION)) if number != 10]
LATE = "0029"
SITE_KEY = bytes(range(32))
_CHOICES = re.compile(r"(\w+) IN \(('[^)]*')\)")
#: How many characters a server takes there; SQLite takes more.
_ROOM = re.compile(r"VARCHAR\((\d+)\)")
_NOT_OURS = ("alembic_version",)
#: What a revision writes anew in a row that it keeps.
_WRITTEN_ANEW = ("tag",)

Row = dict[str, object]


@dataclass(frozen=True)
class OldRow:
    """A row that was put down at some revision, with what says that it is the same row later."""

    table: str
    revision: str
    known: Row


@dataclass(frozen=True)
class OldDatabases:
    """A file for each revision, and the rows that lie in it."""

    files: dict[str, Path]
    rows: dict[str, tuple[OldRow, ...]]


def make_old_databases(folder: Path) -> OldDatabases:
    """Go up the revisions one by one, put rows down at each, and keep a copy of each; the newest is
    last."""
    scripts = ScriptDirectory.from_config(alembic_config())
    numbers = [one.revision for one in scripts.walk_revisions()][::-1]
    growing = folder / "growing.db"
    engine = make_engine(f"sqlite:///{growing}")
    files: dict[str, Path] = {}
    rows: dict[str, tuple[OldRow, ...]] = {}
    so_far: list[OldRow] = []
    for number in numbers:
        migrate(engine, number, SITE_KEY)
        engine.dispose()
        with closing(sqlite3.connect(growing)) as conn:
            conn.execute("PRAGMA foreign_keys = ON")
            so_far += put_rows(conn, number)
            conn.commit()
            files[number] = folder / f"{number}.db"
            with closing(sqlite3.connect(files[number])) as copy:
                conn.backup(copy)
        rows[number] = tuple(so_far)
    return OldDatabases(files, rows)


def one_old_database(file: Path, revision: str) -> tuple[OldRow, ...]:
    """Make a database of one revision with a row in each of its tables, and give the rows."""
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine, revision, SITE_KEY)
    engine.dispose()
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        rows = put_rows(conn, revision)
        conn.commit()
        conn.execute("PRAGMA journal_mode = DELETE")
    return tuple(rows)


def put_rows(conn: sqlite3.Connection, revision: str) -> list[OldRow]:
    """Put a row into every table that there is, parents first."""
    put: dict[str, Row] = {}
    waiting = [name for name in _tables(conn) if name not in _NOT_OURS]
    done: list[OldRow] = []
    while waiting:
        name = waiting.pop(0)
        parents = conn.execute(f"PRAGMA foreign_key_list({name})").fetchall()
        if any(parent[2] in waiting for parent in parents if parent[2] != name):
            waiting.append(name)
            continue
        keys = {key[3]: put[key[2]][key[4] or key[3]] for key in parents if key[2] in put}
        row, known = _row(conn, name, revision, keys)
        if row is None:
            continue
        marks = ", ".join("?" * len(row))
        conn.execute(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})", [*row.values()])
        put[name] = row
        done.append(OldRow(name, revision, known))
    return done


def missing(database: Path, rows: tuple[OldRow, ...]) -> list[OldRow]:
    """Give the rows that are not there any more, or not as they were."""
    with closing(sqlite3.connect(database)) as conn:
        return [one for one in rows if not _lies_there(conn, one)]


def revision_in(database: Path) -> str:
    """Give the revision that a file says of itself."""
    with closing(sqlite3.connect(database)) as conn:
        return str(conn.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _lies_there(conn: sqlite3.Connection, one: OldRow) -> bool:
    wanted = " AND ".join(f"{name} = ?" for name in one.known)
    found = conn.execute(f"SELECT 1 FROM {one.table} WHERE {wanted}", [*one.known.values()])
    return found.fetchone() is not None


def _tables(conn: sqlite3.Connection) -> list[str]:
    found = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row[0] for row in found if not row[0].startswith("sqlite_")]


def _row(conn: sqlite3.Connection, name: str, revision: str, keys: Row) -> tuple[Row | None, Row]:
    """Give a row for a table as it is now, and what of it must stay: its key and its bytes."""
    sql = conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
    choices = {match[1]: match[2].split("'")[1] for match in _CHOICES.finditer(sql)}
    row: Row = {}
    known: Row = {}
    for _, column, kind, _, _, key in conn.execute(f"PRAGMA table_info({name})").fetchall():
        row[column] = keys.get(column) or choices.get(column) or _value(column, kind, key, revision)
        if key or (kind.startswith("BLOB") and column not in _WRITTEN_ANEW):
            known[column] = row[column]
    if "one" in row:  # there is one such row, which the first revision that has it put down
        row["one"] = known["one"] = 1
        if conn.execute(f"SELECT 1 FROM {name}").fetchone():
            return None, {}
    if name == "journal":
        row["number"] = conn.execute("SELECT count(*) + 1 FROM journal").fetchone()[0]
        known["number"] = row["number"]
    return row, known


def _value(column: str, kind: str, key: int, revision: str) -> object:
    if kind.startswith("BLOB"):
        return f"{revision}:{column}".encode().ljust(32, b".")
    if kind.startswith("DATE"):
        return "2025-01-02"
    if kind.startswith("BOOL"):
        return 0
    if kind.startswith(("INT", "FLOAT", "BIGINT", "SMALLINT")):
        return int(revision)
    if room := _ROOM.fullmatch(kind):
        return f"of-{revision}"[-int(room[1]) :]
    return f"of-{revision}" if key or kind.startswith("VARCHAR") else "{}"
