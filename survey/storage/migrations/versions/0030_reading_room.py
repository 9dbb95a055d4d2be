"""When a report is read, and by whom."""

from __future__ import annotations

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add nothing yet."""
