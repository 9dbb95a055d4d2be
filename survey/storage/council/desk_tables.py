"""The tables of councils at the desk: those that are to be founded, and files as they are written;
schema.py takes them in."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table, Text

from survey.storage.all_tables import metadata

#: Councils that are to be founded: for about how many `members`, the roles of those who get a share
#: sheet (JSON), and how many of them open its rounds.
council_drafts = Table(
    "council_drafts",
    metadata,
    Column("council_id", String(40), primary_key=True),
    Column("title", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("members", Integer, nullable=False),
    Column("trustees", Text, nullable=False),
    Column("threshold", Integer, nullable=False),
    CheckConstraint("state IN ('draft', 'founded', 'put aside')", name="known_council_draft_state"),
)

#: Every version of a file of a council, numbered from 1: round 0 is the council's own file. No
#: version has a remark, since members' own words could stand in one.
round_versions = Table(
    "round_versions",
    metadata,
    Column("council_id", String(40), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("file", Text, nullable=False),
    Column("saved_on", Date, nullable=False),
    Column("role", String(100), nullable=False),
    Column("note", Text, nullable=False),
)
