"""Comments on the facts are printed once somebody has passed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add the day on which a comment was passed; those of asks that are out are public already."""
    op.add_column("ask_comments", sa.Column("passed_on", sa.Date))
    asks = sa.table("asks", sa.column("id"), sa.column("stand"))
    comments = sa.table("ask_comments", *(sa.column(name) for name in ("ask_id", "day", "passed_on")))
    out = sa.select(asks.c.id).where(asks.c.stand.in_(("published", "withdrawn")))
    op.get_bind().execute(
        sa.update(comments).where(comments.c.ask_id.in_(out)).values(passed_on=comments.c.day)
    )
