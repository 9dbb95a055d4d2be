"""Archiving a council that has ended: the sealed answers of all its rounds are erased for good.

It cannot open one.
"""

from __future__ import annotations

from datetime import datetime

from survey.services.steps.erase_for_good import archive_whole_council
from survey.storage.instance import Instance
from survey.storage.studies.end_of_data import DataEnd


def archive_council(instance: Instance, council_id: str, now: datetime) -> DataEnd:
    """Erase all that ends with a council, and return what is stored of that.

    Errors as in `archive_whole_council`.
    """
    return archive_whole_council(instance, council_id, now)
