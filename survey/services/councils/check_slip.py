"""Checking a slip by which somebody shows that they took part in a round, and using it for pay.

It learns from a slip which round it is of, and nothing of a person or an answer. It keeps a mark,
without a day, and no entry in the journal: one entry for each slip would say when people came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.sealing.codes.round_slips import is_slip, paid_mark
from survey.storage.council import council_rows, paid_slips
from survey.storage.database import hold_letterbox, writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

#: "good": it can be used. "used": it was just now. "used before"; "too early": its round is open.
#: "none of ours": it is of another council, mistyped, or made up.
SlipOutcome = Literal["good", "used", "used before", "too early", "none of ours"]


@dataclass(frozen=True, slots=True)
class CheckedSlip:
    """What a slip is worth; `round` is 0 where it is none of ours."""

    outcome: SlipOutcome
    round: int = 0


def check_slip(
    instance: Instance, council_id: str, typed: str, *, use: bool = False
) -> CheckedSlip:
    """Return what a slip of a council is worth, and with `use` let it count, once.

    StudyUnknown. Before its round has closed no slip is worth anything, so that it tells nobody who
    has answered already, and cannot be asked for while people still may answer.
    """
    key = instance.site_key
    with instance.engine.connect() as connection:
        rounds = council_rows.get(connection, council_id).council.round
        round_ = next(
            (one for one in range(1, rounds + 1) if is_slip(key, council_id, one, typed)), 0
        )
        if not round_:
            return CheckedSlip("none of ours")
        study = study_rows.get(connection, council_rows.round_id(council_id, round_))
        if not study.closed_digest:
            return CheckedSlip("too early", round_)
        mark = paid_mark(key, council_id, round_, typed)
        if not use:
            before = paid_slips.is_paid(connection, mark)
            return CheckedSlip("used before" if before else "good", round_)
    with writing(instance.engine) as connection:
        hold_letterbox(connection)  # the table is made anew
        counted = paid_slips.mark_paid(connection, council_id, mark)
    return CheckedSlip("used" if counted else "used before", round_)
