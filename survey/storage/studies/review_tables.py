"""The tables of what is looked at before a draft is published; schema.py takes them in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Integer, LargeBinary, String, Table, Text

from survey.storage.all_tables import metadata

#: Reviewers of a draft: a letter, and nothing that says who they are. `link` is the HMAC mark of a
#: one-time link until its first press, `device` that of the secret on the device that pressed;
#: `seen` is the version that they looked at last, `seen_before` the one before that.
reviewers = Table(
    "reviewers",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("letter", String(2), primary_key=True),
    Column("link", LargeBinary(32), unique=True),
    Column("device", LargeBinary(32), unique=True),
    Column("seen", LargeBinary(32)),
    Column("seen_before", LargeBinary(32)),
)

#: What people would read of a draft, as reviewers saw it: kept to show what changed since.
reviewed_texts = Table(
    "reviewed_texts",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("fingerprint", LargeBinary(32), primary_key=True),
    Column("pieces_json", Text, nullable=False),
)

#: What reviewers wrote at a place of one version, and what was answered.
review_comments = Table(
    "review_comments",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("letter", String(2), nullable=False),
    Column("place", String(60), nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("words", Text, nullable=False),
    Column("answer", Text, nullable=False),
)

#: Verdicts of reviewers, each on one exact version; the newest of each counts.
review_verdicts = Table(
    "review_verdicts",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("letter", String(2), nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("day", Date, nullable=False),
    Column("words", Text, nullable=False),
    CheckConstraint("verdict IN ('signed off', 'not yet')", name="known_verdict"),
)

#: What a role confirmed of a draft, on which day, and the words that it holds for. Nothing is
#: changed here: the newest of a subject counts.
confirmations = Table(
    "confirmations",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("subject", String(20), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("words", Text, nullable=False),
)

#: What people who answer a study are told of the law, by language, and the roles of its trustees;
#: "{}" and "[]" where nothing was written.
publishing_plans = Table(
    "publishing_plans",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("safeguarding", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("trustees_json", Text, nullable=False),
    Column("threshold", Integer, nullable=False),
)
