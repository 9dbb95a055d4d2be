"""A study with something known in every table that holds anything of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import Date, Integer, LargeBinary, Table, func, insert, select

from survey.storage.database import writing
from survey.storage.schema import draft_versions, metadata, review_verdicts, study_drafts
from survey.studies.data_plan import ending_with

#: The columns that say of which study or council a row is.
OF = ("study_id", "council_id", "of_id")
#: The tables that are erased with a study, whatever its life was.
ERASED = ending_with("closed", "words ended", "archived", "council ended")
#: Columns that take no letters; "holder" is a role, which is known until a study is shredded.
_FITTING = {
    "stage": "done", "how": "by link", "kind": "forecast", "letter": "A", "state": "over",
    "holder": "Board",
}  # fmt: skip


def known(rng: Random, size: int) -> bytes:
    """Give bytes that can be looked for: letters that mean nothing."""
    return bytes(rng.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(size))


def fill(
    engine: Any, name: str, rng: Random, rows: int = 20, *, is_study: bool = True
) -> list[bytes]:
    """Put rows into every table that ends with a study or council, and give what to look for."""
    watched: list[bytes] = []
    with writing(engine) as conn:
        for table_name in ERASED:
            table = metadata.tables[table_name]
            if table.foreign_keys and not is_study:
                continue
            for number in range(rows):
                conn.execute(insert(table).values(_row(table, name, number + 1, rng, watched)))
    return watched


def draft_of(engine: Any, study_id: str, rng: Random) -> list[bytes]:
    """Put down the draft that a study was, with what reviewers wrote, and give what to look for."""
    draft_id, watched = f"draft-{study_id}", []
    with writing(engine) as conn:
        row = {"title": "T", "asking": "open", "expected": 40, "state": "published", "newest": 1}
        conn.execute(insert(study_drafts).values(
            study_id=draft_id, practice=False, published_as=study_id, **row))  # fmt: skip
        conn.execute(insert(draft_versions).values(
            study_id=draft_id, number=1, file="", saved_on=date(2026, 1, 1), role="x", note=""
        ))  # fmt: skip
        for name in ("reviewers", "reviewed_texts", "review_comments"):
            table = metadata.tables[name]
            conn.execute(insert(table).values(_row(table, draft_id, 1, rng, watched)))
        reason = known(rng, 60)
        watched.append(reason)
        conn.execute(insert(review_verdicts).values(
            study_id=draft_id, number=1, letter="A", fingerprint=bytes(32), verdict="not yet",
            day=date(2026, 1, 2), words=reason.decode(),
        ))  # fmt: skip
    return watched


def left(engine: Any, names: Sequence[str]) -> dict[str, int]:
    """Give how many rows of these lie in each of those tables, where there are any."""
    found = {}
    with engine.connect() as conn:
        for name in ERASED:
            table = metadata.tables[name]
            column = next(table.c[one] for one in OF if one in table.c)
            here = select(func.count()).select_from(table).where(column.in_(names))
            count = conn.execute(here).scalar_one()
            if count:
                found[name] = count
    return found


def _row(table: Table, name: str, number: int, rng: Random, watched: list[bytes]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.c:
        kind, length = column.type, getattr(column.type, "length", None)
        if column.name in OF:
            row[column.name] = name
        elif isinstance(kind, Integer):
            row[column.name] = 1 << 30 if column.name == "until_hour" else number + 100
        elif isinstance(kind, Date):
            row[column.name] = date(2026, 1, 1)
        elif column.name in _FITTING:
            row[column.name] = _FITTING[column.name]
        else:
            said = known(rng, length or 400)
            watched += [said] if len(said) >= 32 else []
            row[column.name] = said if isinstance(kind, LargeBinary) else said.decode()
    if table.name == "reviewers":
        row["letter"] = chr(ord("A") + number - 1)
    return row
