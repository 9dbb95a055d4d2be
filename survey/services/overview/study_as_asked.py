"""What people are asked by a study and told before, for those who print it.

It knows public facts only.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.questionnaire.entrance import without_entrance
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire, Text
from survey.storage.instance import Instance
from survey.storage.studies import study_rows


@dataclass(frozen=True, slots=True)
class StudyAsAsked:
    """The questionnaire of a study as its pages ask it, who asks, and what may be passed on.

    `by_codes` says that codes are taken.
    """

    questionnaire: Questionnaire
    organisation: Text
    safeguarding: Text
    practice: bool
    by_codes: bool


def study_as_asked(instance: Instance, study_id: str) -> StudyAsAsked:
    """Return what a study asks; StudyUnknown, StudyStateWrong for a council's round."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    study_rows.require_survey(row)
    asked = from_json(row.questionnaire_json)
    return StudyAsAsked(
        without_entrance(asked) if row.entrance == "both" else asked,
        row.organisation,
        row.safeguarding,
        row.practice,
        by_codes=row.entrance is not None,
    )
