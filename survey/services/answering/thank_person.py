"""Thanking a person with a payment code, once for each submission, without knowing who they are.

It knows three marks of a submission that was sent, and never the submission's answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from survey.sealing.codes.marks import blank_mark, payment_mark, spent_mark

ThankOutcome = Literal["given", "given before", "none left", "not sent", "blank", "later"]


class Thanks(NamedTuple):
    """What became of it; `code` is the payment code when one was given, shown once."""

    outcome: ThankOutcome
    code: str = ""

    def __repr__(self) -> str:
        return f"Thanks({self.outcome})"


def claim(
    site_key: bytes,
    submission_id: bytes,
    take: Callable[[bytes, bytes, bytes], tuple[ThankOutcome, str]],
    foresee: Callable[[bytes, bytes, bytes], ThankOutcome] = lambda *_marks: "given",
    may: Callable[[], bool] = lambda: True,
) -> Thanks:
    """Return a payment code for a submission that was sent, drawn at random from the pool.

    `take` takes the marks of the sent submission, of its payment and of its being blank, in one
    transaction; `foresee` says of the same what that would say. Only where it would give one `may`
    is asked whether one may be given in this hour. "given before": this submission had its code.
    "none left": nothing is marked, so it can be tried again; so it is with "later". "not sent":
    there is no such submission. "blank": it held no answer.
    """
    marks = tuple(make(site_key, submission_id) for make in (spent_mark, payment_mark, blank_mark))
    sent, paid, blank = marks
    outcome = foresee(sent, paid, blank)
    if outcome != "given":
        return Thanks(outcome)
    return Thanks(*take(sent, paid, blank)) if may() else Thanks("later")
