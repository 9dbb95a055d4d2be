"""Texts that were flagged as a possible current risk, and what people said and decided of them.

It knows ids of texts and reasons of staff. It must not know words of a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlalchemy import Connection, delete, insert, select, update

from survey.storage.words.word_tables import risk_flags, risk_voices

RiskDecision = Literal["no current risk", "passed on", "cannot be passed on"]
DECISIONS: tuple[RiskDecision, ...] = get_args(RiskDecision)

_FLAG, _VOICE = risk_flags.c, risk_voices.c


@dataclass(frozen=True, slots=True)
class RiskFlag:
    """One flag; `decision` is "" until two people agree, and "not decided" where the text went
    before they did."""

    text_id: bytes
    flagged_by: str
    flagged_on: date
    decision: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class RiskVoice:
    """What one person would do, and why."""

    said_by: str
    decision: RiskDecision
    reason: str
    day: date


def flag(conn: Connection, study_id: str, text_id: bytes, name: str, today: date) -> None:
    """Flag a text."""
    values = {"flagged_by": name, "flagged_on": today, "decision": ""}
    conn.execute(insert(risk_flags).values(study_id=study_id, text_id=text_id, **values))


def flag_of(conn: Connection, study_id: str, text_id: bytes) -> RiskFlag | None:
    """Return the flag of a text, or None."""
    here = (_FLAG.study_id == study_id, _FLAG.text_id == text_id)
    row = conn.execute(select(risk_flags).where(*here)).first()
    if row is None:
        return None
    return RiskFlag(
        bytes(row.text_id), row.flagged_by, row.flagged_on, row.decision, row.decided_on
    )


def undecided(conn: Connection, study_id: str) -> frozenset[bytes]:
    """Return the ids of flagged texts that nothing was decided of."""
    here = select(_FLAG.text_id).where(_FLAG.study_id == study_id, _FLAG.decision == "")
    return frozenset(map(bytes, conn.execute(here).scalars()))


def decided(conn: Connection, study_id: str) -> tuple[tuple[RiskFlag, tuple[RiskVoice, ...]], ...]:
    """Return what was decided, with who said what; the earliest day first."""
    here = select(risk_flags).where(_FLAG.study_id == study_id, _FLAG.decision != "")
    found = conn.execute(here.order_by(_FLAG.decided_on, _FLAG.text_id))
    flags = [
        RiskFlag(bytes(row.text_id), row.flagged_by, row.flagged_on, row.decision, row.decided_on)
        for row in found
    ]
    return tuple((one, voices(conn, study_id, one.text_id)) for one in flags)


def voices(conn: Connection, study_id: str, text_id: bytes) -> tuple[RiskVoice, ...]:
    """Return what people said of a flagged text, in the order of their names."""
    here = (_VOICE.study_id == study_id, _VOICE.text_id == text_id)
    found = select(_VOICE.said_by, _VOICE.decision, _VOICE.reason, _VOICE.day).where(*here)
    return tuple(RiskVoice(*row) for row in conn.execute(found.order_by(_VOICE.said_by)))


def say(conn: Connection, study_id: str, text_id: bytes, voice: RiskVoice) -> None:
    """Store what somebody says, in place of what they said before."""
    here = (_VOICE.study_id == study_id, _VOICE.text_id == text_id)
    conn.execute(delete(risk_voices).where(*here, _VOICE.said_by == voice.said_by))
    conn.execute(
        insert(risk_voices).values(
            study_id=study_id,
            text_id=text_id,
            said_by=voice.said_by,
            decision=voice.decision,
            reason=voice.reason,
            day=voice.day,
        )
    )


def decide(
    conn: Connection, study_id: str, text_id: bytes, decision: RiskDecision, today: date
) -> None:
    """Note what two people decided."""
    here = (_FLAG.study_id == study_id, _FLAG.text_id == text_id)
    conn.execute(update(risk_flags).where(*here).values(decision=decision, decided_on=today))
