"""Holders of share sheets are asked whether the sheet is still there."""

from __future__ import annotations

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Change nothing yet."""
