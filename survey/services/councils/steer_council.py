"""Changing a council's rule, or stopping it: both with a reason that the report prints.

It must not know a member or an answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey.delphi.life.council_life import ChangePolicy, Stop
from survey.delphi.rule import CouncilPolicy
from survey.errors import Action, Do, InstanceUnsound
from survey.storage.council import council_acts, council_rows, joining
from survey.storage.council.council_acts import CouncilAct
from survey.storage.database import hold_letterbox, leave_no_trace, writing
from survey.storage.instance import Instance


def change_rule(
    instance: Instance, council_id: str, policy: CouncilPolicy, reason: str, today: date
) -> council_rows.CouncilRow:
    """Return a council another rule; `reason` is needed once round 1 has opened.

    StudyUnknown; Refused in a state that does not allow it; BadInput when the rule is the same or
    the reason is missing.
    """
    return _apply(instance, council_id, ChangePolicy(policy, reason), today)


def stop_council(
    instance: Instance, council_id: str, reason: str, today: date
) -> council_rows.CouncilRow:
    """End the rounds of a council before the last one; errors as in `change_rule`.

    While people join, codes end with it, and what waits of those who joined is erased.
    InstanceUnsound when it is stopped while traces of that are still in the log.
    """
    stopped = _apply(instance, council_id, Stop(reason), today)
    if not stopped.council.round and not leave_no_trace(instance.engine, rewrite=True):
        raise InstanceUnsound(
            "What was erased is still in the write-ahead log: the database is being read.",
            kept=f"The council {council_id} is stopped.",
            do=("End long-running readers of the database, then mix", Action(Do.MIX)),
        )
    return stopped


def _apply(
    instance: Instance, council_id: str, event: ChangePolicy | Stop, today: date
) -> council_rows.CouncilRow:
    with writing(instance.engine) as connection:
        hold_letterbox(connection)  # a mix that ends joining writes to the council as well
        row = council_rows.get(connection, council_id)
        changed = replace(row, council=row.council.apply(event))
        if isinstance(event, Stop) and row.joined is None:
            changed = replace(changed, joined=joining.erase(connection, council_id))
        act: CouncilAct = "council stopped" if isinstance(event, Stop) else "rule changed"
        council_acts.keep(connection, changed, act, today, event.reason)
    return changed
