"""Publishing the report of a study: it goes into the reading room, where everybody can read it.

It knows a report that was made. It makes none.
"""

from __future__ import annotations

from datetime import date

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.ask_acts import go_out_with_report
from survey.services.steps.release_standing import require_may_leave, standing_of
from survey.services.steps.report_files import StudyReport, put_report
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal


def publish_report(instance: Instance, report: StudyReport, today: date) -> str:
    """Put a report into the reading room and return the address at which it is read.

    StudyStateWrong where another release came since it was made, something else was decided about
    its tables, or nobody signed for it any more.
    """
    with writing(instance.engine) as connection:
        standing = standing_of(connection, report.study_id)
        if (standing.release.number, standing.digest) != (report.number, report.decided):
            raise StudyStateWrong(
                f"This report is of release {report.number} as it was before.",
                kept="What is in the reading room stays as it is.",
                do=(
                    "Look at what changed, then publish again",
                    Action(Do.SIGN_RELEASE, report.study_id),
                ),
            )
        require_may_leave(standing)
        journal.note(
            connection,
            day=today,
            study_id=report.study_id,
            event="report published",
            words=f"Release {report.number}.",
        )
        go_out_with_report(connection, report.study_id, today)
        put_report(report, instance.published / report.study_id)
    return f"{instance.settings.address_of_site}/r/{report.study_id}/"


def require_newest(instance: Instance, study_id: str, number: int | None) -> None:
    """Refuse with StudyStateWrong where another release than `number` is the newest (None: any may
    be)."""
    with instance.engine.connect() as connection:
        newest = standing_of(connection, study_id).release.number
    if number not in (None, newest):
        raise StudyStateWrong(
            f"The newest release of the study {study_id} is {newest}, not {number}.",
            kept="What is in the reading room stays as it is.",
            do=("Look at its tables first", Action(Do.SIGN_RELEASE, study_id)),
        )
