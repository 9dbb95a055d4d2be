"""The database itself: how it is opened, written to, and brought to the newest revision.

It knows SQLite and PostgreSQL. It must not know what the rows mean.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url

from survey.storage.gate import Pass, shut
from survey.storage.schema import REVISION

#: Milliseconds that a statement waits for another process before it gives up.
PATIENCE_MS = 10_000

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {PATIENCE_MS}",
)

#: Advisory lock numbers on PostgreSQL: many drops share the letterbox, one mix holds it alone.
LETTERBOX_LOCK = 0x1E77E2B0
MIGRATION_LOCK = 0x1E77E2B1

_WRITING = {"survey_writing": True}


def make_engine(url: str) -> Engine:
    """Give the engine of an address (sqlite:///FILE or postgresql://…); nothing is opened yet.

    SQLite: write-ahead log, synchronous=FULL, deleted content zeroed, foreign keys, 10 s patience.
    PostgreSQL: psycopg 3, locks waited for 10 s, connections checked before use.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    address = address.set(drivername="postgresql+psycopg")
    options = f"-c lock_timeout={PATIENCE_MS} -c timezone=UTC"
    return create_engine(
        address,
        connect_args={"application_name": "survey", "options": options},
        pool_pre_ping=True,
        hide_parameters=True,
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside a transaction that means to write; it commits at the end.

    On SQLite the write lock is taken at once (BEGIN IMMEDIATE), so that what is read stays true.
    """
    with engine.connect().execution_options(**_WRITING) as conn, conn.begin():
        yield conn


def is_sqlite(bound: Engine | Connection) -> bool:
    """Tell whether the database is SQLite (else it is PostgreSQL)."""
    return bound.dialect.name == "sqlite"


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to the newest revision (or to `to`), in one transaction, alone."""
    # Imported here because the public door never migrates and need not carry Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(**_WRITING) as conn:
        if is_sqlite(conn):
            _foreign_keys(conn, on=False)  # a table that is rebuilt must not empty its children
        with conn.begin():
            if not is_sqlite(conn):
                conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            config.attributes["connection"] = conn
            command.upgrade(config, to)
        if is_sqlite(conn):
            _foreign_keys(conn, on=True)


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the revision that this program was written for."""
    with engine.connect() as conn:
        if not inspect(conn).has_table("alembic_version"):
            return False
        found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return bool(found == REVISION)


def empty_log(engine: Engine, patience_ms: int) -> bool:
    """SQLite: move the write-ahead log into the database and cut it to nothing (TRUNCATE).

    The gate is shut meanwhile, two seconds at most at a time, so that those who come and go cannot
    keep it busy. False when somebody who was inside, or who reads without passing the gate, kept it
    busy for `patience_ms`.
    """
    file = _file_of(engine)
    until = time.monotonic() + patience_ms / 1000
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.execute("PRAGMA busy_timeout = 500")
        while True:
            with shut(file) if file else nullcontext():
                emptied = _truncated(driver)
            if emptied or time.monotonic() > until:
                break
            time.sleep(0.05)  # so that those who wait at the gate get in before it is shut again
        driver.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    return emptied


def _file_of(engine: Engine) -> Path | None:
    """Return the file of an embedded database; None for one in memory."""
    name = engine.url.database
    return Path(name) if name and name != ":memory:" else None


def vacuum(engine: Engine) -> None:
    """SQLite: write the whole file anew in the order of its keys, without free pages."""
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.execute("PRAGMA temp_store = FILE")  # the copy may be larger than memory
        driver.execute("VACUUM")
        driver.execute("PRAGMA temp_store = MEMORY")


def _truncated(driver: Any) -> bool:
    busy, _frames, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _sqlite(address: URL) -> Engine:
    engine = create_engine(address, hide_parameters=True)
    file = _file_of(engine)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see _begin
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()
        if file is not None:
            record.info["pass"] = Pass(file)

    @event.listens_for(engine, "checkin")
    def _leave(_connection: Any, record: Any) -> None:
        if "pass" in record.info:
            record.info["pass"].leave()

    @event.listens_for(engine, "close")
    def _close(_connection: Any, record: Any) -> None:
        if "pass" in record.info:
            record.info.pop("pass").close()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        if "pass" in conn.connection.info:
            conn.connection.info["pass"].enter()
        write = conn.get_execution_options().get("survey_writing", False)
        conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _foreign_keys(conn: Connection, *, on: bool) -> None:
    driver: Any = conn.connection.driver_connection  # outside of any transaction, where it counts
    driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
