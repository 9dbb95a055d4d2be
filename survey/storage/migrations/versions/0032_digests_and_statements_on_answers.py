"""Digests of years are published, and councils say whether an answer answers an ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add the digests that were published, and the statements of councils on answers."""
    op.create_table(
        "year_digests",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(10), primary_key=True),
        sa.Column("published_on", sa.Date, nullable=False),
    )
    op.create_table(
        "ask_statements",
        sa.Column("council_id", sa.String(40), primary_key=True),
        sa.Column("statement", sa.String(40), primary_key=True),
        sa.Column("ask_id", sa.String(40), nullable=False),
        sa.Column("body_id", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_index("ix_ask_statements_ask_id", "ask_statements", ["ask_id"])
