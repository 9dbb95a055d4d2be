"""Each table of a release is approved or rejected, and a release is signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the tables; a release that is there already was made before anybody had to sign."""
    op.create_table(
        "release_decisions",
        *_key(),
        sa.Column("item", sa.Text, primary_key=True),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.CheckConstraint("verdict IN ('approved', 'rejected')", name="known_release_verdict"),
    )
    op.create_table(
        "release_signatures",
        *_key(),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("signed_by", sa.String(100), nullable=False),
        sa.Column("role", sa.String(100), nullable=False),
        sa.Column("day", sa.Date),
    )
    op.create_table(
        "releases_going_out",
        *_key(),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("json", sa.Text, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
    )
    op.execute(
        "INSERT INTO release_signatures (study_id, number, digest, signed_by, role) "
        "SELECT study_id, number, sha256, '', '' FROM releases"
    )


def _key() -> tuple[sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    )
