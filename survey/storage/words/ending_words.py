"""The end of texts that were opened: rows and keys go, and the bytes they lay in.

It knows tables and files. It must not know what a text says.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, Engine, delete, text, update
from sqlalchemy.exc import OperationalError

from survey.storage.database import empty_log, is_sqlite, leave_no_trace
from survey.storage.renewing import rewrite
from survey.storage.words.theme_tables import coding_settlements, codings
from survey.storage.words.word_tables import (
    opened_texts,
    quote_proposals,
    risk_flags,
    words_keys,
    words_openings,
)
from survey.storage.words.words_access import OpeningState

_PATIENCE_MS = 5_000
_ERASED = (
    "opened_texts", "words_keys", "quote_proposals", "words_openings", "codings",
    "coding_settlements",
)  # fmt: skip


def end_words(conn: Connection, study_id: str, state: OpeningState = "ended") -> None:
    """Remove the texts of a study and every copy of the key they are sealed under.

    The tables are made anew without them. Call `leave_no_words` once the transaction is over: only
    then are the bytes gone. Approved quotes and what was decided of risks stay; of what was flagged
    and not decided stays that it was not.
    """
    for table in (opened_texts, words_keys, quote_proposals, codings, coding_settlements):
        conn.execute(delete(table).where(table.c.study_id == study_id))
        rewrite(conn, table)
    undecided = (risk_flags.c.study_id == study_id, risk_flags.c.decision == "")
    conn.execute(update(risk_flags).where(*undecided).values(decision="not decided"))
    here = words_openings.c.study_id == study_id
    conn.execute(update(words_openings).where(here).values(state=state))


def leave_no_words(engine: Engine) -> bool:
    """Write anew what erased texts lay in; False when readers kept SQLite's log for too long."""
    if is_sqlite(engine):
        return leave_no_trace(engine, rewrite=True)
    _write_anew(engine, *_ERASED)
    return True


def leave_no_version(engine: Engine) -> None:
    """Let nothing be left of what a text said before words were taken out of it."""
    if is_sqlite(engine):
        empty_log(engine, _PATIENCE_MS)
    else:
        _write_anew(engine, "opened_texts")


def leave_no_order(engine: Engine) -> None:
    """Let SQLite's log not say what was written together, such as a quote and whence it came.

    What PostgreSQL keeps in its log for a while is said in the threat model.
    """
    empty_log(engine, _PATIENCE_MS)


def _write_anew(engine: Engine, *tables: str) -> None:
    quiet = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with suppress(OperationalError), quiet as conn:
        conn.execute(text(f"VACUUM (FULL) {', '.join(tables)}"))
