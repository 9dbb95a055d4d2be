"""Drafts say how much they are doubted, so that a flood of them makes room for those of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; no draft until now is doubted. PostgreSQL gathers no statistics of it."""
    doubt = sa.Column("doubt", sa.Integer, nullable=False, server_default="0")
    op.add_column("drafts", doubt)
    with op.batch_alter_table("drafts") as drafts:
        drafts.alter_column(doubt.name, server_default=None)
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE drafts ALTER COLUMN doubt SET STATISTICS 0")
