"""Writing the next round of a council: its file, saved as one version after the other.

Remarks are not kept: on the sheet of a round members' own words stand behind them, and these lie
nowhere in clear. It must not know members or answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from survey.errors import Refused
from survey.services.steps.council_files import file_words, kept_file
from survey.storage.council import council_rows, round_drafts
from survey.storage.council.round_drafts import RoundVersion
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal

#: Takes the plain data of a round and gives what it shall say.
RoundChange = Callable[[dict[str, Any]], dict[str, Any]]


def save_round(
    instance: Instance,
    council_id: str,
    based_on: int,
    content: str | bytes,
    today: date,
    *,
    role: str = "moderator",
    note: str = "",
) -> int:
    """Keep a file as the next version of the round that is written now, made from version
    `based_on` (0: none); return its number.

    The file may hold problems, but must be readable. DraftMovedOn when somebody else saved since;
    BadInput or QuestionnaireProblems when it cannot be read; Refused when no round comes any more;
    StudyUnknown.
    """
    file = kept_file(content, "file of a round")[0]
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        if row.council.state in ("stopped", "reported"):
            raise Refused(
                "No round of this council comes any more.",
                kept="Nothing was changed, and what you wrote is below.",
            )
        number = row.council.round + 1
        newest = round_drafts.newest_number(connection, council_id, number)
        if newest == based_on and newest:
            before = round_drafts.version(connection, council_id, number).file
            if before == file:
                return newest
        new = RoundVersion(council_id, number, based_on, file, today, role, note)
        saved = round_drafts.save(connection, new)
        words = f"Round {number}, version {saved}. {note}".strip()
        journal.note(connection, day=today, study_id=council_id, event="round written", words=words)
        return saved


def edit_round(
    instance: Instance,
    council_id: str,
    based_on: int,
    change: RoundChange,
    today: date,
    *,
    role: str = "moderator",
    note: str = "",
) -> int:
    """Change version `based_on` of the round that is written now (0: nothing is written yet), and
    keep that as its next version; errors as in `save_round`."""
    with instance.engine.connect() as connection:
        row = council_rows.get(connection, council_id)
        number = row.council.round + 1
        before = (
            round_drafts.version(connection, council_id, number, based_on).file if based_on else ""
        )
    data = kept_file(before, "file of a round")[1] if before else {}
    text = file_words(change(data))
    return save_round(instance, council_id, based_on, text, today, role=role, note=note)
