"""When a report is read, and by whom."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

_EVENTS = ("report published", "council report published")


def upgrade() -> None:
    """Add two tables, and an edition for each report that is in the reading room already."""
    op.create_table(
        "published_editions",
        sa.Column("of_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("embargo_until", sa.Date),
        sa.Column("card_json", sa.Text, nullable=False),
    )
    op.create_table(
        "reading_facts",
        sa.Column("of_id", sa.String(40), primary_key=True),
        sa.Column("themes", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("passphrase", sa.String(200), nullable=False),
        sa.Column("embargo_until", sa.Date),
        sa.Column("write_again_on", sa.Date),
        sa.Column("with_council", sa.String(40), nullable=False),
    )
    _take_along()


def _take_along() -> None:
    """Note the newest edition of each report that the journal says was published: its files are
    the only ones that were kept."""
    column = sa.column
    journal = sa.table(
        "journal",
        *(column(name) for name in ("number", "study_id", "event", "words")),
        sa.column("day", sa.Date),
    )
    editions = sa.table(
        "published_editions",
        *(column(name) for name in ("of_id", "number", "card_json")),
        sa.column("published_on", sa.Date),
    )
    told = sa.select(journal).where(journal.c.event.in_(_EVENTS)).order_by(journal.c.number)
    newest: dict[str, dict[str, object]] = {}
    for entry in op.get_bind().execute(told).all():
        found = re.search(r"\d+", entry.words or "")
        newest[entry.study_id] = {
            "of_id": entry.study_id,
            "number": int(found[0]) if found else 1,
            "published_on": entry.day,
            "card_json": "",
        }
    for row in newest.values():
        op.get_bind().execute(sa.insert(editions).values(row))
