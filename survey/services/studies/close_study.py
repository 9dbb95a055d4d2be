"""Closing a study: no more answers, everything mixed, and the set of envelopes fixed.

It cannot open one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.closing import close_answers
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.life_table import Stand, may

_NEXT: Mapping[Stand, Do] = {
    "closed": Do.OPEN_STUDY,
    "released": Do.REPORT_STUDY,
}


def close_study(instance: Instance, study_id: str, now: datetime) -> study_rows.StudyRow:
    """Close a study and give it as it now stands.

    StudyUnknown, or StudyStateWrong when it is closed already; else as `close_answers` does.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    study_rows.require_data(row)
    if not may(row.stand, "shut") and not may(row.stand, "closed"):
        raise _closed_before(row)
    return close_answers(instance, row, now)


def _closed_before(row: study_rows.StudyRow) -> StudyStateWrong:
    if row.stand not in _NEXT:
        return StudyStateWrong(
            f"The study {row.id} is {row.stand}.", do="There is nothing more to do."
        )
    return StudyStateWrong(
        f"The study {row.id} is {row.stand} already.",
        kept="Its answers stay as they were closed.",
        do=Action(_NEXT[row.stand], row.id, sheets=row.threshold),
    )
