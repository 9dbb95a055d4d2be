"""What an opening of a study is going to do, and why it cannot be opened now; nothing is opened.

It knows public facts and no key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from survey.disclosure.policy import Policy
from survey.disclosure.release import Release
from survey.errors import Action, Do, StudyStateWrong
from survey.questionnaire.files.reading import from_json
from survey.services.steps.study_policy import policy_of
from survey.storage.instance import Instance
from survey.storage.studies import releases, study_rows
from survey.studies.life_table import may, needs


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an opening is going to do, known before anything is opened.

    `responses` were closed, so at most so many people are counted: those without any answer are
    not. The release is number `release`; `step` is the step of the ladder that so many stand on.
    """

    row: study_rows.StudyRow
    title: str
    responses: int
    release: int
    step: str
    policy: Policy


def foresee(instance: Instance, study_id: str, today: date) -> Foreseen:
    """Return what opening a study is going to do; StudyUnknown, StudyStateWrong as it would be."""
    row, before = _closed(instance, study_id, today)
    return foreseen_of(row, before)


def foreseen_of(row: study_rows.StudyRow, before: Sequence[Release]) -> Foreseen:
    """Return what opening a closed study with these releases is going to do."""
    questionnaire = from_json(row.questionnaire_json)
    title = questionnaire.title.in_language(questionnaire.languages[0])
    responses, policy = row.closed_count or 0, policy_of(row)
    return Foreseen(row, title, responses, len(before) + 1, policy.step(responses), policy)


def closed_study(instance: Instance, study_id: str, today: date) -> study_rows.StudyRow:
    """Return a study that can be opened now; StudyUnknown, StudyStateWrong."""
    return _closed(instance, study_id, today)[0]


def _closed(
    instance: Instance, study_id: str, today: date
) -> tuple[study_rows.StudyRow, tuple[Release, ...]]:
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        before = releases.every(connection, study_id)
    study_rows.require_survey(row)
    require_openable(row, before, today)
    return row, before


def require_openable(row: study_rows.StudyRow, before: Sequence[Release], today: date) -> None:
    """Refuse with StudyStateWrong a study with these releases that cannot be opened now."""
    if row.stand == "withdrawn":
        raise StudyStateWrong(
            f"The study {row.id} was withdrawn before anybody answered.",
            kept="There is nothing to open.",
        )
    study_rows.require_data(row)
    if not may(row.stand, "released") and row.stand != "released":
        raise StudyStateWrong(
            f"The study {row.id} is still open for answers.",
            kept="Nothing was opened.",
            do=("Close it first", Action(Do.CLOSE_STUDY, row.id)),
        )
    promised = "the last day is over" in needs("released", practice=row.practice)
    if promised and today <= row.closes_on != row.closed_on:
        raise StudyStateWrong(
            f"People were told that they can take answers back until {row.closes_on}.",
            kept="Nothing was opened.",
            do="Open it on the day after, by the clock of UTC.",
        )
    if row.stand == "released":
        raise StudyStateWrong(
            f"The study {row.id} was opened before, and its numbers are published.",
            kept="Nothing was opened again: a second opening could be compared with the first.",
            do=(
                "See the numbers",
                Action(Do.REPORT_STUDY, row.id),
                *_how_to_ask_more(row.id, before),
            ),
        )


def _how_to_ask_more(study_id: str, before: Sequence[Release]) -> tuple[str | Action, ...]:
    """Return the way that is open: a study that spoke in words is never taken up again."""
    if any(release.policy.ladder == "10-29" for release in before):
        return (
            "To ask more people, publish its questions as a new study, since this one was "
            "published in words.",
        )
    return "Ask more people", Action(Do.REOPEN_STUDY, study_id)
