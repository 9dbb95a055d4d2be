"""Councils come: their members' tags, invitations, rounds as studies, and what rounds published.

Studies learn which council and round they are of; those that are there belong to none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the two columns of studies, and make the new tables."""
    op.add_column("studies", sa.Column("council_id", sa.String(40)))
    op.add_column("studies", sa.Column("round", sa.Integer))
    _councils()
    _of_members()
    if op.get_context().dialect.name == "postgresql":
        for name in ("joinings", "own_ratings"):
            op.execute(f"ALTER TABLE {name} ALTER COLUMN sealed SET STORAGE EXTERNAL")


def _councils() -> None:
    op.create_table(
        "councils",
        sa.Column("id", sa.String(40), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in (
            "council_json", "register_json", "file_json", "plans_json",
            "organisation", "safeguarding", "jurisdiction")),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("reviewed", sa.Boolean, nullable=False),
        sa.Column("numbers_public", sa.LargeBinary, nullable=False),
        sa.Column("words_public", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in (
            "shares", "threshold", "invited")),
        sa.Column("joined", sa.Integer),
        sa.Column("created_on", sa.Date, nullable=False),
    )
    op.create_table(
        "round_releases",
        sa.Column("council_id", sa.String(40), sa.ForeignKey("councils.id"), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("json", sa.Text, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
    )


def _of_members() -> None:
    op.create_table(
        "invitations",
        sa.Column("council_id", sa.String(40), nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("council_id", "mark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "joinings",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("council_id", sa.String(40), nullable=False),
        sa.Column("batch_number", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "members",
        sa.Column("council_id", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("council_id", "round", "tag"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "own_ratings",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "tag"),
        sqlite_with_rowid=False,
    )
