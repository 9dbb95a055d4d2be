"""An invented council as an instance keeps it."""

from __future__ import annotations

from datetime import date

from survey.questionnaire.texts import Text
from survey.reports.council.proceedings import Proceedings
from survey.storage.council import council_rows, round_releases
from survey.storage.instance import Instance


def store_council(instance: Instance, given: Proceedings) -> None:
    """Keep a practice council called “reporting”, with the releases of its rounds."""
    row = council_rows.CouncilRow(
        id="reporting",
        council=given.council,
        register=given.register,
        file=given.file,
        practice=True,
        reviewed=True,
        numbers_public=bytes(1216),
        words_public=bytes(1216),
        shares=3,
        threshold=2,
        invited=24,
        created_on=date(2030, 1, 1),
        plans=given.plans,
        safeguarding=Text.from_input("Somebody"),
    )
    with instance.engine.begin() as connection:
        council_rows.add(connection, row)
        for release in given.releases:
            round_releases.put(connection, release)
