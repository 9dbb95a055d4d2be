"""Giving a study that is open a later last day.

A day is never moved forward: people were promised it.
"""

from __future__ import annotations

from datetime import date

from survey.errors import Action, Do, Refused
from survey.questionnaire.texts import Text
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows


def extend_study(
    instance: Instance, study_id: str, closes_on: date, words: Text | str, today: date
) -> study_rows.StudyRow:
    """Return a study that takes answers, and lets them be taken back, until a later day.

    The month in which results are promised moves only where the study would close after it.
    `words` are told in public, and may be empty. StudyUnknown; StudyStateWrong unless it is open or
    paused; Refused for a day that is past, or no later than the one before.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "extended")
        if closes_on <= row.closes_on or closes_on < today:
            raise Refused(
                f"{closes_on} is not later than today and the last day that people were told, "
                f"{row.closes_on}.",
                kept="Nothing was changed.",
                do=(
                    "Choose a later day, or take no more answers sooner",
                    Action(Do.CLOSE_EARLY, study_id),
                ),
            )
        results_by = max(row.results_by, closes_on.replace(day=1))
        days = {"closes_on": closes_on, "results_by": results_by}
        return study_life.change(connection, row, "extended", today, words, **days)
