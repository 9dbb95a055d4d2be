"""Pausing a study in which a mistake was found, and going on with it."""

from __future__ import annotations

from datetime import date

from survey.questionnaire.texts import Text
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows


def pause_study(
    instance: Instance, study_id: str, words: Text | str, today: date
) -> study_rows.StudyRow:
    """Return a study that takes no answers until it goes on; people can still take theirs back.

    `words` are told in public, and may be empty. StudyUnknown; StudyStateWrong unless it is open.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "paused")
        return study_life.change(connection, row, "paused", today, words, taking="paused")


def resume_study(
    instance: Instance, study_id: str, words: Text | str, today: date
) -> study_rows.StudyRow:
    """Return a paused study that takes answers again.

    `words` are told in public, and may be empty. StudyUnknown; StudyStateWrong unless it is paused.
    """
    with writing(instance.engine) as connection:
        row = study_life.begin(connection, study_id, "resumed")
        return study_life.change(connection, row, "resumed", today, words, taking="yes")
