"""What staff did is written down in a chain, which the database itself only lets grow.

The words of public notices can be told by language; one text is kept as that of the first one.
How many answered is kept to ten beside the exact number, as of the last mix that moved letters.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_ONLY_ADDED_TO = "the journal is only added to"
_SQLITE = (
    "CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal"
    f" BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
    "CREATE TRIGGER journal_stays BEFORE DELETE ON journal"
    f" BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
    # INSERT OR REPLACE takes a row away without asking the trigger above
    "CREATE TRIGGER journal_grows BEFORE INSERT ON journal"
    " WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM journal)"
    f" BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{_ONLY_ADDED_TO}'; END $$",
    "CREATE TRIGGER journal_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()",
)


def upgrade() -> None:
    """Make the journal, the place of its head, and what refuses to change an entry."""
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("role", sa.String(100), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "journal_head",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("pin", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("one = 1", name="only_one_head"),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
    _tell_by_language()
    _count_to_ten()


def _count_to_ten() -> None:
    op.add_column("studies", sa.Column("about", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE studies SET about = (counted + 5) / 10 * 10 WHERE counted >= 10")
    with op.batch_alter_table("studies") as studies:
        studies.alter_column("about", server_default=None)


def _tell_by_language() -> None:
    conn = op.get_bind()
    notices = sa.table("notices", *map(sa.column, ("study_id", "number", "words")))
    for row in conn.execute(sa.select(notices)).all():
        here = (notices.c.study_id == row.study_id, notices.c.number == row.number)
        told = json.dumps({"": row.words} if row.words else {}, ensure_ascii=False)
        conn.execute(sa.update(notices).where(*here).values(words=told))
