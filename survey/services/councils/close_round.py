"""Closing a round: once its study is closed, the council knows it too.

It must not know answers.
"""

from __future__ import annotations

from dataclasses import replace

from survey.errors import Action, Do, StudyStateWrong
from survey.storage.council import council_rows
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows


def open_round_of(instance: Instance, council_id: str) -> study_rows.StudyRow:
    """Return the study of the latest round; StudyUnknown, or StudyStateWrong before the first."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        if not row.council.round:
            raise StudyStateWrong(
                f"The council {council_id} has had no round yet.",
                kept="Nothing was changed.",
                do=("Open one", Action(Do.OPEN_ROUND, council_id)),
            )
        return study_rows.get(connection, council_rows.round_id(council_id, row.council.round))


def close_round(instance: Instance, council_id: str) -> council_rows.CouncilRow:
    """Note that the latest round, whose study is closed, is over; give the council.

    StudyUnknown; StudyStateWrong while the study is open; Refused when that was noted before.
    """
    study = open_round_of(instance, council_id)
    if study.closed_hash is None:
        raise StudyStateWrong(
            f"Round {study.round} of the council {council_id} is still open for answers.",
            kept="Nothing was changed.",
            do=("Close it first", Action(Do.CLOSE_ROUND, council_id)),
        )
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        closed = replace(row, council=row.council.apply("close the round"))
        council_rows.keep(connection, closed)
    return closed
