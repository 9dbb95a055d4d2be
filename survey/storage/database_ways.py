"""How the database behind an instance must be set: what it may not log, count or forget; and
whether it takes anything in.

It changes none, and knows nothing of any row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from survey.storage.database import is_sqlite, writing
from survey.storage.schema import letters

_OTHER_WAY = "Stop every other program that opens this database, then start this one again."
_SQLITE = {
    name: (value, _OTHER_WAY)
    for name, value in (
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("secure_delete", "1"),
        ("foreign_keys", "1"),
    )
}

_COMES = "it would log when answers come."
_PEOPLE = "it would log when people come."
_FAILS = "a statement that waits too long for a lock would be logged, with its time."
#: Of each setting the values that are well, the first being the one to set, and why.
_POSTGRESQL: dict[str, tuple[tuple[str, ...], str]] = {
    "track_commit_timestamp": (("off",), "it keeps when each answer came."),
    "track_counts": (
        ("off",),
        "its statistics hold when the last answer came, and are written to disk.",
    ),
    "log_statement": (("none",), "it would log every answer as it comes."),
    "log_min_duration_statement": (("-1",), _COMES),
    "log_min_duration_sample": (("-1",), _COMES),
    "log_transaction_sample_rate": (("0",), _COMES),
    "log_duration": (("off",), _COMES),
    "log_lock_waits": (("off",), _COMES),
    "log_temp_files": (("-1",), _COMES),
    "log_connections": (("off", ""), _PEOPLE),
    "log_disconnections": (("off",), _PEOPLE),
    "log_min_error_statement": (("panic",), _FAILS),
    "log_min_messages": (("fatal", "log", "panic"), _FAILS),
    "auto_explain.log_min_duration": (("-1", ""), _COMES),
    "pgaudit.log": (("none", ""), _COMES),
    "archive_mode": (("off",), "an archive keeps when each answer came, as long as it is kept."),
    "fsync": (("on",), "without it an answer that was thanked for can be lost."),
    "synchronous_commit": (("on",), "without it an answer can be lost."),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One setting: its name, what it is, and what to do where it is not as it must be."""

    name: str
    found: str
    do: str = ""


def ways_of(engine: Engine) -> Iterator[Way]:
    """Return each setting that matters, as a connection of ours finds it."""
    if is_sqlite(engine):
        with engine.connect() as conn:
            found = {name: conn.execute(text(f"PRAGMA {name}")).scalar() for name in _SQLITE}
        for name, (value, do) in _SQLITE.items():
            told = str(found[name]).lower()
            yield Way(name, told, "" if told == value else do)
        return
    asked = text("SELECT current_setting(:name, true)")
    with engine.connect() as conn:
        found = {name: conn.execute(asked, {"name": name}).scalar() for name in _POSTGRESQL}
    for name, (well, why) in _POSTGRESQL.items():
        told = str(found[name] or "")
        yield Way(name, told, "" if told in well else f"Set it to {well[0]}: {why}")


def why_it_takes_nothing(engine: Engine) -> Way | None:
    """Return why nothing can be stored, and what to do; None where it can.

    SQLite: a table is made and let go of again. PostgreSQL is asked what it would say, and whether
    it can lock a table and sort in a file: to store anything would leave a time in its log.
    """
    if not is_sqlite(engine):
        return _why_postgresql_takes_nothing(engine)
    try:
        with writing(engine) as conn:
            trial = conn.begin_nested()
            conn.exec_driver_sql("CREATE TABLE trial (one INTEGER)")
            trial.rollback()
    except OperationalError as error:
        reason = str(error.orig)
        return next((way for word, way in _SAID.items() if word in reason), Way("writing", reason))
    return None


def _why_postgresql_takes_nothing(engine: Engine) -> Way | None:
    with engine.connect() as conn:
        shut = conn.execute(text("SELECT current_setting('transaction_read_only')")).scalar()
        if shut != "off":
            return _READ_ONLY
        try:
            conn.execute(text(f"LOCK TABLE {letters.name} IN ROW EXCLUSIVE MODE"))
            conn.execute(text("SET LOCAL work_mem = '64kB'"))
            conn.execute(text(_TRIAL)).scalar()
        except OperationalError as error:
            way = _BY_STATE.get(getattr(error.orig, "sqlstate", ""))
            if way is None:
                raise
            return way
        finally:
            conn.rollback()
    return None


#: Sorts a megabyte, which PostgreSQL does in a file for a moment: nothing of it goes into its log.
_TRIAL = """
    SELECT count(*) FROM
    (SELECT repeat(g::text, 100) FROM generate_series(1, 2500) AS g ORDER BY 1 OFFSET 1) AS sorted
"""
_LOCKED = Way(
    "writing",
    "Another program keeps the database locked",
    "End what works on it beside this program, such as a copy or an open console.",
)
_READ_ONLY = Way(
    "writing",
    "The database can only be read",
    "See why: a disk that had errors, a file of another user, a server that stands by or was shut.",
)
_FULL = Way("writing", "There is no room left for the database", "Make room on its disk.")
#: What PostgreSQL calls a lock that could not be had in time, and a disk that is full.
_BY_STATE = {"55P03": _LOCKED, "53100": _FULL}
#: What SQLite says, by a word in it.
_SAID = {
    "locked": _LOCKED,
    "full": _FULL,
    "readonly": _READ_ONLY,
    "unable to open": _READ_ONLY,
}
