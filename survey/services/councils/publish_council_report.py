"""Publishing the report of a council: it goes into the reading room, where everybody can read it.

It reads what `make_council_report` made of stored releases. It knows no tally and no member.
"""

from __future__ import annotations

from datetime import date

from survey.services.steps.council_report import CouncilReport
from survey.storage.database import writing
from survey.storage.files import write_together
from survey.storage.instance import Instance
from survey.storage.staff import journal


def publish_council_report(instance: Instance, report: CouncilReport, today: date) -> str:
    """Put a report into the reading room and return the address at which it is read."""
    with writing(instance.engine) as connection:
        journal.note(
            connection, day=today, study_id=report.council_id, event="council report published"
        )
        write_together(instance.published / report.council_id, report.files)
    return f"{instance.settings.address_of_site}/r/{report.council_id}/"
