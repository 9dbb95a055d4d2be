"""Headline numbers with noise come: what each spent, and the number itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the ledger."""
    op.create_table(
        "noise_ledger",
        sa.Column("study_id", sa.String(40), sa.ForeignKey("studies.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("indicator", sa.Text, primary_key=True),
        sa.Column("epsilon", sa.Integer, nullable=False),
        sa.Column("noisy", sa.Integer, nullable=False),
        sa.CheckConstraint("epsilon > 0", name="something_spent"),
    )
