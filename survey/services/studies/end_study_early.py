"""Ending a study before its last day, with a notice that tells why.

What people were promised about taking answers back is kept: the study is closed for good only when
its last day is over.
"""

from __future__ import annotations

from datetime import date

from survey.questionnaire.texts import Text
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows


def end_study_early(
    instance: Instance, study_id: str, words: Text | str, today: date
) -> study_rows.StudyRow:
    """Return a study that takes no more answers; those sent can be taken back until its last day.

    `words` are told in public. StudyUnknown; StudyStateWrong unless it is open or paused.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "ended")
        return study_life.change(connection, row, "ended", today, words, taking="ended")
