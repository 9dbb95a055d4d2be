"""Beginning to read, and letting a moderator in who came later: each is written down.

It knows the words key of a study while a call lasts.
"""

from __future__ import annotations

from datetime import date

from survey.errors import Refused
from survey.services.steps.reading_words import WordsKey, require_reading, unlock
from survey.services.steps.words_readers import WordsReader, readers_with_keys, words_readers
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import words_access


def begin_to_read(
    instance: Instance, study_id: str, account_id: str, typed: str, today: date
) -> WordsKey:
    """Return the words key of a study for a moderator who typed their six words; Refused."""
    _require_moderator(instance, study_id, account_id)
    key = unlock(instance, study_id, account_id, typed)
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id=study_id, event="words unlocked")
    return key


def let_reader_in(instance: Instance, key: WordsKey, account_id: str, today: date) -> WordsReader:
    """Let a moderator read the words that somebody unlocked; Refused for anybody else."""
    with writing(instance.engine) as connection:
        require_reading(connection, key.study_id)
        public = readers_with_keys(connection, key.study_id).get(account_id)
        if public is None:
            raise Refused(
                "Only moderators of this study who made their six words can be let in.",
                kept="Nobody was let in.",
                do="They make their six words under “My account” first.",
            )
        words_access.let_in(connection, key.study_id, account_id, key.wrap_for(public))
        found = next(
            one for one in words_readers(connection, key.study_id) if one.account_id == account_id
        )
        journal.note(
            connection,
            day=today,
            study_id=key.study_id,
            event="moderator let in to words",
            words=found.name,
        )
    return found


def _require_moderator(instance: Instance, study_id: str, account_id: str) -> None:
    with instance.engine.connect() as connection:
        found = {one.account_id for one in words_readers(connection, study_id)}
    if account_id not in found:
        raise Refused(
            "Words are read by moderators of the study.",
            kept="Nothing was shown.",
            do="Ask for the role of a moderator.",
        )
