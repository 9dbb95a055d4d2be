"""Keeping the next version of the round that is written now, while the council goes on.

Remarks are not kept: on the sheet of a round members' own words stand behind them, and these lie
nowhere in clear. It must not know members or answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
_FILE = "file of a round"


@dataclass(frozen=True, slots=True)
class RoundSaving:
    """By whom a version is saved, and when: its day, the role, and what they note."""

    today: date
    role: str = "moderator"
    note: str = ""


def keep_round(
    instance: Instance, council_id: str, based_on: int, content: str | bytes, saving: RoundSaving
) -> int:
    """Keep a file as the next version of the round that is written now, made from version
    `based_on` (0: none); return its number.

    The file may hold problems, but must be readable; what says the same as the newest version is
    not kept twice. DraftMovedOn when somebody else saved since; BadInput or QuestionnaireProblems
    when it cannot be read; Refused when no round comes any more; StudyUnknown.
    """
    file = kept_file(content, _FILE)[0]
    with writing(instance.engine) as connection:
        row = council_rows.get(connection, council_id)
        if row.council.state in ("stopped", "reported"):
            raise Refused(
                "No round of this council comes any more.",
                kept="Nothing was changed, and what you wrote is below.",
            )
        number = row.council.round + 1
        if based_on and based_on == round_drafts.newest_number(connection, council_id, number):
            newest = round_drafts.version(connection, council_id, number)
            if newest.file == file:
                return based_on
        by = saving.today, saving.role, saving.note
        saved = round_drafts.save(connection, RoundVersion(council_id, number, based_on, file, *by))
        words = f"Round {number}, version {saved}. {saving.note}".strip()
        journal.note(
            connection, day=saving.today, study_id=council_id, event="round written", words=words
        )
        return saved


def change_round(
    instance: Instance, council_id: str, based_on: int, change: RoundChange, saving: RoundSaving
) -> int:
    """Change version `based_on` of the round that is written now (0: nothing is written yet), and
    keep that as its next version; errors as in `keep_round`."""
    with instance.engine.connect() as connection:
        number = council_rows.get(connection, council_id).council.round + 1
        file = (
            round_drafts.version(connection, council_id, number, based_on).file if based_on else ""
        )
    data = kept_file(file, _FILE)[1] if file else {}
    return keep_round(instance, council_id, based_on, file_words(change(data)), saving)
