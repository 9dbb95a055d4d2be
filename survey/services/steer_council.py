"""Changing a council's rule, or stopping it: both with a reason that the report prints.

It knows the rule and the state of a council. It must not know a member or an answer.
"""

from __future__ import annotations

from dataclasses import replace

from survey.delphi.rounds import ChangePolicy, Stop
from survey.delphi.rule import CouncilPolicy
from survey.storage import councils
from survey.storage.database import writing
from survey.storage.instance import Instance


def change_rule(
    instance: Instance, council_id: str, policy: CouncilPolicy, reason: str
) -> councils.CouncilRow:
    """Give a council another rule; `reason` is needed once round 1 has opened.

    StudyUnknown; Refused in a state that does not allow it; BadInput when the rule is the same or
    the reason is missing.
    """
    return _apply(instance, council_id, ChangePolicy(policy, reason))


def stop_council(instance: Instance, council_id: str, reason: str) -> councils.CouncilRow:
    """End the rounds of a council before the last one; errors as in `change_rule`."""
    return _apply(instance, council_id, Stop(reason))


def _apply(instance: Instance, council_id: str, event: ChangePolicy | Stop) -> councils.CouncilRow:
    with writing(instance.engine) as connection:
        row = councils.get(connection, council_id)
        changed = replace(row, council=row.council.apply(event))
        councils.keep(connection, changed)
    return changed
