"""What the newest forecast of a draft says of its breakdowns, as its task list needs it."""

from __future__ import annotations

from sqlalchemy import Connection

from survey.disclosure.forecast.foretold import Forecast
from survey.storage.staff import job_rows
from survey.storage.studies import study_drafts
from survey.studies.publishing_tasks import GroupsForeseen

FORECAST = "forecast"


def groups_foreseen(connection: Connection, study_id: str) -> GroupsForeseen | None:
    """Return how many breakdowns of a draft's newest version will not be printed, or mostly not;
    None where that version was not forecast."""
    if not study_drafts.exists(connection, study_id):
        return None
    newest = study_drafts.get(connection, study_id).newest
    for job in job_rows.every(connection, study_id):
        if job.kind == FORECAST and job.result and job.asked["version"] == newest:
            made = Forecast.model_validate_json(job.result)
            poor = [row.by for row in made.rows if row.is_chosen and row.expected.kind != "groups"]
            return GroupsForeseen(
                len(made.impossible), len([by for by in poor if by not in made.impossible])
            )
    return None
