"""Free texts are coded with themes by two people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_QUIET = {
    "codings": ("study_id", "text_id", "account_id", "sealed"),
    "coding_settlements": ("study_id", "text_id", "proposed_by", "agreed_by", "sealed"),
}


def upgrade() -> None:
    """Add its tables; PostgreSQL gathers no statistics of what is erased later."""
    _books()
    _codings()
    if op.get_context().dialect.name != "postgresql":
        return
    for table, names in _QUIET.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET STATISTICS 0")


def _books() -> None:
    op.create_table(
        "code_books",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("book_json", sa.Text, nullable=False),
        sa.Column("changed", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "version"),
    )
    op.create_table(
        "released_themes",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("question_id", sa.String(40), nullable=False),
        sa.Column("themes_json", sa.Text, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "question_id"),
    )


def _codings() -> None:
    op.create_table(
        "codings",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("text_id", sa.LargeBinary(16), nullable=False),
        sa.Column("account_id", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "text_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "coding_settlements",
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("text_id", sa.LargeBinary(16), nullable=False),
        sa.Column("proposed_by", sa.String(16), nullable=False),
        sa.Column("agreed_by", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("study_id", "text_id"),
        sqlite_with_rowid=False,
    )
