"""The table of slow work; schema.py takes it in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, Text

from survey.storage.all_tables import metadata

#: Slow work that staff asked for, done outside of a request. `id` is random, `asked` the whole
#: numbers that it was asked with and nothing else, `turn` the order of work; `result` is JSON.
jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("turn", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("study_id", String(40), nullable=False),
    Column("role", String(20), nullable=False),
    Column("asked", Text, nullable=False),
    Column("stage", String(10), nullable=False),
    Column("done", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("result", Text),
    CheckConstraint("stage IN ('waiting', 'working', 'done', 'failed')", name="known_job_stage"),
)
