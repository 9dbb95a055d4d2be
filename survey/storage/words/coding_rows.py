"""What coders gave to texts, as sealed bytes: each coder's own, and what they settle on together.

It cannot open any of it, and gives no order among texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from survey.errors import StudyStateWrong
from survey.storage.words.theme_tables import coding_settlements, codings

_GIVEN = codings.c
_SETTLED = coding_settlements.c


@dataclass(frozen=True, slots=True)
class SealedSettlement:
    """What one coder proposed for a text on which they differ; `agreed_by` is "" until another
    coder of it agreed."""

    proposed_by: str
    agreed_by: str
    sealed: bytes = field(repr=False)


def put_coding(
    conn: Connection, study_id: str, text_id: bytes, account_id: str, sealed: bytes
) -> None:
    """Store what a coder gave to a text; StudyStateWrong where they did so before."""
    if account_id in coders_of(conn, study_id, text_id):
        raise StudyStateWrong(
            "You have coded this text already.",
            kept="What you gave it then is kept.",
            do="Open the next one. Differences are talked about when both have coded it.",
        )
    row = {"study_id": study_id, "text_id": text_id, "account_id": account_id, "sealed": sealed}
    conn.execute(insert(codings).values(row))


def coders_of(conn: Connection, study_id: str, text_id: bytes) -> frozenset[str]:
    """Return the ids of accounts that coded a text."""
    here = (_GIVEN.study_id == study_id, _GIVEN.text_id == text_id)
    return frozenset(conn.execute(select(_GIVEN.account_id).where(*here)).scalars())


def coders_by_text(conn: Connection, study_id: str) -> Mapping[bytes, frozenset[str]]:
    """Return who coded each text of a study that anybody coded."""
    found: dict[bytes, set[str]] = defaultdict(set)
    here = select(_GIVEN.text_id, _GIVEN.account_id).where(_GIVEN.study_id == study_id)
    for row in conn.execute(here):
        found[bytes(row.text_id)].add(row.account_id)
    return {text_id: frozenset(coders) for text_id, coders in found.items()}


def sealed_codings(
    conn: Connection, study_id: str, text_id: bytes | None = None
) -> Mapping[bytes, Mapping[str, bytes]]:
    """Return what coders gave, sealed, by text and coder: of one text, or of all of a study."""
    here = select(_GIVEN.text_id, _GIVEN.account_id, _GIVEN.sealed)
    here = here.where(_GIVEN.study_id == study_id)
    if text_id is not None:
        here = here.where(_GIVEN.text_id == text_id)
    found: dict[bytes, dict[str, bytes]] = defaultdict(dict)
    for row in conn.execute(here):
        found[bytes(row.text_id)][row.account_id] = bytes(row.sealed)
    return found


def has_begun(conn: Connection, study_id: str) -> bool:
    """Return whether anybody coded a text of a study."""
    here = select(_GIVEN.text_id).where(_GIVEN.study_id == study_id).limit(1)
    return conn.execute(here).first() is not None


def put_settlement(
    conn: Connection, study_id: str, text_id: bytes, settlement: SealedSettlement
) -> None:
    """Store what is proposed or agreed for a text, in place of what was proposed before."""
    here = (_SETTLED.study_id == study_id, _SETTLED.text_id == text_id)
    conn.execute(delete(coding_settlements).where(*here))
    row = {"study_id": study_id, "text_id": text_id, "proposed_by": settlement.proposed_by}
    row |= {"agreed_by": settlement.agreed_by}
    conn.execute(insert(coding_settlements).values(sealed=settlement.sealed, **row))


def settlement_of(conn: Connection, study_id: str, text_id: bytes) -> SealedSettlement | None:
    """Return what was proposed or agreed for a text, or None."""
    here = (_SETTLED.study_id == study_id, _SETTLED.text_id == text_id)
    row = conn.execute(select(coding_settlements).where(*here)).first()
    return None if row is None else _settlement(row)


def settlements(conn: Connection, study_id: str) -> Mapping[bytes, SealedSettlement]:
    """Return what was proposed or agreed for texts of a study, by text."""
    rows = conn.execute(select(coding_settlements).where(_SETTLED.study_id == study_id))
    return {bytes(row.text_id): _settlement(row) for row in rows}


def _settlement(row: Row[Any]) -> SealedSettlement:
    return SealedSettlement(row.proposed_by, row.agreed_by, bytes(row.sealed))
