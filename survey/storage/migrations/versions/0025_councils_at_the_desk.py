"""Councils are written and led at the desk."""

from __future__ import annotations

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Change nothing yet."""
