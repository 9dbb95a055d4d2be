"""Thanking a person with a payment code, once for each submission, without knowing who they are.

It knows two marks of a submission that was sent, and never the submission's answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from survey.sealing.marks import payment_mark, spent_mark

Outcome = Literal["given", "given before", "none left", "not sent"]


class Thanks(NamedTuple):
    """What became of it; `code` is the payment code when one was given, shown once."""

    outcome: Outcome
    code: str = ""

    def __repr__(self) -> str:
        return f"Thanks({self.outcome})"


def claim(
    site_key: bytes,
    submission_id: bytes,
    take: Callable[[bytes, bytes], tuple[Outcome, str]],
) -> Thanks:
    """Give a payment code for a submission that was sent, drawn at random from the pool.

    `take` takes the mark of the sent submission and that of its payment, in one transaction.
    "given before": this submission had its code. "none left": nothing is marked, so it can be tried
    again. "not sent": there is no such submission.
    """
    outcome, code = take(spent_mark(site_key, submission_id), payment_mark(site_key, submission_id))
    return Thanks(outcome, code)
