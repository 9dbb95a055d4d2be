"""PostgreSQL gathers no statistics of what people sent.

ANALYZE, which runs by itself, copies values of columns into a catalogue, where they would outlive
their rows: tags of what was taken back, codes that were given away.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = {
    "letters": ("id", "study_id", "batch_number", "sealed"),
    "slips": ("id", "study_id", "batch_number", "sealed"),
    "drafts": ("study_id", "mark", "week", "sealed"),
    "payments": ("study_id", "id", "code"),
    "spent": ("mark", "study_id"),
    "codes": ("study_id", "id", "envelope", "tag", "wave"),
    "texts": ("study_id", "question_id", "id", "envelope", "tag", "wave"),
    "invitations": ("council_id", "mark"),
    "joinings": ("id", "council_id", "batch_number", "sealed"),
    "members": ("council_id", "round", "tag"),
    "own_ratings": ("study_id", "tag", "sealed"),
}


def upgrade() -> None:
    """Ask for none, and throw away what there is: giving a column its own type anew does that."""
    if op.get_context().dialect.name != "postgresql":
        return
    inspector = sa.inspect(op.get_bind())
    for table, names in _COLUMNS.items():
        kinds = {one["name"]: one["type"] for one in inspector.get_columns(table)}
        for name in names:
            op.alter_column(table, name, type_=kinds[name], existing_type=kinds[name])
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET STATISTICS 0")
