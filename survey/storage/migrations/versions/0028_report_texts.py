"""What a coordinator writes of a report is kept in versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Add the table of what is written of reports."""
    op.create_table(
        "report_texts",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
        sa.Column("approved_on", sa.Date),
    )
