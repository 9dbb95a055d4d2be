"""Databases of earlier revisions on a PostgreSQL server, with the rows that SQLite files hold."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from survey.storage.database import make_engine, migrate
from tests.storage.older_databases import SITE_KEY, OldRow

#: A revision, and each column that there is with its kind.
Shape = tuple[str, frozenset[tuple[str, ...]]]

_SHAPE = """
    SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
    WHERE table_schema = 'public'
"""
_NOT_OURS = "alembic_version"


def make_database(server: str, name: str, like: str = "template1") -> str:
    """Make a database on a server, empty or like another, and give its address."""
    names = map(sql.Identifier, (name, like))
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_databases(server: str, name: str) -> None:
    """Drop every database on a server whose name begins so."""
    with psycopg.connect(server, autocommit=True) as conn:
        found = conn.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name]
        )
        for (one,) in found.fetchall():
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(one)))


def fill(address: str, revision: str, file: Path, batch_public: bytes) -> None:
    """Bring an empty database to a revision, and put down every row of a file of that revision;
    the key of the batch is one whose secret is there."""
    engine = make_engine(address, SITE_KEY)
    try:
        migrate(engine, revision, SITE_KEY)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(file)) as old, psycopg.connect(address) as new:
        new.execute("SET LOCAL session_replication_role = replica")  # parents need not come first
        for table, *columns in _columns(new):
            _put(new, table, columns, old.execute(f"SELECT {', '.join(columns)} FROM {table}"))
        new.execute("UPDATE batch SET number = 1, public = %s", [batch_public])


def shape_of(address: str) -> Shape:
    """Give the revision that a database says of itself, and what its tables are like."""
    with psycopg.connect(address) as conn:
        (revision,) = conn.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        return revision, frozenset(conn.execute(_SHAPE).fetchall())


def not_there(address: str, rows: tuple[OldRow, ...]) -> list[OldRow]:
    """Give the rows that a server does not have any more, or not as they were."""
    with psycopg.connect(address) as conn:
        return [one for one in rows if not _lies_there(conn, one)]


def _columns(conn: psycopg.Connection) -> list[list[str]]:
    """Give each table with the names of its columns."""
    found: dict[str, list[str]] = {}
    for table, column, *_ in sorted(conn.execute(_SHAPE).fetchall()):
        found.setdefault(table, [table]).append(column)
    return [names for table, names in found.items() if table != _NOT_OURS]


def _put(conn: psycopg.Connection, table: str, columns: list[str], rows: sqlite3.Cursor) -> None:
    here = sql.Identifier(table)
    conn.execute(sql.SQL("DELETE FROM {}").format(here))  # what a revision puts down is among them
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    marks = sql.SQL(", ").join(sql.Placeholder() * len(columns))
    into = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(here, names, marks)
    for row in rows:
        conn.execute(into, [_value(one) for one in row])


def _lies_there(conn: psycopg.Connection, one: OldRow) -> bool:
    same = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in one.known]
    wanted = sql.SQL("SELECT 1 FROM {} WHERE {}").format(
        sql.Identifier(one.table), sql.SQL(" AND ").join(same)
    )
    found = conn.execute(wanted, [_value(value) for value in one.known.values()])
    return found.fetchone() is not None


def _value(value: object) -> object:
    """Give what the server reads as the kind of the column: a text for all but bytes."""
    return value if value is None or isinstance(value, bytes) else str(value)
