"""The table of what is written of reports, in versions; schema.py takes it in.

No row says who wrote: the journal does.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from survey.storage.all_tables import metadata

#: Texts of the report of a study (docs/report-text.md). `approved_on` is the day from which a
#: version is what its report says; none is ever changed.
report_texts = Table(
    "report_texts",
    metadata,
    Column("study_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("saved_on", Date, nullable=False),
    Column("approved_on", Date),
)
