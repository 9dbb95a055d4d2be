"""Who works at the desk has an account."""

from __future__ import annotations

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add its tables."""
