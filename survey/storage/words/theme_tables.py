"""The tables of code books, of what coders gave, and of counted themes; schema.py takes them in.

What was given to a text is sealed under the words key of its study, to bytes of one size.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from survey.storage.all_tables import metadata

#: Every version of a code book as JSON, with what was changed in it and why.
code_books = Table(
    "code_books",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("book_json", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("study_id", "version"),
)

#: What one coder gave to one text, sealed; random ids are the order in which rows lie.
codings = Table(
    "codings",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("text_id", LargeBinary(16), nullable=False),
    Column("account_id", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("study_id", "text_id", "account_id"),
    sqlite_with_rowid=False,
)

#: What coders who differed settle on, with their reason, sealed; `agreed_by` is "" until a second
#: one of them agreed.
coding_settlements = Table(
    "coding_settlements",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("text_id", LargeBinary(16), nullable=False),
    Column("proposed_by", String(16), nullable=False),
    Column("agreed_by", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("study_id", "text_id"),
    sqlite_with_rowid=False,
)

#: Protected counts of themes, one for each question and never a second one.
released_themes = Table(
    "released_themes",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("themes_json", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("study_id", "question_id"),
)
