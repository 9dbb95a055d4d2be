"""Possible current risks of studies and rounds: which wait for a decision, and what was decided.

It knows days, decisions and reasons of staff. It must not know a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from survey.storage.instance import Instance
from survey.storage.words import risk_rows


def risks_that_wait(instance: Instance, study_ids: Iterable[str]) -> tuple[tuple[str, date], ...]:
    """Return of which of some studies a possible risk waits for a decision, and since which day."""
    with instance.engine.connect() as connection:
        found = {one: risk_rows.undecided(connection, one) for one in study_ids}
        flags = {
            one: [risk_rows.flag_of(connection, one, text_id) for text_id in ids]
            for one, ids in found.items()
        }
    return tuple(
        (one, min(flag.flagged_on for flag in here if flag is not None))
        for one, here in flags.items()
        if here
    )


def risks_decided(
    instance: Instance, study_id: str
) -> tuple[tuple[date, str, tuple[tuple[str, str, date], ...]], ...]:
    """Return what was decided of possible risks: the day, what, and who said why and when."""
    with instance.engine.connect() as connection:
        found = risk_rows.decided(connection, study_id)
    return tuple(
        (
            flag.decided_on or flag.flagged_on,
            flag.decision,
            tuple((one.said_by, one.reason, one.day) for one in voices),
        )
        for flag, voices in found
    )
