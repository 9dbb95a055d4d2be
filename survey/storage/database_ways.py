"""How the database behind an instance must be set: what it may not log, count or forget.

It changes none, and knows nothing of any row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, text

from survey.storage.database import is_sqlite

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
