"""Opening a round of a council in a process of its own, and what is said afterwards.

It knows share sheets while it works. What it says tells nothing of a member.
"""

from __future__ import annotations

from datetime import datetime

from survey.errors import Action, Do, StudyStateWrong
from survey.services.councils.keep_round_words import open_round_words, require_round_words
from survey.services.jobs.kinds_of_work import Tell
from survey.services.steps.gather_sheets import ReadyToOpen
from survey.services.steps.latest_round import latest_round
from survey.storage.council.council_rows import CouncilRow
from survey.storage.instance import Instance
from survey.storage.studies.study_rows import StudyRow

_KEPT = "Nothing was opened."


def ready_to_count(instance: Instance, council_id: str, _now: datetime) -> ReadyToOpen:
    """Return the round of a council that can be counted now; StudyUnknown, or StudyStateWrong
    where there is none."""
    row, study = latest_round(instance, council_id, _KEPT)
    if row.council.state != "round closed" or study.closed_hash is None:
        counted = row.council.state in ("tallied", "fed back", "reported")
        raise StudyStateWrong(
            f"Round {row.council.round} was counted already."
            if counted
            else f"Round {row.council.round} is not closed yet.",
            kept=_KEPT,
            do="Its results stand at the council."
            if counted
            else ("Close it first", Action(Do.CLOSE_ROUND, council_id)),
        )
    return _ready(row, study, f"round {row.council.round}")


def ready_for_words(instance: Instance, council_id: str, _now: datetime) -> ReadyToOpen:
    """Return the round of a council whose words can be opened now; StudyUnknown, or StudyStateWrong
    where they cannot."""
    row, study = require_round_words(instance, council_id)
    return _ready(row, study, f"the words of round {row.council.round}")


def count_round(
    instance: Instance, council_id: str, sheets: tuple[str, ...], now: datetime, tell: Tell
) -> str:
    """Count the closed round of a council, store what may be shown, and say so."""
    # imported here because only the process that opens needs it
    from survey.services.councils.tally_round import tally_round

    tell(0, 1)
    release = tally_round(instance, council_id, sheets, now)
    return f"Round {release.number} is counted."


def open_words_of_round(
    instance: Instance, council_id: str, sheets: tuple[str, ...], now: datetime, tell: Tell
) -> str:
    """Open the words of a closed round for the moderators of its council, and say so."""
    return open_round_words(instance, council_id, sheets, now, tell)


def _ready(row: CouncilRow, study: StudyRow, about: str) -> ReadyToOpen:
    return ReadyToOpen(
        id=row.id,
        title=row.file.title.in_language(row.file.languages[0]),
        practice=row.practice,
        shares=row.shares,
        threshold=row.threshold,
        numbers_public=row.numbers_public,
        words_public=row.words_public,
        closed_set=study.closed_digest,
        closed_on=study.closed_on,
        about=about,
    )
