"""The tables of what was published of a study or council, and of who may read it when; schema.py
takes them in.

They know days, words that are public, and the slow hash of a passphrase. No row says who reads.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from survey.storage.all_tables import metadata

#: One edition for each release whose report was published: since which day, from which day on it is
#: read (`embargo_until`; NULL: at once), and what lists and searches say of it (`card_json`, "" for
#: what was published before there were cards).
published_editions = Table(
    "published_editions",
    metadata,
    Column("of_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("published_on", Date, nullable=False),
    Column("embargo_until", Date),
    Column("card_json", Text, nullable=False),
)

#: What a coordinator says of a report: its themes and who is asked (names with commas between), the
#: salted slow hash of a passphrase ("": everybody reads it), the day from which its next edition is
#: read, the day on which readers are told more, also if nothing changed, and the council whose part
#: the report of a study carries ("": none).
reading_facts = Table(
    "reading_facts",
    metadata,
    Column("of_id", String(40), primary_key=True),
    Column("themes", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("passphrase", String(200), nullable=False),
    Column("embargo_until", Date),
    Column("write_again_on", Date),
    Column("with_council", String(40), nullable=False),
)
