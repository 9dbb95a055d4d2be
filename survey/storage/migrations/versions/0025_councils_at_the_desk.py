"""Councils are written and led at the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the tables of councils that are to be founded, and of files as they are written."""
    op.create_table(
        "council_drafts",
        sa.Column("council_id", sa.String(40), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("members", sa.Integer, nullable=False),
        sa.Column("trustees", sa.Text, nullable=False),
        sa.Column("threshold", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'founded', 'put aside')", name="known_council_draft_state"
        ),
    )
    op.create_table(
        "round_versions",
        sa.Column("council_id", sa.String(40), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.Column("role", sa.String(100), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
