"""Drafts of questionnaires lie in the database, with every version."""

from __future__ import annotations

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add its tables."""
