"""What whoever publishes a study's report is shown: where it stands, and what would be public.

It knows the stored release and what was decided of it. It must not know a tally.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.disclosure.release_tables import tables_of
from survey.questionnaire.catalogues import INTERFACE
from survey.questionnaire.files.reading import from_json
from survey.reports.study.method import respondents
from survey.reports.study.report_text import read_report_text
from survey.services.steps.reading_shelf import card_of_edition, shelved
from survey.services.steps.release_standing import (
    as_gone_out,
    is_worked_out,
    standing_of,
)
from survey.services.steps.report_standing import ReportStanding, report_standing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.storage.studies.published_editions import EditionRow, editions_of
from survey.storage.studies.report_text_rows import approved_text
from survey.storage.words import quote_rows
from survey.studies.life_table import Stand


@dataclass(frozen=True, slots=True)
class ReportToPublish:
    """The report of a study: where the study and the report stand, whether what was approved may
    leave, how many people took part in words, and how many tables and quotes go out.

    `held_until` is the day before which nobody reads the newest edition (None: it is read, or there
    is none), `is_locked` says that a passphrase is asked for, `language` is that of the words that
    were approved, `languages_out` are those that the newest edition can be read in. `left_out`
    counts tables that go into no file, `undecided` those that wait for a decision.
    """

    study_id: str
    title: str
    stand: Stand
    practice: bool
    standing: ReportStanding
    may_leave: bool = False
    people: str = ""
    going_out: int = 0
    left_out: int = 0
    undecided: int = 0
    quotes: int = 0
    held_until: date | None = None
    is_locked: bool = False
    language: str = "en"
    languages_out: tuple[str, ...] = ()


def report_to_publish(instance: Instance, study_id: str, today: date) -> ReportToPublish:
    """Return where the report of a survey stands on a day; StudyUnknown, or StudyStateWrong for the
    round of a council."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        asked = from_json(row.questionnaire_json)
        title = asked.title.in_language(asked.languages[0])
        where = report_standing(instance, connection, row)
        shelf = shelved(connection, study_id, today)
        if not where.newest:
            return ReportToPublish(row.id, title, row.stand, row.practice, where)
        standing = standing_of(connection, study_id)
        out = set(standing.items) - standing.rejected
        if standing.must_be_signed:
            out -= set(standing.undecided)
        if standing.may_leave and is_worked_out(connection, standing):
            gone = tables_of(as_gone_out(connection, standing)[-1])
            out -= set(tables_of(standing.release)) - set(gone)
        waiting = set(standing.undecided) if standing.must_be_signed else set()
        return ReportToPublish(
            row.id,
            title,
            row.stand,
            row.practice,
            where,
            standing.may_leave,
            respondents(standing.release),
            len(out),
            len(set(standing.items) - out - waiting),
            len(waiting),
            len(quote_rows.approved(connection, study_id)),
            shelf.held_until,
            shelf.is_locked,
            read_report_text(approved_text(connection, study_id))[0].language,
            _languages_out(editions_of(connection, study_id)),
        )


def _languages_out(editions: tuple[EditionRow, ...]) -> tuple[str, ...]:
    """Return the languages of the newest edition, read by now or held back; one of before there
    were cards is in English."""
    card = card_of_edition(editions[0]) if editions else None
    return card.written_in if card else INTERFACE[:1]
