"""Shelves get the wave of each envelope, so that a study can be taken up again and published anew.

What was closed before is of the first wave; what is not closed yet gets its wave at closing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NEW: dict[str, sa.types.TypeEngine[Any]] = {
    "earlier_count": sa.Integer(),
    "earlier_hash": sa.LargeBinary(32),
    "earlier_words_count": sa.Integer(),
    "earlier_words_hash": sa.LargeBinary(32),
}


def upgrade() -> None:
    """Add the columns, and mark what is closed as the first wave."""
    for name, kind in _NEW.items():
        op.add_column("studies", sa.Column(name, kind))
    studies = sa.table("studies", sa.column("id", sa.String), sa.column("closed_hash", sa.String))
    closed = sa.select(studies.c.id).where(studies.c.closed_hash.is_not(None))
    for name in ("codes", "texts"):
        op.add_column(name, sa.Column("wave", sa.Integer))
        shelf = sa.table(name, sa.column("study_id", sa.String), sa.column("wave", sa.Integer))
        op.execute(shelf.update().where(shelf.c.study_id.in_(closed)).values(wave=1))
