"""Texts that were opened, as sealed bytes: drawn by chance, changed in place, moved on.

It knows stages and questions. It cannot open a text, and it gives no order among texts.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from survey.errors import StudyStateWrong
from survey.storage.words.word_tables import opened_texts

TextStage = Literal["to look for risk", "to redact", "to code", "done"]

#: The stages of a text, in the only order in which it goes through them.
STAGES: tuple[TextStage, ...] = get_args(TextStage)
ID_SIZE = 16

_HERE = opened_texts.c


@dataclass(frozen=True, slots=True)
class SealedText:
    """One text as it is stored."""

    id: bytes
    question_id: str
    stage: TextStage
    sealed: bytes = field(repr=False)


def add(conn: Connection, study_id: str, texts: Iterable[SealedText]) -> None:
    """Store texts in the order of their random ids, which says nothing of them."""
    rows = [
        {
            "study_id": study_id,
            "id": one.id,
            "question_id": one.question_id,
            "stage": one.stage,
            "sealed": one.sealed,
        }
        for one in sorted(texts, key=lambda text: text.id)
    ]
    conn.execute(insert(opened_texts), rows)


def get(conn: Connection, study_id: str, text_id: bytes) -> SealedText:
    """Return one text; StudyStateWrong where it is not there, or no longer."""
    columns = select(_HERE.id, _HERE.question_id, _HERE.stage, _HERE.sealed)
    row = conn.execute(columns.where(_one(study_id, text_id))).first()
    if row is None:
        raise StudyStateWrong(
            "This text is not here, or no longer.",
            kept="Nothing was changed.",
            do="Open the next one.",
        )
    return SealedText(bytes(row.id), row.question_id, row.stage, bytes(row.sealed))


def in_stage(
    conn: Connection, study_id: str, stage: TextStage, question_id: str | None = None
) -> frozenset[bytes]:
    """Return the ids of texts in a stage, of one question where it is named; a set has no order."""
    found = select(_HERE.id).where(_HERE.study_id == study_id, _HERE.stage == stage)
    if question_id is not None:
        found = found.where(_HERE.question_id == question_id)
    return frozenset(map(bytes, conn.execute(found).scalars()))


def draw(ids: Collection[bytes]) -> bytes | None:
    """Return one of some ids by chance; None of none."""
    return secrets.choice(sorted(ids)) if ids else None


def replace_sealed(conn: Connection, study_id: str, before: SealedText, sealed: bytes) -> None:
    """Store other bytes for a text; StudyStateWrong where it is not as it was `before`."""
    here = and_(_one(study_id, before.id), _HERE.sealed == before.sealed)
    if not conn.execute(update(opened_texts).where(here).values(sealed=sealed)).rowcount:
        raise _changed()


def move_on(
    conn: Connection, study_id: str, text_id: bytes, before: TextStage, after: TextStage
) -> None:
    """Let a text go on from one stage to a later one; StudyStateWrong where it is elsewhere."""
    if STAGES.index(after) <= STAGES.index(before):
        raise ValueError("a text goes forward only")
    here = and_(_one(study_id, text_id), _HERE.stage == before)
    if not conn.execute(update(opened_texts).where(here).values(stage=after)).rowcount:
        raise _changed()


def _one(study_id: str, text_id: bytes) -> ColumnElement[bool]:
    return and_(_HERE.study_id == study_id, _HERE.id == text_id)


def _changed() -> StudyStateWrong:
    return StudyStateWrong(
        "Somebody changed this text meanwhile, or moved it on.",
        kept="What they did is kept; what you chose was not carried out.",
        do="Look at it again, or open the next one.",
    )
