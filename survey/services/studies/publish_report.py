"""Publishing the report of a study: it goes into the reading room, where everybody can read it.

It knows a report that was made. It makes none.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import Connection

from survey.errors import Action, Do, StudyStateWrong
from survey.services.steps.ask_acts import go_out_with_report
from survey.services.steps.put_edition import NewEdition, putting_edition
from survey.services.steps.release_standing import require_may_leave, standing_of
from survey.services.steps.report_files import StudyReport, put_report
from survey.services.steps.report_versions import keep_published_words
from survey.services.steps.sign_bundle import with_bundle
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import quote_rows


def publish_report(instance: Instance, report: StudyReport, today: date) -> str:
    """Put a report into the reading room and return the address at which it is read, from the day
    on that was said of it. Words that it was made with are what the report says from then on.

    Where the organisation has a key, all of it goes there as a signed bundle too; InstanceUnsound
    where that key is lost. StudyStateWrong where another release came since it was made, something
    else was decided about its tables, nobody signed for it any more, or a quote in it was taken
    back.
    """
    made_of = report.decided.hex()
    card = report.card.model_copy(update={"made_of": made_of}) if report.card else None
    whole = with_bundle(instance, report)
    card_json = card.model_dump_json() if card else ""
    edition = NewEdition(report.study_id, report.number, card_json, partial(put_report, whole))
    with putting_edition(instance, edition, today) as (connection, held):
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
        _require_quotes(connection, report)
        if report.words is not None:
            keep_published_words(connection, report.study_id, report.words, today)
        journal.note(
            connection,
            day=today,
            study_id=report.study_id,
            event="report published",
            words=f"Release {report.number}."
            + (f" Readers have it from {held.isoformat()} on." if held else ""),
        )
        go_out_with_report(connection, report.study_id, held or today, today)
    return f"{instance.settings.address_of_site}/r/{report.study_id}/"


def _require_quotes(connection: Connection, report: StudyReport) -> None:
    """Refuse with StudyStateWrong where a quote was taken back while a report was made with it."""
    approved = quote_rows.approved(connection, report.study_id)
    still = {(one.language, one.words.strip()) for one in approved}
    if not still.issuperset((one.language, one.words) for one in report.quotes):
        raise StudyStateWrong(
            "A quote in this report was taken back while the report was made.",
            kept="What is in the reading room stays as it is.",
            do=("Publish it again", Action(Do.PUBLISH_REPORT, report.study_id)),
        )


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
