"""Studies get their closing day and what they promise; slips, drafts, payments and changes come.

Open studies, which promised no day, get four weeks from today; others the day on which they closed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NEW: dict[str, sa.types.TypeEngine[Any]] = {
    "organisation": sa.Text(),
    "safeguarding": sa.Text(),
    "jurisdiction": sa.Text(),
    "closes_on": sa.Date(),
    "results_by": sa.Date(),
    "ceiling": sa.Integer(),
    "withdrawn": sa.Integer(),
    "felt_fine": sa.Integer(),
    "felt_bit_hard": sa.Integer(),
    "felt_very_hard": sa.Integer(),
}


def upgrade() -> None:
    """Add the columns empty, fill them for each study, then require them; make the new tables."""
    with op.batch_alter_table("studies") as table:
        for name, kind in _NEW.items():
            table.add_column(sa.Column(name, kind))
        table.add_column(sa.Column("payments_left", sa.Integer))
    _fill()
    # SQLite makes the table anew here, and would forget this rule.
    states = "state IN ('open', 'closed', 'released', 'archived')"
    known_state = sa.CheckConstraint(states, name="known_state")
    with op.batch_alter_table("studies", table_args=(known_state,)) as table:
        for name, kind in _NEW.items():
            table.alter_column(name, existing_type=kind, nullable=False)
    _new_tables()
    if op.get_context().dialect.name == "postgresql":
        for name in ("slips", "drafts"):
            op.execute(f"ALTER TABLE {name} ALTER COLUMN sealed SET STORAGE EXTERNAL")


def _fill() -> None:
    studies = sa.table(
        "studies",
        *(sa.column(name, sa.String) for name in ("id", "state")),
        *(sa.column(name, sa.Date) for name in ("opened_on", "closed_on")),
        *(sa.column(name, kind) for name, kind in _NEW.items()),
    )
    conn = op.get_bind()
    kept = (studies.c.id, studies.c.state, studies.c.opened_on, studies.c.closed_on)
    for study_id, state, opened_on, closed_on in conn.execute(sa.select(*kept)).all():
        begins = datetime.now(UTC).date() if state == "open" else opened_on
        closes_on = closed_on or begins + timedelta(days=28)
        values = {
            "organisation": "",
            "safeguarding": "{}",
            "jurisdiction": "",
            "closes_on": closes_on,
            "results_by": _two_months_after(closes_on),
            "ceiling": 20_000,
            "withdrawn": 0,
            "felt_fine": 0,
            "felt_bit_hard": 0,
            "felt_very_hard": 0,
        }
        conn.execute(studies.update().where(studies.c.id == study_id).values(values))


def _two_months_after(day: date) -> date:
    months = day.year * 12 + day.month - 1 + 2
    return date(months // 12, months % 12 + 1, 1)


def _new_tables() -> None:
    op.create_table(
        "slips",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("study_id", sa.String(40), nullable=False),
        sa.Column("batch_number", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("mark", sa.LargeBinary(32), primary_key=True),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "payments",
        sa.Column("study_id", sa.String(40), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "changes",
        sa.Column("study_id", sa.String(40), sa.ForeignKey("studies.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
