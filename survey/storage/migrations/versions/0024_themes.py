"""Free texts are coded with themes by two people."""

from __future__ import annotations

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Change nothing yet."""
