"""Writing the next round of a council: its whole file, what its form says, an earlier version.

It must not know members or answers.
"""

from __future__ import annotations

from survey.errors import BadInput
from survey.services.steps.round_keeping import RoundChange, RoundSaving, change_round, keep_round
from survey.storage.council import council_rows, round_drafts
from survey.storage.instance import Instance


def save_round(
    instance: Instance, council_id: str, based_on: int, content: str | bytes, saving: RoundSaving
) -> int:
    """Keep a file as the next version of the round that is written now; return its number.

    Errors as in `keep_round`.
    """
    return keep_round(instance, council_id, based_on, content, saving)


def edit_round(
    instance: Instance, council_id: str, based_on: int, change: RoundChange, saving: RoundSaving
) -> int:
    """Change the round that is written now; errors as in `keep_round`."""
    return change_round(instance, council_id, based_on, change, saving)


def restore_round(instance: Instance, council_id: str, number: int, saving: RoundSaving) -> int:
    """Bring an old version of the round that is written now back as its newest one; those between
    stay. StudyUnknown; BadInput for a version that is the newest already."""
    with instance.engine.connect() as connection:
        round_ = council_rows.get(connection, council_id).council.round + 1
        old = round_drafts.version(connection, council_id, round_, number)
        newest = round_drafts.newest_number(connection, council_id, round_)
    if number == newest:
        raise BadInput("This is the newest version already.", kept="Nothing was changed.")
    return keep_round(instance, council_id, newest, old.file, saving)
