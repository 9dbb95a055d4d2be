"""Studies can invite people with printed codes; studies of before are open by their address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the column, empty, and two tables; PostgreSQL gathers no statistics of marks."""
    op.add_column("studies", sa.Column("entrance", sa.String(10)))
    op.create_table(
        "study_invitations",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "mark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation_batches",
        sa.Column("study_id", sa.String(40), sa.ForeignKey("studies.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("cards", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    if op.get_context().dialect.name == "postgresql":
        for name in ("study_id", "mark"):
            op.execute(f"ALTER TABLE study_invitations ALTER COLUMN {name} SET STATISTICS 0")
