"""Feeding a round back: from now on members see how the group answered.

It knows the stored, protected release of a round. It must not know an answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from survey.disclosure.council.round_release import RoundRelease
from survey.errors import Action, Do, StudyStateWrong
from survey.storage.council import council_acts, council_rows, round_releases
from survey.storage.database import writing
from survey.storage.instance import Instance


def feed_back_round(instance: Instance, council_id: str, today: date) -> RoundRelease:
    """Let members see the release of the latest round, and give it.

    StudyUnknown; Refused when the round was not counted yet, or was fed back before.
    """
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        after = row.council.apply("feed back")
        release = round_releases.get(connection, council_id, row.council.round)
        if release is None:
            raise StudyStateWrong(
                f"Round {row.council.round} of the council {council_id} was not counted yet.",
                kept="Nothing was changed.",
                do=("Count it first", Action(Do.COUNT_ROUND, council_id, sheets=row.threshold)),
            )
        council_acts.keep(connection, replace(row, council=after), "round fed back", today)
    return release
