"""The code book of a study, version by version: versions are added and never changed.

It must not know a text or a coder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from survey.errors import Refused
from survey.storage.words.theme_tables import code_books
from survey.themes.code_book import CodeBook, as_json, from_json

_HERE = code_books.c


@dataclass(frozen=True, slots=True)
class BookVersion:
    """One version of a code book: what was changed in it, and on which day."""

    version: int
    changed: str
    day: date


def newest_book(conn: Connection, study_id: str) -> CodeBook:
    """Return the newest version of the code book of a study; an empty one before the first."""
    found = select(_HERE.book_json).where(_HERE.study_id == study_id)
    text = conn.execute(found.order_by(_HERE.version.desc()).limit(1)).scalar()
    return CodeBook() if text is None else from_json(text)


def book_versions(conn: Connection, study_id: str) -> tuple[BookVersion, ...]:
    """Return what was changed in the code book of a study, the newest first."""
    found = select(_HERE.version, _HERE.changed, _HERE.day).where(_HERE.study_id == study_id)
    rows = conn.execute(found.order_by(_HERE.version.desc()))
    return tuple(BookVersion(row.version, row.changed, row.day) for row in rows)


def put_book(conn: Connection, study_id: str, book: CodeBook, changed: str, day: date) -> None:
    """Store the next version; Refused where somebody else stored one meanwhile."""
    if book.version != newest_book(conn, study_id).version + 1:
        raise Refused(
            "Somebody else changed the code book meanwhile.",
            kept="Their change is kept, and yours was not carried out.",
            do="Look at the code book, and make your change again.",
        )
    row = {"study_id": study_id, "version": book.version, "changed": changed, "day": day}
    conn.execute(insert(code_books).values(book_json=as_json(book), **row))
