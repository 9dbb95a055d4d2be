"""Free texts are opened, kept sealed for moderators, and end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_QUIET = {
    "opened_texts": ("study_id", "id", "question_id", "stage", "sealed"),
    "words_keys": ("study_id", "account_id", "wrapped"),
    "quote_proposals": ("study_id", "text_id", "state", "proposed_by"),
}


def upgrade() -> None:
    """Add its tables; PostgreSQL gathers no statistics of what is erased later."""
    _texts()
    _keys()
    _decisions()
    _quotes()
    if op.get_context().dialect.name != "postgresql":
        return
    for table, names in _QUIET.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET STATISTICS 0")


def _texts() -> None:
    op.create_table(
        "opened_texts",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("question_id", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "id"),
        sa.CheckConstraint(
            "stage IN ('to look for risk', 'to redact', 'to code', 'done')", name="known_text_stage"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "words_openings",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.CheckConstraint("state IN ('reading', 'set aside', 'ended')", name="known_words_state"),
    )


def _keys() -> None:
    op.create_table(
        "words_keys",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("account_id", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reading_keys",
        sa.Column("account_id", sa.String(16), primary_key=True),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def _decisions() -> None:
    op.create_table(
        "risk_flags",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("text_id", sa.LargeBinary(16), nullable=False),
        sa.Column("flagged_by", sa.Text, nullable=False),
        sa.Column("flagged_on", sa.Date, nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("decided_on", sa.Date),
        sa.PrimaryKeyConstraint("study_id", "text_id"),
    )
    op.create_table(
        "risk_voices",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("text_id", sa.LargeBinary(16), nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "text_id", "said_by"),
    )


def _quotes() -> None:
    op.create_table(
        "quote_proposals",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("text_id", sa.LargeBinary(16), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "text_id"),
        sa.CheckConstraint("state IN ('proposed', 'over')", name="known_proposal_state"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quotes",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("question_id", sa.String(40), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "id"),
        sqlite_with_rowid=False,
    )
