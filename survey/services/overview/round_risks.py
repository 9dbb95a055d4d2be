"""Possible current risks in what members of councils wrote: what waits, and what was decided.

It knows decisions, reasons and the law that people were told of. It must not know a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from survey.services.steps.risks_noted import risks_decided, risks_that_wait
from survey.storage.council import council_rows
from survey.storage.instance import Instance
from survey.storage.words import words_access


@dataclass(frozen=True, slots=True)
class RoundRisks:
    """What stands beside the texts of a council's latest round.

    `law` is what members were told of what may have to be passed on, and by which law. `decided`
    is of all rounds: the day, what, and who said why and when. `is_open` tells whether there are
    texts that moderators read.
    """

    law: tuple[str, ...]
    decided: tuple[tuple[date, str, tuple[tuple[str, str, date], ...]], ...]
    is_open: bool


def round_risks(instance: Instance, council_id: str) -> RoundRisks:
    """Return what stands beside the texts of the latest round; StudyUnknown."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        rounds = [council_rows.round_id(row.id, one) for one in range(1, row.council.round + 1)]
        opening = words_access.opening_of(connection, rounds[-1]) if rounds else None
    told = (row.safeguarding, row.jurisdiction)
    return RoundRisks(
        tuple(said for one in told if (said := one.in_language(row.file.languages[0]))),
        tuple(one for study_id in rounds for one in risks_decided(instance, study_id)),
        opening is not None and opening.state == "reading",
    )


def round_risks_that_wait(
    instance: Instance, council_ids: Iterable[str]
) -> tuple[tuple[str, date], ...]:
    """Return in which of some councils a possible risk waits for a decision, and since which
    day."""
    with instance.engine.connect() as connection:
        latest = {
            council_rows.round_id(row.id, row.council.round): row.id
            for row in (council_rows.get(connection, one) for one in council_ids)
            if row.council.round
        }
    return tuple((latest[one], since) for one, since in risks_that_wait(instance, latest))
