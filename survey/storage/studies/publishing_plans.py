"""What is written and confirmed of a draft before it is published: words, roles and days.

It knows roles, never names. It must not know answers, or what a confirmation is needed for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from survey.questionnaire.texts import EMPTY, Text
from survey.storage.schema import confirmations, publishing_plans

#: What a role can confirm of a draft.
Subject = Literal["safeguarding", "payment"]


@dataclass(frozen=True, slots=True)
class PublishingPlan:
    """What people are told of the law, who keeps a share sheet (roles), and how many open it."""

    safeguarding: Text = EMPTY
    jurisdiction: Text = EMPTY
    trustees: tuple[str, ...] = ()
    threshold: int = 0


class Confirmation(NamedTuple):
    """Who confirmed something (a role), on which day, and the words that it holds for."""

    role: str
    day: date
    words: str


def plan_of(conn: Connection, study_id: str) -> PublishingPlan:
    """Return what is planned of a draft; an empty plan where nothing was written."""
    found = select(publishing_plans).where(publishing_plans.c.study_id == study_id)
    row = conn.execute(found).first()
    if row is None:
        return PublishingPlan()
    return PublishingPlan(
        _text(row.safeguarding),
        _text(row.jurisdiction),
        tuple(json.loads(row.trustees_json)),
        row.threshold,
    )


def keep_plan(conn: Connection, study_id: str, plan: PublishingPlan) -> None:
    """Keep what is planned of a draft in place of what was."""
    row = {
        "study_id": study_id,
        "safeguarding": json.dumps(plan.safeguarding.as_mapping(), ensure_ascii=False),
        "jurisdiction": json.dumps(plan.jurisdiction.as_mapping(), ensure_ascii=False),
        "trustees_json": json.dumps(plan.trustees, ensure_ascii=False),
        "threshold": plan.threshold,
    }
    conn.execute(delete(publishing_plans).where(publishing_plans.c.study_id == study_id))
    conn.execute(insert(publishing_plans).values(row))


def confirm(
    conn: Connection, study_id: str, subject: Subject, role: str, day: date, words: str
) -> None:
    """Keep that a role confirmed something of a draft, and the words that it holds for."""
    where = (confirmations.c.study_id == study_id, confirmations.c.subject == subject)
    newest = conn.execute(select(func.max(confirmations.c.number)).where(*where)).scalar() or 0
    row = {"study_id": study_id, "subject": subject, "number": newest + 1}
    conn.execute(insert(confirmations).values(row | {"role": role, "day": day, "words": words}))


def confirmed(conn: Connection, study_id: str, subject: Subject) -> Confirmation | None:
    """Return what was confirmed last of a subject; None where nothing was."""
    columns = (confirmations.c.role, confirmations.c.day, confirmations.c.words)
    where = (confirmations.c.study_id == study_id, confirmations.c.subject == subject)
    rows = select(*columns).where(*where).order_by(confirmations.c.number.desc()).limit(1)
    row = conn.execute(rows).first()
    return None if row is None else Confirmation(*row)


def _text(written: str) -> Text:
    pairs = tuple(json.loads(written).items())
    return Text(pairs) if pairs else EMPTY
