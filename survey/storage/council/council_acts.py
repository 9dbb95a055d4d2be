"""Storing what staff do with a council, with its entry in the journal: no act is stored elsewhere.

It must not know members or answers; what may be done when says `delphi.life.council_life`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import Connection

from survey.storage.council import council_rows
from survey.storage.council.council_rows import CouncilRow
from survey.storage.staff import journal

CouncilAct = Literal[
    "more people invited", "round opened", "round closed", "round opened again", "round counted",
    "round fed back", "rule changed", "council stopped", "council ended", "archived",
]  # fmt: skip


def create(conn: Connection, row: CouncilRow) -> None:
    """Store a new council, on the day on which it is created."""
    council_rows.add(conn, row)
    kind = "For practice. " if row.practice else ""
    words = f"{kind}{row.shares} share sheets, {row.threshold} open it. {row.invited} codes."
    journal.note(conn, day=row.created_on, study_id=row.id, event="council created", words=words)


def keep(conn: Connection, row: CouncilRow, act: CouncilAct, day: date, words: str = "") -> None:
    """Store what became of a council by an act."""
    council_rows.keep(conn, row)
    said = f"Round {row.council.round}." if act.startswith("round") else ""
    words = " ".join(filter(None, (said, words)))
    journal.note(conn, day=day, study_id=row.id, event=act, words=words)
