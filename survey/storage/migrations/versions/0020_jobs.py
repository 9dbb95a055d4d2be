"""Slow work of the desk is a job whose progress can be seen."""

from __future__ import annotations

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add its tables."""
