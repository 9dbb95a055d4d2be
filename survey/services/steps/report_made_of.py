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
from survey.errors import Refused
from survey.questionnaire.catalogues import INTERFACE, spoken
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.languages import english_name
from survey.reports.report_language import writing_in
from survey.reports.study.report_model import ReportInput
from survey.reports.study.report_text import read_report_text
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
from survey.storage.studies.report_text_rows import approved_editions, text_versions
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


def report_made_of(
    instance: Instance, study_id: str, text: str | None = None, language: str | None = None
) -> ReportMadeOf:
    """Return what the report of a study is made of; `text` is what was written for it ("": the
    draft by rule, None: what was approved last), `language` is what the report is written in (None:
    the language of its words, or English).

    Refused where its words are in another language. StudyUnknown, or StudyStateWrong when nothing
    was released yet, or nobody signed for the release of a real study.
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
        written = _approved(connection, study_id, language) if text is None else text
        editions = approved_editions(connection, study_id)
        carried = facts_of(connection, study_id).with_council
    in_language = _language(written, language)
    with writing_in(in_language):
        publisher = publisher_of(instance, standing.row.organisation)
        council = (
            council_in_report(instance, carried, today, practice=practice) if carried else None
        )
    given = ReportInput(
        gone[-1],
        from_json(standing.row.questionnaire_json),
        spoken,
        written,
        in_language,
        asks=asks,
        earlier_asks=earlier,
        council=council,
        publisher=publisher,
        program=PROGRAM_VERSION,
        status_on=today.isoformat(),
        earlier=gone[:-1],
        editions=tuple((one.number, str(one.approved_on)) for one in editions),
        site=instance.settings.address_of_site,
    )
    return ReportMadeOf(standing, gone, stored, given)


def _approved(connection: Connection, study_id: str, language: str | None) -> str:
    """Return the words that were approved last, in a language where one is wanted."""
    approved = [one.text for one in text_versions(connection, study_id) if one.approved_on]
    fit = [one for one in approved if language in (None, read_report_text(one)[0].language)]
    return (fit or approved or [""])[-1]


def _language(written: str, wanted: str | None) -> str:
    """Return the language of a report; Refused where its words are in another than is wanted."""
    if not written.strip():
        return spoken(wanted or INTERFACE[0])
    found = read_report_text(written)[0].language
    if wanted is not None and wanted != found:
        raise Refused(
            f"The words of this report are in {english_name(found)}, not in "
            f"{english_name(wanted)}.",
            kept="Nothing was made.",
            do=f"Make the report in {english_name(found)}, or write and approve its words in "
            f"{english_name(wanted)} first.",
        )
    return found


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
