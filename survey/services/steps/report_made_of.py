"""All that a report of a study is made of: its last release as it goes out, what was approved of
its words, what is asked because of it, and who signs it.

It reads, and makes no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from survey.disclosure.quotes import Quote, quotable
from survey.disclosure.release import Release
from survey.questionnaire.files.reading import from_json
from survey.reports.study.report_model import ReportInput
from survey.reports.study.spoken_words import SpokenWords
from survey.services.steps.asks_in_public import asks_of_report
from survey.services.steps.council_in_report import council_in_report
from survey.services.steps.release_standing import (
    ReleaseStanding,
    approved_themes,
    as_gone_out,
    require_may_leave,
    standing_of,
)
from survey.services.steps.report_publisher import publisher_of
from survey.settings import PROGRAM_VERSION
from survey.storage.instance import Instance
from survey.storage.studies import releases
from survey.storage.studies.published_editions import facts_of
from survey.storage.studies.report_text_rows import approved_editions, approved_text
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import quote_rows


@dataclass(frozen=True, slots=True)
class ReportMadeOf:
    """Where the last release stands, all releases as they go out and as they are stored, and all
    that a report of the last is made of."""

    standing: ReleaseStanding
    gone: tuple[Release, ...]
    stored: tuple[Release, ...]
    given: ReportInput


def report_made_of(instance: Instance, study_id: str, text: str | None = None) -> ReportMadeOf:
    """Return what the report of a study is made of; `text` is what was written for it ("": the
    draft by rule, None: what was approved last).

    StudyUnknown, or StudyStateWrong when nothing was released yet, or nobody signed for the release
    of a real study.
    """
    today = datetime.now(UTC).date()
    with instance.engine.connect() as connection:
        standing = standing_of(connection, study_id)
        require_may_leave(standing)
        practice = standing.row.practice
        asks, earlier = asks_of_report(connection, study_id, today, practice=practice)
        gone = as_gone_out(connection, standing)
        stored = releases.every(connection, study_id)
        themes = approved_themes(connection, standing, gone[-1])
        spoken = SpokenWords(themes, _quotes(connection, standing.row))
        written = approved_text(connection, study_id) if text is None else text
        editions = approved_editions(connection, study_id)
        carried = facts_of(connection, study_id).with_council
    given = ReportInput(
        gone[-1],
        from_json(standing.row.questionnaire_json),
        spoken,
        written,
        asks=asks,
        earlier_asks=earlier,
        council=council_in_report(instance, carried, today, practice=practice) if carried else None,
        publisher=publisher_of(instance, standing.row.organisation),
        program=PROGRAM_VERSION,
        status_on=today.isoformat(),
        earlier=gone[:-1],
        editions=tuple((one.number, str(one.approved_on)) for one in editions),
    )
    return ReportMadeOf(standing, gone, stored, given)


def _quotes(connection: Connection, row: StudyRow) -> tuple[Quote, ...]:
    """Return the quotes that two people approved, looked through once more."""
    regions = from_json(row.questionnaire_json).audience.regions
    return tuple(
        quotable(
            one.words,
            one.language,
            may_quote=True,  # nothing else is ever proposed
            redacted_by=one.proposed_by,
            approved_by=one.approved_by,
            regions=regions,
        )
        for one in quote_rows.approved(connection, row.id)
    )
