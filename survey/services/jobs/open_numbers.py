"""Opening the numbers of a study in a process of its own, and what is said afterwards.

It knows share sheets while it works. What it says tells no number that is hidden.
"""

from __future__ import annotations

import os
from datetime import datetime

from survey.services.jobs.kinds_of_work import Tell
from survey.services.steps.answers_cost import is_for_several_machines, time_to_open
from survey.services.steps.executors import make_executor
from survey.services.steps.gather_sheets import ReadyToOpen
from survey.services.steps.opening_foreseen import foresee
from survey.storage.instance import Instance


def ready_for_numbers(instance: Instance, study_id: str, now: datetime) -> ReadyToOpen:
    """Return what is opened of a study; StudyUnknown, or StudyStateWrong where it cannot be now."""
    found = foresee(instance, study_id, now.date())
    row = found.row
    return ReadyToOpen(
        id=row.id,
        title=found.title,
        practice=row.practice,
        shares=row.shares,
        threshold=row.threshold,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
        closed_set=row.closed_digest,
        closed_on=row.closed_on,
        about=_about(found.responses),
        takes=time_to_open(found.responses),
        for_several=is_for_several_machines(found.responses),
    )


def open_numbers(
    instance: Instance, study_id: str, sheets: tuple[str, ...], now: datetime, tell: Tell
) -> str:
    """Open a study, store its protected release, and return what is said of it."""
    # imported here because it carries the solver, which only the process that opens needs
    from survey.services.studies.open_study import open_study

    envelopes = foresee(instance, study_id, now.date()).responses
    workers = os.cpu_count() or 1
    # opening is about half of the work; what follows cannot say how far it is
    opened = open_study(
        instance,
        study_id,
        sheets,
        now.date(),
        make_executor(workers, envelopes),
        lambda done, total: tell(done, 2 * max(total, 1)),
        workers,
    )
    return f"Release {opened.release.number} is stored."


def _about(answers: int) -> str:
    tens = 10 * round(answers / 10)
    return f"about {tens:,} answers" if answers >= 10 else "fewer than ten answers"
