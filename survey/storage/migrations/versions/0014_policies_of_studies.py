"""A study keeps the disclosure policy that it was published with; those of before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("studies", sa.Column("policy_json", sa.Text))
