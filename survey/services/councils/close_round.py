"""Closing a round: its answers are mixed and fixed, and then the council knows it too.

It must not know answers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from survey.services.steps.closing import close_answers
from survey.services.steps.latest_round import latest_round
from survey.storage.council import council_acts, council_rows
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.studies import study_rows


def close_round(instance: Instance, council_id: str, now: datetime) -> study_rows.StudyRow:
    """Close the latest round of a council, and return its study as it now stands.

    StudyUnknown; StudyStateWrong before the first round, or as in `close_answers`; Refused when it
    was closed before. A closing that was cut short is taken up where it stopped.
    """
    _, study = latest_round(instance, council_id, "Nothing was changed.")
    if not study.closed_digest:
        study = close_answers(instance, study, now)
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        closed, today = row.council.apply("close the round"), now.astimezone(UTC).date()
        council_acts.keep(connection, replace(row, council=closed), "round closed", today)
    return study
