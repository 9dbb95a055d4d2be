"""What a coordinator sees of the studies of an instance: one of them, or the list.

It knows public facts only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey.questionnaire.files.reading import from_json
from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.life_table import IN_FIELD, Stand, StudyEvent, possible

StudyKind = Literal["practice", "reviewed", "without reviews"]


@dataclass(frozen=True, slots=True)
class StudyDescription:
    """One study: `title` in the first language of its questionnaire, `counted` the responses as of
    the last mix (`about` them to ten: what is shown while it is open), `closed_count` those that
    were closed (0: it is not closed).

    `closed_on` is the day on which it was closed (None: it is not, or that is not known).
    People are told `closes_on`, the last day for answers and for taking them back, and the month of
    `results_by`. `in_field` says that it is not closed, `of_council` whose round it is ("": it is a
    survey). `possible` is what can happen to it next; the rounds of a council follow their council.
    Its share sheets name `shares`, `threshold` and the public keys.
    """

    id: str
    title: str
    stand: Stand
    kind: StudyKind
    possible: tuple[StudyEvent, ...]
    in_field: bool
    of_council: str
    counted: int
    about: int
    closed_count: int
    opened_on: date
    closes_on: date
    closed_on: date | None
    results_by: date
    shares: int
    threshold: int
    numbers_public: bytes
    words_public: bytes


@dataclass(frozen=True, slots=True)
class StudyList:
    """All studies in the order of their names, and how many answers wait before they are mixed."""

    studies: tuple[StudyDescription, ...]
    mix_waiting: int

    @property
    def has_surveys_in_field(self) -> bool:
        """Whether there is a study whose number moves only when answers are mixed."""
        return any(one.in_field and not one.of_council for one in self.studies)

    @property
    def has_rounds_in_field(self) -> bool:
        """Whether there is a round, whose number moves only when it closes."""
        return any(one.in_field and one.of_council for one in self.studies)


def describe_study(instance: Instance, study_id: str) -> StudyDescription:
    """Return what is known of a study; StudyUnknown, NotAsPinned."""
    with instance.engine.connect() as connection:
        return _described(study_rows.get(connection, study_id))


def list_studies(instance: Instance) -> StudyList:
    """Return the studies as they lie there, unchecked: only to be looked at."""
    with instance.engine.connect() as connection:
        rows = study_rows.all_studies(connection)
    return StudyList(tuple(map(_described, rows)), instance.settings.mix_waiting)


def _described(row: study_rows.StudyRow) -> StudyDescription:
    asked = from_json(row.questionnaire_json)
    return StudyDescription(
        id=row.id,
        title=asked.title.in_language(asked.languages[0]),
        stand=row.stand,
        kind="practice" if row.practice else "reviewed" if row.reviewed else "without reviews",
        possible=() if row.council_id else possible(row.stand),
        in_field=row.stand in IN_FIELD,
        of_council=row.council_id or "",
        counted=row.counted,
        about=row.about,
        closed_count=row.closed_count or 0,
        opened_on=row.opened_on,
        closes_on=row.closes_on,
        closed_on=row.closed_on,
        results_by=row.results_by,
        shares=row.shares,
        threshold=row.threshold,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
    )
