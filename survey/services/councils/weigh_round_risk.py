"""Possible current risk in what a member wrote in a round: one moderator flags it, two decide.

It knows a text while it works. What is kept are decisions and reasons, never words of the text.
"""

from __future__ import annotations

from datetime import date

from survey.services.steps.reading_words import WordsKey, require_reading
from survey.services.steps.weigh_risk import keep_flag, keep_voice, read_voice
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal


def flag_round_text(
    instance: Instance, council_id: str, key: WordsKey, text_id: bytes, name: str, today: date
) -> None:
    """Flag a text of a round: two moderators decide of it before it is used.

    StudyStateWrong where it was flagged or used before, or is gone.
    """
    with writing(instance.engine) as connection:
        require_reading(connection, key.study_id)
        keep_flag(connection, key.study_id, text_id, name, today)
        event = "text flagged as possible current risk"
        journal.note(connection, day=today, study_id=council_id, event=event)


def decide_round_risk(
    instance: Instance,
    council_id: str,
    key: WordsKey,
    text_id: bytes,
    name: str,
    typed: tuple[str, str],
    today: date,
) -> bool:
    """Take what one moderator would do of a flagged text, with the reason, as `typed`; return
    whether two now say the same.

    BadInput for no reason, or one with words of the text; StudyStateWrong where there is nothing to
    decide.
    """
    with writing(instance.engine) as connection:
        require_reading(connection, key.study_id)
        voice = read_voice(name, *typed, today, key.read(connection, text_id))
        if not keep_voice(connection, key.study_id, text_id, voice):
            return False
        event = "decided of a possible current risk"
        words = "Two people decided. What and why is kept with the words' register of risks."
        journal.note(connection, day=today, study_id=council_id, event=event, words=words)
    return True
