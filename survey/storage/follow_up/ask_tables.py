"""The tables of what is asked of whom, and of what they answered; schema.py takes them in."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from survey.storage.all_tables import metadata

#: Asks of a study or council, in the order in which they were written there; `published_on` may lie
#: ahead. An ask that was published is never deleted.
asks = Table(
    "asks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("of_id", String(40), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("stand", String(10), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("theme", String(20), nullable=False),
    Column("done_looks_like", Text, nullable=False),
    Column("evidence_json", Text, nullable=False),
    Column("survivors_check", Boolean, nullable=False),
    Column("due_on", Date),
    Column("sent_on", Date),
    Column("how_sent", Text, nullable=False),
    Column("published_on", Date),
    Column("withdrawn_on", Date),
    Column("withdrawn_because", Text, nullable=False),
    Column("preview_until", Date),
    Column("preview_words", Text, nullable=False),
    CheckConstraint("stand IN ('draft', 'ready', 'published', 'withdrawn')", name="known_ask"),
)

#: Who is asked: a body by its name, or a whole group ("" as its name), and the function there.
ask_bodies = Table(
    "ask_bodies",
    metadata,
    Column("ask_id", String(40), primary_key=True),
    Column("body_id", String(10), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("group_of", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("function", Text, nullable=False),
    Column("leads", Boolean, nullable=False),
)

#: What bodies answered, each version of it, as they wrote it. Nothing says who typed it, from where
#: or at what time; `who` is the function that they chose to name.
ask_answers = Table(
    "ask_answers",
    metadata,
    Column("ask_id", String(40), primary_key=True),
    Column("body_id", String(10), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("stand", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("by_when", Date),
    Column("who", Text, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("aside_because", Text, nullable=False),
    Column("mark", String(20), nullable=False),
    Column("mark_words", Text, nullable=False),
    Column("marked_on", Date),
    CheckConstraint(
        "stand IN ('waiting', 'published', 'put aside', 'corrected')", name="known_answer"
    ),
)

#: Marks of links of bodies, one to answer by and one to look at the facts by; a link that was used
#: or has ended is a row less. `words` are the sentences of the report that its body looks at.
ask_links = Table(
    "ask_links",
    metadata,
    Column("ask_id", String(40), primary_key=True),
    Column("body_id", String(10), primary_key=True),
    Column("purpose", String(10), primary_key=True),
    Column("mark", LargeBinary(32), nullable=False, unique=True),
    Column("until_hour", Integer, nullable=False),
    Column("words", Text, nullable=False),
)

#: What bodies said of the facts before a report came out, as they wrote it. Only what somebody has
#: passed on a day, and nobody has put aside since, is printed.
ask_comments = Table(
    "ask_comments",
    metadata,
    Column("ask_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body_id", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("aside_because", Text, nullable=False),
    Column("passed_on", Date),
)

#: What happened with an ask, each on a day; only added to.
ask_events = Table(
    "ask_events",
    metadata,
    Column("ask_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("what", String(20), nullable=False),
    Column("body_id", String(10), nullable=False),
    Column("words", Text, nullable=False),
)

#: Statements of councils by which members say whether an answer answers its ask, each of one
#: version of the answer of one body.
ask_statements = Table(
    "ask_statements",
    metadata,
    Column("council_id", String(40), primary_key=True),
    Column("statement", String(40), primary_key=True),
    Column("ask_id", String(40), nullable=False, index=True),
    Column("body_id", String(10), nullable=False),
    Column("number", Integer, nullable=False),
)

#: Digests that were published, whose files lie in the reading room.
year_digests = Table(
    "year_digests",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("language", String(10), primary_key=True),
    Column("published_on", Date, nullable=False),
)
