"""What a coordinator writes of a report is kept in versions."""

from __future__ import annotations

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Add nothing yet."""
