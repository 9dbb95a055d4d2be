"""The database itself: how it is opened, written to, and brought to the newest revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InternalError, OperationalError, TimeoutError

from survey.storage import gate
from survey.storage.keys.pins import SITE_KEY
from survey.storage.schema import REVISION

if TYPE_CHECKING:
    from alembic.config import Config

#: Milliseconds that a statement waits for another process before it gives up.
PATIENCE_MS = 10_000

#: Connections that one process has to PostgreSQL at most, beside the few of `StudyStatus`. So many
#: are kept; whoever finds none waits for one.
AT_MOST = 6

#: Errors of a database that is busy for longer than that, full, read-only or away, and of a disk
#: that takes nothing: nothing was stored.
NOT_NOW = (OperationalError, InternalError, TimeoutError, OSError)

#: Milliseconds that emptying the log waits, and the longest that it keeps writers out at a time.
_EMPTYING_MS = 20_000
_SHUT_MS = 8_000
_BREATH = 0.05

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {PATIENCE_MS}",
)

#: Advisory lock numbers on PostgreSQL: many drops share the letterbox, one mix holds it alone;
#: whoever writes into the journal does so alone; many copies share theirs, and no mix begins then.
LETTERBOX_LOCK = 0x1E77E2B0
MIGRATION_LOCK = 0x1E77E2B1
JOURNAL_LOCK = 0x1E77E2B2
UPGRADE_LOCK = 0x1E77E2B3
COPY_LOCK = 0x1E77E2B4
#: How long a server may take to end what it does for a program that it does not hear any more.
_SETTLED_MS = 120_000

_WRITING = {"survey_writing": "in turn"}
_WRITING_NEXT = {"survey_writing": "next"}


def make_engine(url: str, site_key: bytes = b"") -> Engine:
    """Return the engine of an address (sqlite:///FILE or postgresql://…); nothing is opened yet.

    Its connections carry the site key, without which no pinned row can be read or written.
    SQLite: write-ahead log, synchronous=FULL, deleted content zeroed, foreign keys, 10 s patience.
    PostgreSQL: psycopg 3, locks waited for 10 s, connections checked before use.
    """
    address = make_url(url)
    carried = {SITE_KEY: site_key} if site_key else {}
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, carried)
    address = address.set(drivername="postgresql+psycopg")
    options = f"-c lock_timeout={PATIENCE_MS} -c timezone=UTC"
    return create_engine(
        address,
        connect_args={"application_name": "survey", "options": options},
        pool_pre_ping=True,
        pool_size=AT_MOST,
        max_overflow=0,
        pool_timeout=PATIENCE_MS / 1000,
        hide_parameters=True,
        execution_options=carried,
    )


@contextmanager
def writing(engine: Engine, *, ahead: bool = False) -> Iterator[Connection]:
    """Return a connection inside a transaction that means to write; it commits at the end.

    On SQLite the write lock is taken at once (BEGIN IMMEDIATE), so that what is read stays true;
    with `ahead` it is the next to have it, however many others wait.
    """
    how = _WRITING_NEXT if ahead else _WRITING
    with engine.connect().execution_options(**how) as conn, conn.begin():
        yield conn


def wait_in_turn(engine: Engine) -> None:
    """SQLite: let those go first who asked to be next; every transaction that writes does so."""
    gate.go_through(_folder(engine.url), PATIENCE_MS / 1000)


def is_sqlite(bound: Engine | Connection) -> bool:
    """Tell whether the database is SQLite (else it is PostgreSQL)."""
    return bound.dialect.name == "sqlite"


def alembic_config() -> Config:
    """Return where the revisions lie."""
    # Imported here because the public door never migrates and need not carry Alembic.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(
    engine: Engine,
    to: str = "head",
    site_key: bytes = b"",
    require: Callable[[Connection], None] = lambda _: None,
) -> None:
    """Bring the database to the newest revision (or to `to`), in one transaction, alone.

    `site_key` is that of an instance that is there already: revision 0012 needs it. What `require`
    raises before the end takes everything back.
    """
    from alembic import command

    config = alembic_config()
    with engine.connect().execution_options(**_WRITING) as conn:
        if is_sqlite(conn):
            _foreign_keys(conn, on=False)  # a table that is rebuilt must not empty its children
        with conn.begin():
            if not is_sqlite(conn):
                conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            config.attributes["connection"] = conn
            config.attributes["site_key"] = site_key
            command.upgrade(config, to)
            require(conn)
        if is_sqlite(conn):
            _foreign_keys(conn, on=True)


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the revision that this program was written for."""
    return revision_of(engine) == REVISION


def revision_of(engine: Engine) -> str:
    """Return the revision that the database is at; "" where it has no tables yet."""
    with engine.connect() as conn:
        return revision_seen(conn)


def revision_settled(engine: Engine) -> str:
    """PostgreSQL: return the revision as `revision_of` does, once no `migrate` is at work any more.

    A server may go on with what it was told by whoever it cannot hear any more.
    """
    with engine.begin() as conn:
        conn.execute(text(f"SET LOCAL lock_timeout = {_SETTLED_MS}"))
        conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        return revision_seen(conn)


def revision_seen(conn: Connection) -> str:
    """Return the revision as `revision_of` does, as a connection sees it."""
    if not inspect(conn).has_table("alembic_version"):
        return ""
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


def leave_no_trace(engine: Engine, *, rewrite: bool) -> bool:
    """SQLite: empty the write-ahead log, with `rewrite` after the whole file was written anew.

    False when readers kept the log for twenty seconds. PostgreSQL: write the tables anew that are
    updated at every mix, so that no row of a former hour lies there beside its successor.
    """
    if not is_sqlite(engine):
        quiet = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with suppress(OperationalError), quiet as conn:  # when it is busy, the next mix does it
            conn.execute(text("VACUUM (FULL) studies, batch"))
        return True
    if rewrite:
        vacuum(engine)
    return empty_log(engine, _EMPTYING_MS)


def empty_log(engine: Engine, patience_ms: int) -> bool:
    """SQLite: move the write-ahead log into the database and cut it to nothing (TRUNCATE).

    True at once on PostgreSQL. False when it was kept busy for `patience_ms`. Only one transaction
    that lasts for seconds can do so, never many short ones: writers are kept out, longer with each
    attempt and eight seconds at most, and whoever begins to read in that time is not in the way.
    """
    if not is_sqlite(engine):
        return True
    until = monotonic() + patience_ms / 1000
    held = 1.0
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        try:
            while not _emptied(driver, _folder(engine.url), min(held, until - monotonic())):
                if monotonic() >= until:
                    return False
                sleep(_BREATH)  # who waited at the gate goes through now
                held = min(2 * held, _SHUT_MS / 1000)
        finally:
            driver.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    return True


def vacuum(engine: Engine) -> None:
    """SQLite: write the whole file anew in the order of its keys, without free pages."""
    with closing(engine.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.execute("PRAGMA temp_store = FILE")  # the copy may be larger than memory
        try:
            with gate.shut(_folder(engine.url), PATIENCE_MS / 1000):
                driver.execute("VACUUM")
        finally:
            driver.execute("PRAGMA temp_store = MEMORY")


def _emptied(driver: Any, folder: Path | None, seconds: float) -> bool:
    """Return True when the log could be emptied within some seconds, while nobody begins to write.

    SQLite waits for writers and readers, but not for another who moves the log: hence the loop.
    """
    until = monotonic() + seconds
    with gate.shut(folder, seconds):
        while not _truncated(driver, until - monotonic()):
            if monotonic() >= until:
                return False
            sleep(_BREATH / 10)
    return True


def _truncated(driver: Any, seconds: float) -> bool:
    driver.execute(f"PRAGMA busy_timeout = {max(0, round(seconds * 1000))}")
    busy, _frames, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _sqlite(address: URL, carried: dict[str, bytes]) -> Engine:
    engine = create_engine(address, hide_parameters=True, execution_options=carried)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see _begin
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        match conn.get_execution_options().get("survey_writing"):
            case "in turn":
                wait_in_turn(engine)
                conn.exec_driver_sql("BEGIN IMMEDIATE")
            case "next":
                with gate.shut(_folder(engine.url), PATIENCE_MS / 1000):
                    conn.exec_driver_sql("BEGIN IMMEDIATE")
            case _:
                conn.exec_driver_sql("BEGIN")

    return engine


def _folder(address: URL) -> Path | None:
    """Return the folder in which an SQLite file lies; None for one in memory."""
    file = address.database
    return Path(file).parent if file and file != ":memory:" else None


def _foreign_keys(conn: Connection, *, on: bool) -> None:
    driver: Any = conn.connection.driver_connection  # outside of any transaction, where it counts
    driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def hold_letterbox(conn: Connection) -> None:
    """Let no letter be dropped and no mix begin until the transaction ends.

    On SQLite a transaction that writes does so by itself.
    """
    if not is_sqlite(conn):
        conn.execute(text(f"SELECT pg_advisory_xact_lock({LETTERBOX_LOCK})"))


def is_being_copied(engine: Engine) -> bool:
    """Tell whether a copy is being made that a mix would wait for, and with it whoever sends.

    A copy of SQLite is in nobody's way.
    """
    if is_sqlite(engine):
        return False
    with engine.connect() as conn:
        free = text("SELECT pg_try_advisory_xact_lock(:lock)")
        return not conn.execute(free, {"lock": COPY_LOCK}).scalar_one()


def hold_journal(conn: Connection) -> None:
    """Let nobody else write into the journal until the transaction ends.

    On SQLite a transaction that writes does so by itself.
    """
    if not is_sqlite(conn):
        conn.execute(text(f"SELECT pg_advisory_xact_lock({JOURNAL_LOCK})"))
