"""Opening a round again that was closed before anybody answered: by accident, or too early.

It knows the state of a council and of its round, and how many answers came in. It must not know a
member or an answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from survey.errors import Action, Do, Refused
from survey.services.steps.round_days import last_day
from survey.storage.council import council_acts, council_rows
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_life, study_rows
from survey.studies.days import month_after


def reopen_round(
    instance: Instance, council_id: str, closes_on: date | None, now: datetime
) -> study_rows.StudyRow:
    """Let the latest round of a council take answers until the end of `closes_on`, or for two
    weeks, and return it.

    StudyUnknown; Refused when it is not closed, the day is past, or somebody answered it: what was
    closed cannot be taken back any more, as people were told they can while a round is open.
    """
    day = last_day(closes_on, now, "Nothing was changed.")
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        after = row.council.apply("open the round again")
        study = study_rows.get(connection, council_rows.round_id(council_id, row.council.round))
        if study.closed_count or study.closed_words_count:
            raise Refused(
                f"Answers came in before round {study.round} was closed, and they are fixed.",
                kept="Nothing was changed.",
                do=(
                    "Count it with the trustees, and ask those who missed it in the next round",
                    Action(Do.SEE_COUNCIL, council_id),
                ),
            )
        today = now.astimezone(UTC).date()
        study = study_life.take_up(connection, study.id, day, month_after(day, 1), today)
        changed = replace(row, council=after)
        council_acts.keep(connection, changed, "round opened again", today, f"Until {day}.")
        return study
