"""Possible current risk in a text of a study: looked for first, flagged by one, decided by two.

It knows a text while it works. What is kept are decisions and reasons, never words of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.services.steps.weigh_risk import (
    AFTER_LOOKING,
    LOOKING,
    keep_flag,
    keep_voice,
    read_voice,
    require_unflagged,
)
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import opened_texts, risk_rows
from survey.storage.words.risk_rows import RiskVoice


def texts_to_look_at(connection: Connection, study_id: str) -> frozenset[bytes]:
    """Return the texts that nobody looked at for a risk."""
    found = opened_texts.in_stage(connection, study_id, LOOKING)
    return found - risk_rows.undecided(connection, study_id)


def texts_to_decide(connection: Connection, study_id: str, name: str) -> frozenset[bytes]:
    """Return flagged texts of which this person has not said what to do, or others said else."""
    return frozenset(
        text_id
        for text_id in risk_rows.undecided(connection, study_id)
        if _waits_for(risk_rows.voices(connection, study_id, text_id), name)
    )


def say_no_risk(instance: Instance, key: WordsKey, text: OpenedText) -> None:
    """Let a text go on: whoever read it sees no current risk in it."""
    with writing(instance.engine) as connection:
        require_unflagged(connection, key.study_id, text.id)
        opened_texts.move_on(connection, key.study_id, text.id, LOOKING, AFTER_LOOKING)


def flag_risk(instance: Instance, key: WordsKey, text: OpenedText, name: str, today: date) -> None:
    """Flag a text as a possible current risk: two people decide before it goes on."""
    with writing(instance.engine) as connection:
        keep_flag(connection, key.study_id, text.id, name, today)
        journal.note(
            connection,
            day=today,
            study_id=key.study_id,
            event="text flagged as possible current risk",
        )


def decide_risk(
    instance: Instance,
    key: WordsKey,
    text: OpenedText,
    name: str,
    decision: str,
    reason: str,
    today: date,
) -> bool:
    """Take what one person would do of a flagged text, and return whether two now say the same.

    Then it is decided, and the text goes on. BadInput for no reason, or one with words of the text.
    """
    voice = read_voice(name, decision, reason, today, text)
    with writing(instance.engine) as connection:
        if not keep_voice(connection, key.study_id, text.id, voice):
            return False
        journal.note(
            connection,
            day=today,
            study_id=key.study_id,
            event="decided of a possible current risk",
            words="Two people decided. What and why is kept with the words' register of risks.",
        )
    return True


def _waits_for(voices: Sequence[RiskVoice], name: str) -> bool:
    mine = next((one.decision for one in voices if one.said_by == name), None)
    return mine is None or any(one.decision != mine for one in voices)
