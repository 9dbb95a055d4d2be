"""The tables of what members and readers of a council get; schema.py takes them in.

No row says who took part, or when.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, String, Table
from sqlalchemy import Text as Words

from survey.storage.all_tables import metadata

#: HMAC marks of slips by which somebody was paid for a round. A slip that was never shown to
#: whoever pays has no row, and no row says whose it was or on which day.
paid_slips = Table(
    "paid_slips",
    metadata,
    Column("mark", LargeBinary(32), nullable=False),
    Column("council_id", String(40), nullable=False),
    PrimaryKeyConstraint("mark"),
    sqlite_with_rowid=False,
)

#: What people of the team add to a minority report: reasons in their words, and notes, as JSON.
minority_notes = Table(
    "minority_notes",
    metadata,
    Column("council_id", String(40), ForeignKey("councils.id"), nullable=False),
    Column("statement", String(64), nullable=False),
    Column("aspect", String(20), nullable=False),
    Column("round", Integer, nullable=False),
    Column("json", Words, nullable=False),
    PrimaryKeyConstraint("council_id", "statement", "aspect", "round"),
)

#: A report of a council that waits for a second person: its digest, and the account that made it.
council_reports = Table(
    "council_reports",
    metadata,
    Column("council_id", String(40), ForeignKey("councils.id"), primary_key=True),
    Column("made_by", String(32), nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
)
