"""Who works at the desk has an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add accounts, their roles, recovery codes and passkeys, and who is signed in."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("totp_sealed", sa.LargeBinary),
        sa.Column("totp_last", sa.Integer),
        sa.Column("link_mark", sa.LargeBinary(32)),
        sa.Column("link_until", sa.Integer),
        sa.CheckConstraint(
            "state IN ('invited', 'active', 'left')", name="known_account_state"
        ),
    )
    op.create_table(
        "account_roles",
        sa.Column("account_id", sa.String(16), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.Column("study_id", sa.String(40), primary_key=True),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.String(16), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("account_id", sa.String(16), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.Integer, nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("account_id", sa.String(16), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("began_minute", sa.Integer, nullable=False),
        sa.Column("used_minute", sa.Integer, nullable=False),
    )
