"""Copying all rows from one database into another, whichever kind either is.

It knows tables, and nothing of what their rows mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, insert, select, text

from survey.errors import Refused
from survey.storage.database import (
    COPY_LOCK,
    LETTERBOX_LOCK,
    is_sqlite,
    make_engine,
    migrate,
    revision_of,
    writing,
)
from survey.storage.schema import REVISION, metadata

#: Rows that are held in memory at once.
_AT_ONCE = 200


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row into tables that are empty, parents first, in the order of their keys.

    The order of keys says nothing: those of what people sent are random.
    """
    for table in metadata.sorted_tables:
        wanted = select(table).order_by(*table.primary_key.columns)
        found = source.execution_options(yield_per=_AT_ONCE).execute(wanted).mappings()
        for rows in found.partitions():
            target.execute(insert(table), [dict(row) for row in rows])


def copy_into(source: Engine, target: Engine) -> None:
    """Make the tables in an empty database and copy every row, all of it as at one moment."""
    migrate(target)
    with _at_one_moment(source) as old, writing(target) as new:
        copy_rows(old, new)


def fill_database(url: str, source: Engine) -> None:
    """Copy every row into the database at an address; Refused where there is something in it."""
    target = make_engine(url)
    try:
        _require_empty(target)
        copy_into(source, target)
    finally:
        target.dispose()


@contextmanager
def _at_one_moment(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one moment; on PostgreSQL no mix makes tables anew meanwhile."""
    if is_sqlite(engine):
        with engine.connect() as conn:
            yield conn
        return
    watch = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with watch:
        try:
            for lock in (COPY_LOCK, LETTERBOX_LOCK):
                watch.execute(text("SELECT pg_advisory_lock_shared(:lock)"), {"lock": lock})
            seeing = engine.connect().execution_options(isolation_level="REPEATABLE READ")
            with seeing as conn:
                yield conn
        finally:
            watch.invalidate()  # ends the session, and its lock with it


def _require_empty(target: Engine) -> None:
    revision = revision_of(target)
    if revision == REVISION:
        with target.connect() as conn:
            counted = (select(func.count()).select_from(one) for one in metadata.sorted_tables)
            revision = "of another instance" if any(map(conn.scalar, counted)) else ""
    if revision:
        raise Refused(
            "There is something in the database of the settings (database_url) already.",
            kept="It was left as it is, and nothing was brought back.",
            do="Name a database that is empty.",
        )
