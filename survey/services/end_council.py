"""Ending a council: its report is out, and what let its members in and back is erased.

It knows the state of a council. It must not know a member or an answer.
"""

from __future__ import annotations

from dataclasses import replace

from survey.delphi.rounds import Report
from survey.storage import councils, members
from survey.storage.database import empty_log, is_sqlite, vacuum, writing
from survey.storage.instance import Instance

_LOG_PATIENCE_MS = 20_000


def end_council(instance: Instance, council_id: str) -> councils.CouncilRow:
    """End a council and give it as it now stands; tags and own ratings of members are erased.

    StudyUnknown; Refused in a state that does not allow it, such as a round that is open.
    """
    with writing(instance.engine) as connection:
        row = councils.get(connection, council_id)
        ended = replace(row, council=row.council.apply(Report()))
        councils.keep(connection, ended)
        numbers = range(1, row.council.round + 1)
        members.erase_members(
            connection, council_id, [councils.round_id(council_id, number) for number in numbers]
        )
    if is_sqlite(instance.engine):
        vacuum(instance.engine)
        empty_log(instance.engine, _LOG_PATIENCE_MS)
    return ended
