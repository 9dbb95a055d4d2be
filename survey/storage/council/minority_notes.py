"""What people of the team wrote beside minority reports, kept until the report is made."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, insert, select

from survey.storage.council.reading_tables import minority_notes

#: A minority report: of a statement, an aspect of it ("": agreement), in a round.
Place = tuple[str, str, int]
#: Reasons in the words of moderators, and notes of editors.
WrittenNotes = tuple[tuple[str, ...], tuple[str, ...]]


def kept(conn: Connection, council_id: str) -> dict[Place, WrittenNotes]:
    """Return what was written about the minority reports of a council, in their order."""
    table = minority_notes
    found = select(table.c.statement, table.c.aspect, table.c.round, table.c.json)
    rows = conn.execute(
        found.where(table.c.council_id == council_id).order_by(table.c.round, table.c.statement)
    ).all()
    given = {(row.statement, row.aspect, row.round): json.loads(row.json) for row in rows}
    return {place: (tuple(reasons), tuple(notes)) for place, (reasons, notes) in given.items()}


def keep(conn: Connection, council_id: str, place: Place, written: WrittenNotes) -> None:
    """Put down what is written about one minority report, in place of what was; empty: nothing."""
    statement, aspect, round_ = place
    table = minority_notes
    conn.execute(
        delete(table).where(
            table.c.council_id == council_id,
            table.c.statement == statement,
            table.c.aspect == aspect,
            table.c.round == round_,
        )
    )
    if any(written):
        row = {"council_id": council_id, "statement": statement, "aspect": aspect, "round": round_}
        words = json.dumps(written, ensure_ascii=False)
        conn.execute(insert(table).values(**row, json=words))
