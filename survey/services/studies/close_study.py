"""Closing a study: no more answers, everything mixed, and the set of envelopes fixed.

It cannot open one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.closing import close_answers, require_promise_kept
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
    return close_answers(instance, _not_closed(instance, study_id), now)


def foresee_closing(instance: Instance, study_id: str, now: datetime) -> study_rows.StudyRow:
    """Return a study that can be closed now; what `close_study` refuses at once is refused here."""
    row = _not_closed(instance, study_id)
    study_rows.require_survey(row)
    if may(row.stand, "shut"):
        require_promise_kept(row, now)
    return row


def _not_closed(instance: Instance, study_id: str) -> study_rows.StudyRow:
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    study_rows.require_data(row)
    if not may(row.stand, "shut") and not may(row.stand, "closed"):
        raise _closed_before(row)
    return row


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
