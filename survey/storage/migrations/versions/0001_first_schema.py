"""The first schema: studies, batch key, letterbox, spent marks, shelves and releases.

It holds its own copy of every column, so that it stays what it was when schema.py moves on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables; on PostgreSQL sealed bytes are never compressed (they cannot be)."""
    _public_tables()
    _sealed_tables()
    if op.get_context().dialect.name == "postgresql":
        for table, column in (("letters", "sealed"), ("codes", "envelope"), ("texts", "envelope")):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")


def _public_tables() -> None:
    op.create_table(
        "studies",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("questionnaire_json", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("reviewed", sa.Boolean, nullable=False),
        sa.Column("numbers_public", sa.LargeBinary, nullable=False),
        sa.Column("words_public", sa.LargeBinary, nullable=False),
        sa.Column("shares", sa.Integer, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.Column("lost", sa.Integer, nullable=False),
        sa.Column("closed_count", sa.Integer),
        sa.Column("closed_hash", sa.LargeBinary(32)),
        sa.Column("closed_words_count", sa.Integer),
        sa.Column("closed_words_hash", sa.LargeBinary(32)),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'released', 'archived')", name="known_state"
        ),
    )
    op.create_table(
        "batch",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("mixed_hour", sa.Integer),
        sa.CheckConstraint("one = 1", name="only_one"),
    )
    op.create_table(
        "releases",
        sa.Column("study_id", sa.String(40), sa.ForeignKey("studies.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("json", sa.Text, nullable=False),
    )


def _sealed_tables() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("batch_number", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spent",
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("study_id", sa.String(40), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "codes",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("tag", sa.LargeBinary(32)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "texts",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("question_id", sa.String(40), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("tag", sa.LargeBinary(32)),
        sqlite_with_rowid=False,
    )
