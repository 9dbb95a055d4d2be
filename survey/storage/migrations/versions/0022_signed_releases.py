"""Each table of a release is approved or rejected, and a release is signed."""

from __future__ import annotations

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Change nothing yet."""
