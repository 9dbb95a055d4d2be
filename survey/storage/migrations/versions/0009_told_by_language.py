"""Who asks and whose law counts can be told by language, as the limits of silence could before.

What stood there as one text is kept as that of the first language of the questionnaire.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_NAMES = ("organisation", "jurisdiction")


def upgrade() -> None:
    """Write each text as JSON from a language to words, "" being the first language."""
    conn = op.get_bind()
    for name in ("studies", "councils"):
        table = sa.table(name, sa.column("id", sa.String), *map(sa.column, _NAMES))
        for row in conn.execute(sa.select(table)).all():
            told = {
                key: json.dumps({"": words} if words else {}, ensure_ascii=False)
                for key, words in zip(_NAMES, row[1:], strict=True)
            }
            conn.execute(sa.update(table).where(table.c.id == row[0]).values(told))
