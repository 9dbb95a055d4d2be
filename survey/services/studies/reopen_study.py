"""Taking a study up again: the same questions and keys, and answers until another day.

It cannot open one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from survey.disclosure.reasons import published_in_words
from survey.errors import Action, Do, Refused, StudyStateWrong
from survey.services.steps.closed_shelves import require_as_closed, texts_gone
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import releases, study_life, study_rows
from survey.studies.days import month_after
from survey.studies.life_table import may

_MONTHS_TO_RESULTS = 2


def reopen_study(
    instance: Instance, study_id: str, closes_on: date, now: datetime
) -> study_rows.StudyRow:
    """Open a study that was released for answers until the end of `closes_on`, and give it.

    What was closed stays as it is; its receipts are gone, so it cannot be taken back any more.
    StudyUnknown; StudyStateWrong when it is not closed or was never released; Refused for a day
    that is past; ClosedSetChanged when the shelves are not what was closed; DisclosureRefused
    when it was published in words, since then it can never be published again.
    """
    today = now.astimezone(UTC).date()
    if closes_on < today:
        raise Refused(
            f"The closing day {closes_on} is past.",
            kept="Nothing was changed.",
            do="Choose today or a later day.",
        )
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
        study_rows.require_survey(row)
        study_rows.require_data(row)
        published = releases.every(connection, study_id)
    if not may(row.stand, "taken up again"):
        raise StudyStateWrong(
            f"The study {study_id} takes answers already, or its closing was cut short.",
            kept="Nothing was changed.",
            do=("End it", Action(Do.CLOSE_STUDY, study_id)),
        )
    if not published:
        raise StudyStateWrong(
            f"The study {study_id} was never published here, so it cannot be taken up again.",
            kept="Nothing was changed.",
            do="Open it first. Where it was opened on another machine, bring its release back: a "
            "second one is compared with it.",
        )
    if any(release.policy.ladder == "10-29" for release in published):
        raise published_in_words()
    if texts_gone(instance, study_id):
        raise StudyStateWrong(
            f"The texts of {study_id} ended with its opened words, so it cannot be taken up again.",
            kept="Nothing was changed.",
            do="To ask more people, publish its questions as a new study.",
        )
    require_as_closed(instance, row, "numbers", "words")
    with writing(instance.engine) as connection:
        results_by = month_after(closes_on, _MONTHS_TO_RESULTS)
        return study_life.take_up(connection, study_id, closes_on, results_by, today)
