"""What people and trustees rely on is pinned: a proof beside each study, council and batch.

The proofs need the site key, which no revision knows. So each row begins without one, and is used
again when its key was proven: the batch by its secret, a study by its trustees' sheets.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns, empty."""
    for table in ("studies", "councils", "batch"):
        op.add_column(table, sa.Column("pin", sa.LargeBinary(32)))
