"""Reviewers sign off versions, and roles confirm what people must be told."""

from __future__ import annotations

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add its tables."""
