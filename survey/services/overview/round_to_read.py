"""A round of a council as its members can read it on paper: what it asks, and what was said before.

It knows plans and released results only. It must not know a member or an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey.delphi.files.plans import CouncilFile, RoundPlan
from survey.disclosure.council.round_release import RoundRelease
from survey.errors import Action, Do, StudyStateWrong
from survey.storage.council import council_rows, round_releases
from survey.storage.instance import Instance
from survey.storage.studies import study_rows


@dataclass(frozen=True, slots=True)
class RoundToRead:
    """One round of a council: its plan, what members saw `before` it, where and until when it is
    answered."""

    council_id: str
    number: int
    file: CouncilFile
    plan: RoundPlan
    before: tuple[RoundRelease, ...]
    address: str
    closes_on: date
    practice: bool


def round_to_read(instance: Instance, council_id: str) -> RoundToRead:
    """Return the latest round of a council; StudyUnknown, StudyStateWrong before the first one."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        number = row.council.round
        if not number:
            raise StudyStateWrong(
                f"No round of the council {council_id} was opened yet.",
                kept="Nothing was written.",
                do=("Open one first", Action(Do.OPEN_ROUND, council_id)),
            )
        every = round_releases.every(connection, council_id)
        study = study_rows.get(connection, council_rows.round_id(council_id, number))
    shown = row.council.fed_back
    return RoundToRead(
        council_id,
        number,
        row.file,
        row.plans[number - 1],
        tuple(one for one in every if one.number < number and one.number in shown),
        f"{instance.settings.address_of_site}/f/{study.id}",
        study.closes_on,
        row.practice,
    )
