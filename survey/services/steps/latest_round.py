"""The latest round of a council, with its study."""

from __future__ import annotations

from survey.errors import Action, Do, StudyStateWrong
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import study_rows


def latest_round(
    instance: Instance, council_id: str, kept: str
) -> tuple[council_rows.CouncilRow, study_rows.StudyRow]:
    """Return a council and the study of its latest round; StudyUnknown, or StudyStateWrong before
    the first, with what was `kept`."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        if not row.council.round:
            raise StudyStateWrong(
                f"The council {council_id} has had no round yet.",
                kept=kept,
                do=Action(Do.SEE_COUNCIL, council_id),
            )
        return row, study_rows.get(connection, council_rows.round_id(row.id, row.council.round))
