"""Members see what changed, and have slips for having taken part."""

from __future__ import annotations

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Change nothing yet."""
