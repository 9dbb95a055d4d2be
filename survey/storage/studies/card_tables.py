"""The tables of codes that people answer with; schema.py takes them in.

No row says who was given a code, or whether it was used.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from survey.storage.all_tables import metadata

#: HMAC marks of the codes of a study. One that is used, or replaced, is overwritten by chance: the
#: table never shrinks, and nobody can tell such a row from one of a code that still works.
study_invitations = Table(
    "study_invitations",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("mark", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("study_id", "mark"),
    sqlite_with_rowid=False,
)

#: What was made of codes: on which day, how many, and for whom in the words of whoever made them.
#: No code or mark belongs to one of them.
invitation_batches = Table(
    "invitation_batches",
    metadata,
    Column("study_id", String(40), ForeignKey("studies.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("cards", Integer, nullable=False),
    Column("words", Text, nullable=False),
)
