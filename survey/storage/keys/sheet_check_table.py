"""The table of what is kept of share sheets to see whether they are still there; schema.py takes
it in."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, Text

from survey.storage.all_tables import metadata

#: A share sheet of a study or council: `holder` the role it was made for ("": not known), and
#: `account_id` who said at the desk that it is theirs. `asked_json` says which words are asked for,
#: four times three, and `marks` are 32 bytes for each time, under the site key; `turn` is the time
#: that comes next. `seen_on` is the day on which it was there last, `lost_on` that on which its
#: holder could not find it. `link_mark` is an HMAC of a link to these words, until `link_until`.
sheet_checks = Table(
    "sheet_checks",
    metadata,
    Column("of_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("holder", Text, nullable=False),
    Column("account_id", String(16), nullable=False),
    Column("asked_json", Text, nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("lost_on", Date),
    Column("link_mark", LargeBinary(32), unique=True),
    Column("link_until", Integer),
)
