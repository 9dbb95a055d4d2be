"""Studies can be paused, ended early or withdrawn, and tell in public what happened to them.

`edition` goes up with each such change, so that whoever serves pages sees that they are old.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns, with what is true of every study until now, and make the table."""
    new = (
        sa.Column("taking", sa.String(10), nullable=False, server_default="yes"),
        sa.Column("edition", sa.Integer, nullable=False, server_default="0"),
    )
    for column in new:
        op.add_column("studies", column)
    with op.batch_alter_table("studies") as studies:
        for column in new:
            studies.alter_column(column.name, server_default=None)
    op.create_table(
        "notices",
        sa.Column("study_id", sa.String(40), sa.ForeignKey("studies.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
