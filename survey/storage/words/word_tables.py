"""The tables of texts that were opened and of who may read them; schema.py takes them in.

No row ties a text to a person, a record, another text, a time or an order of arrival.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from survey.storage.all_tables import metadata

#: Texts, each sealed alone under the words key of its study to bytes of one size. `id` is random
#: and is the order in which they lie; `stage` goes forward only.
opened_texts = Table(
    "opened_texts",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("study_id", "id"),
    CheckConstraint(
        "stage IN ('to look for risk', 'to redact', 'to code', 'done')", name="known_text_stage"
    ),
    sqlite_with_rowid=False,
)

#: The words key of a study, sealed to the reading key of each moderator.
words_keys = Table(
    "words_keys",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("account_id", String(16), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    PrimaryKeyConstraint("study_id", "account_id"),
    sqlite_with_rowid=False,
)

#: Reading keys of moderators: the public key, and its secret sealed under six words of theirs.
reading_keys = Table(
    "reading_keys",
    metadata,
    Column("account_id", String(16), primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

#: Of which studies words were opened, and until which day they are there at the latest.
words_openings = Table(
    "words_openings",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("opened_on", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("state", String(10), nullable=False),
    CheckConstraint("state IN ('reading', 'set aside', 'ended')", name="known_words_state"),
)

#: Texts that somebody flagged as a possible current risk, and what was decided once two agreed.
risk_flags = Table(
    "risk_flags",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("text_id", LargeBinary(16), nullable=False),
    Column("flagged_by", Text, nullable=False),
    Column("flagged_on", Date, nullable=False),
    Column("decision", String(20), nullable=False),
    Column("decided_on", Date),
    PrimaryKeyConstraint("study_id", "text_id"),
)

#: What each of the people who decide of a flag said last, with their reason.
risk_voices = Table(
    "risk_voices",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("text_id", LargeBinary(16), nullable=False),
    Column("said_by", Text, nullable=False),
    Column("decision", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("study_id", "text_id", "said_by"),
)

#: Which texts were looked at for a quote, and by whom one was proposed.
quote_proposals = Table(
    "quote_proposals",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("text_id", LargeBinary(16), nullable=False),
    Column("state", String(10), nullable=False),
    Column("proposed_by", Text, nullable=False),
    PrimaryKeyConstraint("study_id", "text_id"),
    CheckConstraint("state IN ('proposed', 'over')", name="known_proposal_state"),
    sqlite_with_rowid=False,
)

#: Words that two people let a report print. `id` is random, and that of no text.
quotes = Table(
    "quotes",
    metadata,
    Column("study_id", String(40), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("question_id", String(40), nullable=False),
    Column("words", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    PrimaryKeyConstraint("study_id", "id"),
    sqlite_with_rowid=False,
)
