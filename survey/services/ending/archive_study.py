"""Archiving a study once its report is out: its sealed answers are erased for good.

It cannot open one.
"""

from __future__ import annotations

from datetime import datetime

from survey.services.steps.erase_for_good import archive_one
from survey.storage.instance import Instance
from survey.storage.studies.end_of_data import DataEnd


def archive_study(instance: Instance, study_id: str, now: datetime) -> DataEnd:
    """Erase all that ends with a study, and return what is stored of that.

    Errors as in `archive_one`: in no case is it half archived.
    """
    return archive_one(instance, study_id, now)
