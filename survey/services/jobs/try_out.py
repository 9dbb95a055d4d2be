"""Trying a questionnaire out: invented people answer it, and its report is made, all in one go.

It knows the share sheets of a practice study while it works, in memory alone, and keeps none.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from survey.errors import Refused
from survey.questionnaire.model import Questionnaire
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.executors import make_executor
from survey.services.steps.founding_terms import terms_from
from survey.services.studies.close_study import close_study
from survey.services.studies.make_report import make_report
from survey.services.studies.open_study import open_study
from survey.services.studies.publish_report import publish_report
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.storage.instance import Instance

#: Invented people of one trial.
MOST_INVENTED = 2_000
_SHEETS, _NEEDED = 3, 2


def try_out(
    instance: Instance, asked: Questionnaire, people: int, tell: Callable[[int, int], None]
) -> str:
    """Publish a questionnaire for practice, have invented people answer it, and publish its report;
    return the id of that study.

    `tell` takes how many steps are done, and how many there are. Refused for too many people.
    """
    if not 1 <= people <= MOST_INVENTED:
        raise Refused(
            f"{people} are not so many as can be invented at once.",
            kept="Nothing was started.",
            do=f"Write a number from 1 to {MOST_INVENTED:,}.",
        )
    steps = people + max(1, people // 4)  # opening and reporting take about as long as a quarter
    sheets: list[str] = []
    terms = StudyTerms(_SHEETS, _NEEDED, practice=True, **terms_from(instance.settings))

    def keep(_number: int, sheet: str) -> bool:
        sheets.append(sheet)
        return True

    study_id = publish_study(instance, asked, terms, _now().date(), keep)
    invented = Random(people)  # noqa: S311 (invented people need no secrecy)
    answer_as_invented(instance, study_id, people, invented, _now, lambda n: tell(n, steps))
    row = close_study(instance, study_id, _now())
    workers = os.cpu_count() or 1
    executor = make_executor(workers, row.closed_count or 0)
    open_study(instance, study_id, sheets[:_NEEDED], _now().date(), executor, workers=workers)
    publish_report(instance, make_report(instance, study_id), _now().date())
    tell(steps, steps)
    return study_id


def _now() -> datetime:
    return datetime.now(UTC)
