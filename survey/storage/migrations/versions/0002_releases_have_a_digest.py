"""Releases get the SHA-256 of their JSON, so that a changed one is noticed when it is read.

The digests of releases that were stored before are computed here.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column empty, fill it from the JSON of each row, then require it."""
    with op.batch_alter_table("releases") as table:
        table.add_column(sa.Column("sha256", sa.LargeBinary(32)))
    releases = sa.table(
        "releases",
        sa.column("study_id", sa.String),
        sa.column("number", sa.Integer),
        sa.column("json", sa.Text),
        sa.column("sha256", sa.LargeBinary),
    )
    conn = op.get_bind()
    rows = conn.execute(sa.select(releases.c.study_id, releases.c.number, releases.c.json)).all()
    for study_id, number, text in rows:
        conn.execute(
            releases.update()
            .where(releases.c.study_id == study_id, releases.c.number == number)
            .values(sha256=hashlib.sha256(text.encode()).digest())
        )
    with op.batch_alter_table("releases") as table:
        table.alter_column("sha256", existing_type=sa.LargeBinary(32), nullable=False)
