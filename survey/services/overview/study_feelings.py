"""How it is to answer a study: a verdict for staff, made of three counters that they never see.

It knows counts as three numbers. It knows no submission.
"""

from __future__ import annotations

from survey.storage.instance import Instance
from survey.storage.studies import study_rows
from survey.studies.distress_rule import FeelingVerdict, verdict


def feelings_of(instance: Instance, study_id: str) -> FeelingVerdict:
    """Return how it is to answer a study, as of the last mix; StudyUnknown, NotAsPinned."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    return verdict(row.felt_fine + row.felt_bit_hard, row.felt_very_hard)
