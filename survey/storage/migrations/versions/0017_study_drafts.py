"""Drafts of questionnaires lie in the database, with every version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "study_drafts",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("asking", sa.String(10), nullable=False),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("published_as", sa.String(40)),
        sa.CheckConstraint("asking IN ('partners', 'open', 'council')", name="known_asking"),
        sa.CheckConstraint(
            "state IN ('draft', 'in review', 'ready', 'published', 'put aside')",
            name="known_draft",
        ),
    )
    op.create_table(
        "draft_versions",
        sa.Column(
            "study_id", sa.String(40), sa.ForeignKey("study_drafts.study_id"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
