"""Reviewers sign off versions, and roles confirm what people must be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add its tables."""
    op.create_table(
        "reviewers",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("letter", sa.String(2), primary_key=True),
        sa.Column("link", sa.LargeBinary(32), unique=True),
        sa.Column("device", sa.LargeBinary(32), unique=True),
        sa.Column("seen", sa.LargeBinary(32)),
        sa.Column("seen_before", sa.LargeBinary(32)),
    )
    op.create_table(
        "reviewed_texts",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("fingerprint", sa.LargeBinary(32), primary_key=True),
        sa.Column("pieces_json", sa.Text, nullable=False),
    )
    op.create_table(
        "review_comments",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("letter", sa.String(2), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    op.create_table(
        "review_verdicts",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("letter", sa.String(2), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.CheckConstraint("verdict IN ('signed off', 'not yet')", name="known_verdict"),
    )
    op.create_table(
        "confirmations",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(20), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_table(
        "publishing_plans",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("safeguarding", sa.Text, nullable=False),
        sa.Column("jurisdiction", sa.Text, nullable=False),
        sa.Column("trustees_json", sa.Text, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
    )
