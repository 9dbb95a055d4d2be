"""The tables of what people decided about a release, and of who signed for it; schema.py takes
them in.

No row says anything of somebody who answered.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Integer, LargeBinary, String, Table, Text

from survey.storage.all_tables import metadata

#: What somebody decided about one table of a release. `study_id` may be that of a round.
release_decisions = Table(
    "release_decisions",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("item", Text, primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("day", Date, nullable=False),
    CheckConstraint("verdict IN ('approved', 'rejected')", name="known_release_verdict"),
)

#: Who signed for exactly what was decided (`digest`). A release of before there were signatures
#: has nobody in `signed_by`, and no day.
release_signatures = Table(
    "release_signatures",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("signed_by", String(100), nullable=False),
    Column("role", String(100), nullable=False),
    Column("day", Date),
)

#: A release as it goes out, without the tables that were rejected: worked out for exactly what was
#: decided (`digest`), before it is signed.
releases_going_out = Table(
    "releases_going_out",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("json", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
)
