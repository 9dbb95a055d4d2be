"""Data ends by a plan, and it is written down that it did."""

from __future__ import annotations

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Change nothing yet."""
