"""Publishing the report of a study: it goes into the reading room, where everybody can read it.

It knows a report that was made. It makes none.
"""

from __future__ import annotations

from survey.services.steps.report_files import StudyReport
from survey.storage.files import write_together
from survey.storage.instance import Instance


def publish_report(instance: Instance, report: StudyReport) -> str:
    """Put a report into the reading room and return the address at which it is read."""
    write_together(instance.published / report.study_id, report.files)
    return f"{instance.settings.address_of_site}/r/{report.study_id}/"
