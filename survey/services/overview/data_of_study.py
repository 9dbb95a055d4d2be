"""What is kept of a study or council, when it ends, and what has ended: what every door shows.

It knows days, names and numbers of sheets. It must not know an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from survey.errors import StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire, Written
from survey.services.steps.erase_for_good import require_council_over, require_time
from survey.services.steps.sheets_destroyed import SheetsOf, sheets_of
from survey.services.steps.study_terms import StudyTerms, promised_days
from survey.services.steps.words_days import require_no_words_read
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.studies import end_of_data, study_rows
from survey.storage.studies.days_of_data import days_of_study
from survey.storage.studies.end_of_data import DataEnd, DestroyedSheet, HeldSheet
from survey.storage.studies.rounds_of_council import rounds_of
from survey.storage.studies.study_rows import StudyRow
from survey.studies.data_plan import PlannedEnd, StudyDays, plan_of, what_stays
from survey.studies.life_table import LIFE, may


@dataclass(frozen=True, slots=True)
class DataOfStudy:
    """The plan of a study or council, and how far it is.

    `why_not` says why it cannot be archived now ("": it can, or it is), `unread` that there are
    texts which nobody opened, `forever` what of archiving can never be undone.
    """

    id: str
    title: str
    is_council: bool
    practice: bool
    plan: tuple[PlannedEnd, ...]
    stays: tuple[str, ...]
    end: DataEnd | None
    destroyed: tuple[DestroyedSheet, ...]
    sheets: SheetsOf
    why_not: str
    unread: bool
    held: tuple[HeldSheet, ...] = ()
    forever: str = LIFE["archived"].forever

    def role_of(self, sheet: int) -> str:
        """Return the role that a sheet was made for ("": not known)."""
        return next((one.holder for one in self.held if one.sheet == sheet), "")

    @property
    def next_day(self) -> date | None:
        """Return the day of the next end that is planned; None where all has ended."""
        return next((one.latest for one in self.plan if not one.is_over), None)


def data_of(instance: Instance, of: str, now: datetime) -> DataOfStudy:
    """Return what is kept of a study, or of a council and its rounds; StudyUnknown, NotAsPinned."""
    with instance.engine.connect() as conn:
        if study_rows.exists(conn, of):
            return _of_study(instance, conn, of, now)
        return _of_council(instance, conn, of, now)


def foresee_data(
    instance: Instance, asked: Questionnaire, terms: StudyTerms, today: date
) -> tuple[PlannedEnd, ...]:
    """Return when the data of a study would end that is published today on some terms.

    Refused where its days do not fit.
    """
    closes_on, results_by = promised_days(terms, today)
    words = any(isinstance(one, Written) for one in asked.questions())
    backups = instance.settings.backup_days
    return plan_of(StudyDays(closes_on, results_by, backups, asks_words=words))


def _of_study(instance: Instance, conn: Connection, study_id: str, now: datetime) -> DataOfStudy:
    row = study_rows.get(conn, study_id)
    study_rows.require_survey(row)
    days = days_of_study(conn, row, instance.settings.backup_days)
    return DataOfStudy(
        id=study_id,
        title=_title(row),
        is_council=False,
        practice=row.practice,
        plan=() if row.stand == "withdrawn" else plan_of(days),
        stays=what_stays(),
        end=end_of_data.end_of(conn, study_id),
        destroyed=end_of_data.destroyed(conn, study_id),
        sheets=sheets_of(conn, study_id),
        why_not=_why_not(instance, conn, row, now),
        unread=bool(row.closed_words_count) and days.words_opened_on is None,
        held=end_of_data.held(conn, study_id),
    )


def _of_council(
    instance: Instance, conn: Connection, council_id: str, now: datetime
) -> DataOfStudy:
    row = council_rows.get(conn, council_id)
    rounds = rounds_of(conn, council_id)
    plan: tuple[PlannedEnd, ...] = ()
    if rounds:
        newest = max(rounds, key=lambda one: one.results_by)
        plan = plan_of(days_of_study(conn, newest, instance.settings.backup_days))
    end = end_of_data.end_of(conn, council_id)
    why_not = ""
    if end is None:
        try:
            require_council_over(conn, row, rounds, now)
        except StudyStateWrong as error:
            why_not = f"{error.what} {error.do}"
    return DataOfStudy(
        id=council_id,
        title=row.file.title.in_language(row.file.languages[0]),
        is_council=True,
        practice=row.practice,
        plan=plan,
        stays=what_stays(),
        end=end,
        destroyed=end_of_data.destroyed(conn, council_id),
        sheets=SheetsOf(row.shares, row.threshold),
        why_not=why_not,
        unread=False,
        held=end_of_data.held(conn, council_id),
    )


def _why_not(instance: Instance, conn: Connection, row: StudyRow, now: datetime) -> str:
    if row.stand in ("archived", "shredded"):
        return ""
    if not may(row.stand, "archived"):
        return "It can be archived once it is closed, as a rule when its report is public."
    try:
        require_time(instance, row, now)
        require_no_words_read(conn, row.id, now.astimezone(UTC).date())
    except StudyStateWrong as error:
        return f"{error.what} {error.do}"
    return ""


def _title(row: StudyRow) -> str:
    asked = from_json(row.questionnaire_json)
    return asked.title.in_language(asked.languages[0])
