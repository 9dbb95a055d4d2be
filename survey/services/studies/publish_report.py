"""Publishing the report of a study: it goes into the reading room, where everybody can read it.

It knows a report that was made. It makes none.
"""

from __future__ import annotations

from datetime import date

from survey.services.steps.report_files import StudyReport
from survey.storage.database import writing
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.staff import journal


def publish_report(instance: Instance, report: StudyReport, today: date) -> str:
    """Put a report into the reading room and return the address at which it is read."""
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id=report.study_id, event="report published")
        write_together(instance.published / report.study_id, report.files)
    return f"{instance.settings.address_of_site}/r/{report.study_id}/"
