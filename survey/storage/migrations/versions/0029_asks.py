"""What is asked of whom, and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Add six tables: asks, who is asked, their answers, links and comments, what happened."""
    op.create_table(
        "asks",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("of_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("stand", sa.String(10), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("theme", sa.String(20), nullable=False),
        sa.Column("done_looks_like", sa.Text, nullable=False),
        sa.Column("evidence_json", sa.Text, nullable=False),
        sa.Column("survivors_check", sa.Boolean, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("sent_on", sa.Date),
        sa.Column("how_sent", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("withdrawn_on", sa.Date),
        sa.Column("withdrawn_because", sa.Text, nullable=False),
        sa.Column("preview_until", sa.Date),
        sa.Column("preview_words", sa.Text, nullable=False),
        sa.CheckConstraint("stand IN ('draft', 'ready', 'published', 'withdrawn')", name="known_ask"),
    )
    op.create_index("ix_asks_of_id", "asks", ["of_id"])
    op.create_table(
        "ask_bodies",
        sa.Column("ask_id", sa.String(40), primary_key=True),
        sa.Column("body_id", sa.String(10), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("group_of", sa.String(20), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("function", sa.Text, nullable=False),
        sa.Column("leads", sa.Boolean, nullable=False),
    )
    op.create_table(
        "ask_answers",
        sa.Column("ask_id", sa.String(40), primary_key=True),
        sa.Column("body_id", sa.String(10), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stand", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("by_when", sa.Date),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("answered_on", sa.Date, nullable=False),
        sa.Column("aside_because", sa.Text, nullable=False),
        sa.Column("mark", sa.String(20), nullable=False),
        sa.Column("mark_words", sa.Text, nullable=False),
        sa.Column("marked_on", sa.Date),
        sa.CheckConstraint(
            "stand IN ('waiting', 'published', 'put aside', 'corrected')", name="known_answer"
        ),
    )
    op.create_table(
        "ask_links",
        sa.Column("ask_id", sa.String(40), primary_key=True),
        sa.Column("body_id", sa.String(10), primary_key=True),
        sa.Column("purpose", sa.String(10), primary_key=True),
        sa.Column("mark", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("until_hour", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_table(
        "ask_comments",
        sa.Column("ask_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body_id", sa.String(10), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("aside_because", sa.Text, nullable=False),
    )
    op.create_table(
        "ask_events",
        sa.Column("ask_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("body_id", sa.String(10), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
