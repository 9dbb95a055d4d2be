"""The tables of what has ended; schema.py takes them in.

They know studies, councils, days and sheets by number. No row says what a sheet says.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, Text

from survey.storage.all_tables import metadata

#: When the sealed answers of a study or council were erased here, until when backups may hold them,
#: when nothing of them was left in the files, and when nothing that can be opened was left at all.
data_ends = Table(
    "data_ends",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("archived_on", Date, nullable=False),
    Column("backups_until", Date, nullable=False),
    Column("finished_on", Date),
    Column("shredded_on", Date),
)

#: Share sheets whose holders confirmed that they are destroyed: by number, as it stands on the
#: sheet. `who` is an account or a role, `how` they confirmed it.
destroyed_sheets = Table(
    "destroyed_sheets",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("sheet", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("how", String(20), nullable=False),
    Column("who", String(100), nullable=False),
)

#: Who holds which share sheet of what was archived, until it is shredded: `holder` is the role it
#: was made for ("": not known), `account_id` whose it is ("": not known). No mark of a word.
held_sheets = Table(
    "held_sheets",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("sheet", Integer, primary_key=True, autoincrement=False),
    Column("holder", Text, nullable=False),
    Column("account_id", String(16), nullable=False),
)

#: HMAC marks of links, each for one sheet and one use, until an hour (since 1970).
destruction_links = Table(
    "destruction_links",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("sheet", Integer, primary_key=True, autoincrement=False),
    Column("mark", LargeBinary(32), nullable=False, unique=True),
    Column("until_hour", Integer, nullable=False),
)
