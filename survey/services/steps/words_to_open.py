"""Whether the words of a study can be opened now, and until which day they would be there.

It knows public facts and no key.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from survey.errors import Action, Do, StudyStateWrong
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import words_access
from survey.studies.life_table import may, needs

#: Words are gone so many days after they were opened, at the latest.
DAYS_OF_WORDS = 90

_KEPT = "Nothing was opened."


def last_day_of_words(connection: Connection, study_id: str, today: date) -> date:
    """Return the last day of words; StudyStateWrong where they were opened and not set aside."""
    opening = words_access.opening_of(connection, study_id)
    if opening is None:
        return today + timedelta(days=DAYS_OF_WORDS)
    if opening.state == "reading":
        raise StudyStateWrong(
            f"The words of {study_id} were opened on {opening.opened_on}, and moderators read "
            "them.",
            kept="Nothing was opened again: what was taken out of a text would be back.",
            do="If nobody can read them any more, a moderator sets them aside first.",
        )
    if opening.state == "ended" or opening.until < today:
        raise StudyStateWrong(
            f"The time of the words of {study_id} is over: they had until {opening.until}.",
            kept=_KEPT,
            do="Approved quotes and counts of themes stay.",
        )
    return opening.until


def require_words_closed(row: StudyRow, today: date) -> None:
    """Refuse with StudyStateWrong a study whose words cannot be opened yet."""
    if not may(row.stand, "released") and row.stand != "released":
        raise StudyStateWrong(
            f"The study {row.id} is still open for answers.",
            kept=_KEPT,
            do=("Close it first", Action(Do.CLOSE_STUDY, row.id)),
        )
    promised = "the last day is over" in needs("released", practice=row.practice)
    if promised and today <= row.closes_on != row.closed_on:
        raise StudyStateWrong(
            f"People were told that they can take answers back until {row.closes_on}.",
            kept=_KEPT,
            do="Open the words on the day after, by the clock of UTC.",
        )
