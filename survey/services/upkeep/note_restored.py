"""Telling a restored instance which backup it was brought back from.

The journal says that a backup was made once it is, so that no backup holds that of itself.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from survey.settings import Settings
from survey.storage.database import is_current, writing
from survey.storage.instance import unchecked_instance
from survey.storage.staff import journal


def note_restored(folder: Path, settings: Settings, made_on: date, today: date) -> None:
    """Write into the journal of a restored instance that there is a backup of a day, and that it
    was brought back, which proves it as a rehearsal does.

    An instance of an older revision is left as it is.
    """
    with closing(unchecked_instance(folder, settings)) as instance:
        if not is_current(instance.engine):
            return
        words = "This instance was restored from it."
        with writing(instance.engine) as connection:
            for day, event in ((made_on, "backup made"), (today, "backup rehearsed")):
                journal.note(connection, day=day, study_id="", event=event, words=words)
