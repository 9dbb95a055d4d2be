"""Withdrawing a study that nobody has answered.

It knows public facts of a study, and whether any answer was ever taken in.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, func, select

from survey.errors import Action, Do, StudyStateWrong
from survey.questionnaire.texts import Text
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import drafts, letters, spent
from survey.storage.studies import card_marks, study_life, study_rows


def withdraw_study(
    instance: Instance, study_id: str, words: Text | str, today: date
) -> study_rows.StudyRow:
    """Return a study that is withdrawn for good, with the forms that were put aside erased.

    `words` are told in public, and may be empty. StudyUnknown; StudyStateWrong unless it is open or
    paused, or once anybody has sent an answer.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "withdrawn")
        if _was_answered(connection, row):
            raise StudyStateWrong(
                f"The study {study_id} has been answered, so it cannot be withdrawn.",
                kept="Nothing was changed: what people sent is not thrown away.",
                do=(
                    "Stop it for a while",
                    Action(Do.PAUSE_STUDY, study_id),
                    "Or end it early",
                    Action(Do.CLOSE_EARLY, study_id),
                ),
            )
        connection.execute(delete(drafts).where(drafts.c.study_id == study_id))
        card_marks.erase(connection, study_id)
        values = {"taking": "withdrawn", "state": "archived"}
        return study_life.change(connection, row, "withdrawn", today, words, **values)


def _was_answered(connection: Connection, row: study_rows.StudyRow) -> bool:
    """Tell whether an answer was ever taken in, also one that was lost or taken back since."""
    if row.counted or row.lost or row.withdrawn or row.earlier_hash is not None:
        return True
    return any(
        connection.execute(
            select(func.count()).select_from(table).where(table.c.study_id == row.id)
        ).scalar_one()
        for table in (letters, spent)
    )
