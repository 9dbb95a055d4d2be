"""Members have slips for having taken part; minority notes and signatures for reports are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add three tables; PostgreSQL gathers no statistics of marks."""
    op.create_table(
        "paid_slips",
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("council_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "minority_notes",
        sa.Column("council_id", sa.String(40), sa.ForeignKey("councils.id"), nullable=False),
        sa.Column("statement", sa.String(64), nullable=False),
        sa.Column("aspect", sa.String(20), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("json", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("council_id", "statement", "aspect", "round"),
    )
    op.create_table(
        "council_report_signatures",
        sa.Column("council_id", sa.String(40), sa.ForeignKey("councils.id"), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("signed_by", sa.String(100), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
    )
    if op.get_context().dialect.name == "postgresql":
        for name in ("mark", "council_id"):
            op.execute(f"ALTER TABLE paid_slips ALTER COLUMN {name} SET STATISTICS 0")
