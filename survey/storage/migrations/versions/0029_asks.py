"""What is asked of whom, and what they answered."""

from __future__ import annotations

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Add nothing yet."""
