"""Data ends by a plan, and it is written down that it did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Add four tables: what has ended, holders of sheets, destroyed ones, and links to confirm it."""
    op.create_table(
        "data_ends",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("archived_on", sa.Date, nullable=False),
        sa.Column("backups_until", sa.Date, nullable=False),
        sa.Column("finished_on", sa.Date),
        sa.Column("shredded_on", sa.Date),
    )
    op.create_table(
        "destroyed_sheets",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("sheet", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("how", sa.String(20), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
    )
    op.create_table(
        "held_sheets",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("sheet", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("account_id", sa.String(16), nullable=False),
    )
    op.create_table(
        "destruction_links",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("sheet", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("until_hour", sa.Integer, nullable=False),
    )
