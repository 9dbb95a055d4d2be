"""Free texts are opened, kept sealed for moderators, and end."""

from __future__ import annotations

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Change nothing yet."""
