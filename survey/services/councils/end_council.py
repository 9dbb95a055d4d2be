"""Ending a council: its report is out, and what let its members in and back is erased.

It must not know a member or an answer.
"""

from __future__ import annotations

from dataclasses import replace

from survey.errors import Action, Do, InstanceUnsound
from survey.storage.council import council_rows, members
from survey.storage.database import leave_no_trace, writing
from survey.storage.instance import Instance


def end_council(instance: Instance, council_id: str) -> council_rows.CouncilRow:
    """End a council and give it as it now stands; tags and own ratings of members are erased.

    StudyUnknown; Refused in a state that does not allow it, such as a round that is open;
    InstanceUnsound when it has ended while traces of what was erased are still in the log.
    """
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        ended = replace(row, council=row.council.apply("report"))
        council_rows.keep(connection, ended)
        numbers = range(1, row.council.round + 1)
        members.erase_members(
            connection,
            council_id,
            [council_rows.round_id(council_id, number) for number in numbers],
        )
    if not leave_no_trace(instance.engine, rewrite=True):
        raise InstanceUnsound(
            "What was erased is still in the write-ahead log: the database is being read.",
            kept=f"The council {council_id} has ended.",
            do=("End long-running readers of the database, then mix", Action(Do.MIX)),
        )
    return ended
