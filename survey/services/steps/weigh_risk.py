"""The rule on a possible current risk in what somebody wrote: one flags it, two people decide.

It knows a text while it works. What is kept are decisions and reasons, never words of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, StudyStateWrong
from survey.services.steps.reading_words import OpenedText
from survey.storage.words import opened_texts, risk_rows
from survey.storage.words.opened_texts import TextStage
from survey.storage.words.risk_rows import DECISIONS, RiskDecision, RiskVoice

#: Texts wait in the first stage to be looked at for a risk, and go on to the second one.
LOOKING: TextStage = "to look for risk"
AFTER_LOOKING: TextStage = "to redact"
#: Characters of a reason, and words in a row that would be the person's own.
LONGEST_REASON = 1_000
_OWN_WORDS = 5


@dataclass(frozen=True, slots=True)
class RiskState:
    """What was said of a flagged text so far, by whom, and the decision ("": none yet)."""

    flagged_by: str
    flagged_on: date
    voices: tuple[RiskVoice, ...]
    decision: str


def risk_state(connection: Connection, study_id: str, text_id: bytes) -> RiskState | None:
    """Return what was said of a text that was flagged; None where it was not."""
    flag = risk_rows.flag_of(connection, study_id, text_id)
    if flag is None:
        return None
    voices = risk_rows.voices(connection, study_id, text_id)
    return RiskState(flag.flagged_by, flag.flagged_on, voices, flag.decision)


def keep_flag(
    connection: Connection, study_id: str, text_id: bytes, name: str, today: date
) -> None:
    """Store that somebody flagged a text; StudyStateWrong where it was flagged or looked at."""
    require_unflagged(connection, study_id, text_id)
    if opened_texts.get(connection, study_id, text_id).stage != LOOKING:
        raise StudyStateWrong(
            "This text was looked at for a risk before.",
            kept="Nothing was changed.",
            do="Tell the coordinator at once what worries you in it.",
        )
    risk_rows.flag(connection, study_id, text_id, name, today)


def read_voice(name: str, decision: str, reason: str, today: date, text: OpenedText) -> RiskVoice:
    """Return what one person would do of a text, as they typed it.

    BadInput for no decision, no reason, or one with words of the text.
    """
    chosen = next((one for one in DECISIONS if one == decision), None)
    if chosen is None:
        raise BadInput("Choose what is to be done.", kept="Nothing was decided.")
    require_own_reason(reason, text)
    return RiskVoice(name, chosen, reason.strip(), today)


def keep_voice(connection: Connection, study_id: str, text_id: bytes, voice: RiskVoice) -> bool:
    """Store what one person would do of a flagged text; return whether two now say the same.

    Then it is decided, and the text goes on. StudyStateWrong where there is nothing to decide.
    """
    flag = risk_rows.flag_of(connection, study_id, text_id)
    if flag is None or flag.decision:
        raise StudyStateWrong(
            "There is nothing to decide of this text, or it is decided.",
            kept="Nothing was changed.",
            do="Open the next one.",
        )
    risk_rows.say(connection, study_id, text_id, voice)
    if not _agree(risk_rows.voices(connection, study_id, text_id), voice.decision):
        return False
    risk_rows.decide(connection, study_id, text_id, voice.decision, voice.day)
    opened_texts.move_on(connection, study_id, text_id, LOOKING, AFTER_LOOKING)
    return True


def require_own_reason(reason: str, text: OpenedText) -> None:
    """Refuse with BadInput a reason that is missing, too long, or repeats words of the text."""
    said = reason.casefold().split()
    if not said or len(reason) > LONGEST_REASON:
        raise BadInput(
            f"A reason is needed, with {LONGEST_REASON:,} characters at most.",
            kept="Nothing was decided.",
        )
    written = " ".join(text.printed.casefold().split())
    runs = (said[at : at + _OWN_WORDS] for at in range(len(said) - _OWN_WORDS + 1))
    if any(" ".join(run) in written for run in runs):
        raise BadInput(
            "The reason repeats words of the text, and would outlive it.",
            kept="Nothing was decided.",
            do="Say why in words of your own.",
        )


def require_unflagged(connection: Connection, study_id: str, text_id: bytes) -> None:
    """Refuse with StudyStateWrong a text of which two people are still to decide."""
    flag = risk_rows.flag_of(connection, study_id, text_id)
    if flag is not None and not flag.decision:
        raise StudyStateWrong(
            "This text is flagged, and two people decide of it.",
            kept="Nothing was changed.",
            do="Open it under “Possible risk”.",
        )


def _agree(voices: Sequence[RiskVoice], decision: RiskDecision) -> bool:
    return len({one.said_by for one in voices if one.decision == decision}) >= 2
