"""Holders of share sheets are asked whether the sheet is still there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the table of what is kept of share sheets; of those from before, nothing is known."""
    op.create_table(
        "sheet_checks",
        sa.Column("of_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("account_id", sa.String(16), nullable=False),
        sa.Column("asked_json", sa.Text, nullable=False),
        sa.Column("marks", sa.LargeBinary, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        sa.Column("lost_on", sa.Date),
        sa.Column("link_mark", sa.LargeBinary(32), unique=True),
        sa.Column("link_until", sa.Integer),
    )
