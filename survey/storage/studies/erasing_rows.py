"""Erasing the rows of a study or council, table by table as the plan of data says.

It knows tables and names. It must not know an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, or_, select, text, update

from survey.storage.database import is_sqlite
from survey.storage.renewing import rewrite
from survey.storage.schema import (
    draft_versions,
    metadata,
    review_comments,
    review_verdicts,
    reviewed_texts,
    study_drafts,
    texts,
)
from survey.storage.studies import study_rows
from survey.storage.words import words_access
from survey.storage.words.ending_words import end_words
from survey.storage.words.word_tables import words_openings
from survey.studies.data_plan import ending_with

#: The columns that say of which study or council a row is.
OF = ("study_id", "council_id", "of_id")

#: What is erased when a study or a council is archived, whatever should have ended before.
ERASED = ending_with("closed", "archived", "words ended", "council ended")


def erase_all(conn: Connection, names: Sequence[str]) -> None:
    """Erase every row of these studies and councils that ends with their archiving.

    On PostgreSQL each table is made anew, so that its old file is dropped; one that others refer
    to, or that refers to others, by `vacuum_after`. `names` are a study; or a council and its
    rounds. Call it while no letter can be dropped (`hold_letterbox`).
    """
    drafts_of = select(study_drafts.c.study_id).where(study_drafts.c.published_as.in_(names))
    of_drafts = list(conn.execute(drafts_of).scalars())
    every = [*names, *of_drafts]
    for name in ERASED:
        table = metadata.tables[name]
        gone = conn.execute(delete(table).where(_here(table, every))).rowcount
        if gone and not is_sqlite(conn) and not table.foreign_keys:
            rewrite(conn, table)
    for name in names:
        if words_access.opening_of(conn, name) is not None:
            end_words(conn, name)
    theirs = review_verdicts.c.study_id.in_(every)
    conn.execute(update(review_verdicts).where(theirs).values(words=""))


def erase_comments(conn: Connection, before: date) -> int:
    """Erase what reviewers wrote on drafts that are no study and were last saved before a day;
    return of how many drafts."""
    newest = (
        select(draft_versions.c.study_id, func.max(draft_versions.c.saved_on).label("last"))
        .group_by(draft_versions.c.study_id)
        .subquery()
    )
    old = select(study_drafts.c.study_id).where(
        study_drafts.c.study_id == newest.c.study_id,
        study_drafts.c.published_as.is_(None),
        newest.c.last < before,
    )
    left = select(review_comments.c.study_id).distinct()
    gone = list(conn.execute(left.where(review_comments.c.study_id.in_(old))).scalars())
    for table in (review_comments, reviewed_texts):
        if gone:
            conn.execute(delete(table).where(table.c.study_id.in_(gone)))
            if not is_sqlite(conn):
                rewrite(conn, table)
    return len(gone)


def texts_to_erase(conn: Connection) -> tuple[str, ...]:
    """Return the studies whose sealed texts end because their opened words did: those that were
    opened, and never taken up again."""
    here = words_openings.c
    opened = select(here.study_id).where(here.state == "ended").order_by(here.study_id)
    ended = list(conn.execute(opened).scalars())
    rows = [study_rows.unchecked(conn, one) for one in ended if _has_texts(conn, one)]
    return tuple(row.id for row in rows if row.stand == "released" and row.earlier_hash is None)


def erase_texts(conn: Connection, study_id: str) -> None:
    """Erase the sealed texts of a study, once its opened words have ended."""
    conn.execute(delete(texts).where(texts.c.study_id == study_id))
    if not is_sqlite(conn):
        rewrite(conn, texts)


def texts_are_erased(conn: Connection, study_id: str) -> bool:
    """Return whether the sealed texts of a study were erased since its opened words ended."""
    opening = words_access.opening_of(conn, study_id)
    ended = opening is not None and opening.state == "ended"
    return ended and not _has_texts(conn, study_id)


def rows_left(conn: Connection, names: Sequence[str]) -> int:
    """Return in how many tables rows of these lie that should have been erased."""
    tables = (metadata.tables[name] for name in ERASED)
    looks = (select(table.primary_key.columns[0]).where(_here(table, names)) for table in tables)
    return sum(conn.execute(look.limit(1)).first() is not None for look in looks)


def vacuum_after(engine: Engine) -> None:
    """PostgreSQL: write those tables anew that `erase_all` could not, and that were updated."""
    if is_sqlite(engine):
        return
    tables = [name for name in ERASED if metadata.tables[name].foreign_keys]
    names = ", ".join([*tables, review_verdicts.name])
    quiet = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with quiet as conn:
        conn.execute(text(f"VACUUM (FULL) {names}"))


def _has_texts(conn: Connection, study_id: str) -> bool:
    here = select(texts.c.id).where(texts.c.study_id == study_id).limit(1)
    return conn.execute(here).first() is not None


def _here(table: Table, names: Sequence[str]) -> Any:
    """Return what says that a row is of one of these; councils have a column of their own."""
    columns = [table.c[one] for one in OF if one in table.c]
    return or_(*(column.in_(names) for column in columns))
