"""Thanking a person with a payment code, once for each submission, without knowing who they are.

It knows three marks of a submission that was sent, and never the submission's answers.
"""

from __future__ import annotations

from typing import NamedTuple

from survey.sealing.codes.marks import blank_mark, payment_mark, spent_mark
from survey.storage.instance import Instance
from survey.storage.studies import payments
from survey.storage.studies.payments import Claimed


class Thanks(NamedTuple):
    """What became of it; `code` is the payment code when one was given, shown once."""

    outcome: Claimed
    code: str = ""

    def __repr__(self) -> str:
        return f"Thanks({self.outcome})"


def claim(instance: Instance, study_id: str, submission_id: bytes) -> Thanks:
    """Return a payment code for a submission that was sent, drawn at random from the pool.

    "given before": this submission had its code. "none left": nothing is marked, so it can be tried
    again. "not sent": there is no such submission. "blank": it held no answer.
    """
    marks = _marks(instance, submission_id)
    return Thanks(*payments.claim(instance.engine, study_id, *marks))


def foresee(instance: Instance, study_id: str, submission_id: bytes) -> Claimed:
    """Return what `claim` would say; nothing is taken and nothing marked."""
    return payments.foreseen(instance.engine, study_id, *_marks(instance, submission_id))


def _marks(instance: Instance, submission_id: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the marks that a submission was sent, that it was thanked, and that it was blank."""
    key = instance.site_key
    return (
        spent_mark(key, submission_id),
        payment_mark(key, submission_id),
        blank_mark(key, submission_id),
    )
