"""The tables of what members and readers of a council get; schema.py takes them in.

No row says who took part, or when.
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
)
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

#: Who looked at a council's report and signed for it to go out: for exactly what (`digest`).
council_report_signatures = Table(
    "council_report_signatures",
    metadata,
    Column("council_id", String(40), ForeignKey("councils.id"), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("signed_by", String(100), nullable=False),
    Column("day", Date, nullable=False),
)
