"""Who else has the database open, and being alone with it.

It knows connections and locks, and nothing of any row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, text

from survey.errors import Action, Do, Refused
from survey.storage.database import UPGRADE_LOCK, is_sqlite

_LOOK_AGAIN = 0.05
_HERE = "a program on this machine"
#: Who waits for the same lock has only looked which revision there is.
_OTHERS = text(
    "SELECT DISTINCT coalesce(host(client_addr), :here) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'survey'"
    " AND pid <> pg_backend_pid() AND pid NOT IN (SELECT pid FROM pg_locks"
    " WHERE locktype = 'advisory' AND objid = :lock AND NOT granted) ORDER BY 1"
)


def others_at_work(engine: Engine) -> tuple[str, ...]:
    """Return where else the database is open: on SQLite in some program of this machine, on
    PostgreSQL by the addresses of the nodes. Connections of this engine are closed for it."""
    engine.dispose()
    if is_sqlite(engine):
        return () if _can_be_alone(str(engine.url.database)) else (_HERE,)
    with _reading_each_time(engine) as conn:
        return _others(conn)


@contextmanager
def alone_with(
    engine: Engine, patience: float, is_done: Callable[[Connection], bool]
) -> Iterator[None]:
    """Wait until nobody else has the database open; Refused where somebody keeps it for longer.

    On PostgreSQL nobody else can be in here meanwhile, and who finds there that it `is_done` does
    not wait; on SQLite hold a lock file for that.
    """
    engine.dispose()
    if is_sqlite(engine):
        _wait_until_alone(lambda: others_at_work(engine), patience)
        yield
        return
    with _reading_each_time(engine) as conn:
        conn.execute(text("SET lock_timeout = 0"))
        conn.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": UPGRADE_LOCK})
        try:
            _wait_until_alone(lambda: () if is_done(conn) else _others(conn), patience)
            yield
        finally:
            conn.invalidate()  # ends the session, and its lock with it


def _wait_until_alone(others: Callable[[], tuple[str, ...]], patience: float) -> None:
    until = monotonic() + patience
    while found := others():
        if monotonic() >= until:
            raise Refused(
                f"The database is open elsewhere: {', '.join(found)}.",
                kept="Nothing was changed.",
                do=(
                    "Stop every program that works with it (public pages, desk, timers, on all "
                    "nodes), then give the same command again; or see what is to be stopped",
                    Action(Do.SEE_UPGRADE),
                ),
            )
        sleep(_LOOK_AGAIN)


def _can_be_alone(file: str) -> bool:
    """Return whether SQLite would lend the file to one connection only: then no other has it."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as trial:
        try:
            trial.execute("PRAGMA locking_mode = EXCLUSIVE")
            trial.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
    return True


def _others(conn: Connection) -> tuple[str, ...]:
    found = conn.execute(_OTHERS, {"here": _HERE, "lock": UPGRADE_LOCK})
    return tuple(found.scalars())


def _reading_each_time(engine: Engine) -> Connection:
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
