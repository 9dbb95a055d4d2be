"""Closing a study: no more answers, everything mixed, and the set of envelopes fixed.

It cannot open one.
"""

from __future__ import annotations

from datetime import datetime

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.closing import close_answers
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

_NEXT = {
    "closed": Do.OPEN_STUDY,
    "released": Do.REPORT_STUDY,
}


def close_study(instance: Instance, study_id: str, now: datetime) -> study_rows.StudyRow:
    """Close a study and give it as it now stands.

    StudyUnknown, or StudyStateWrong when it is closed already; else as `close_answers` does.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        if row.state != "open" and row.closed_hash is not None:
            raise StudyStateWrong(
                f"The study {study_id} is {row.state} already.",
                kept="Its answers stay as they were closed.",
                do=Action(_NEXT[row.state], study_id),
            )
        if row.state == "archived":
            raise StudyStateWrong(
                f"The study {study_id} is archived.", do="There is nothing more to do."
            )
    return close_answers(instance, row, now)
