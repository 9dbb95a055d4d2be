"""Possible current risk in what somebody wrote: one person flags it, two people decide.

It knows a text while it works. What is kept are decisions and reasons, never words of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey.errors import BadInput, StudyStateWrong
from survey.services.steps.reading_words import OpenedText, WordsKey
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.words import opened_texts, risk_rows
from survey.storage.words.opened_texts import TextStage
from survey.storage.words.risk_rows import DECISIONS, RiskDecision, RiskVoice

_LOOKING: TextStage = "to look for risk"
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


def texts_to_look_at(connection: Connection, study_id: str) -> frozenset[bytes]:
    """Return the texts that nobody looked at for a risk."""
    found = opened_texts.in_stage(connection, study_id, _LOOKING)
    return found - risk_rows.undecided(connection, study_id)


def texts_to_decide(connection: Connection, study_id: str, name: str) -> frozenset[bytes]:
    """Return flagged texts of which this person has not said what to do, or others said else."""
    return frozenset(
        text_id
        for text_id in risk_rows.undecided(connection, study_id)
        if _waits_for(risk_rows.voices(connection, study_id, text_id), name)
    )


def risk_state(connection: Connection, study_id: str, text_id: bytes) -> RiskState | None:
    """Return what was said of a text that was flagged; None where it was not."""
    flag = risk_rows.flag_of(connection, study_id, text_id)
    if flag is None:
        return None
    voices = risk_rows.voices(connection, study_id, text_id)
    return RiskState(flag.flagged_by, flag.flagged_on, voices, flag.decision)


def say_no_risk(instance: Instance, key: WordsKey, text: OpenedText) -> None:
    """Let a text go on: whoever read it sees no current risk in it."""
    with writing(instance.engine) as connection:
        _require_unflagged(connection, key.study_id, text.id)
        opened_texts.move_on(connection, key.study_id, text.id, _LOOKING, "to redact")


def flag_risk(instance: Instance, key: WordsKey, text: OpenedText, name: str, today: date) -> None:
    """Flag a text as a possible current risk: two people decide before it goes on."""
    with writing(instance.engine) as connection:
        _require_unflagged(connection, key.study_id, text.id)
        if opened_texts.get(connection, key.study_id, text.id).stage != _LOOKING:
            raise StudyStateWrong(
                "This text was looked at for a risk before.", kept="Nothing was changed.",
                do="Tell the coordinator at once what worries you in it.",
            )  # fmt: skip
        risk_rows.flag(connection, key.study_id, text.id, name, today)
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
    chosen = next((one for one in DECISIONS if one == decision), None)
    if chosen is None:
        raise BadInput("Choose what is to be done.", kept="Nothing was decided.")
    require_own_reason(reason, text)
    with writing(instance.engine) as connection:
        flag = risk_rows.flag_of(connection, key.study_id, text.id)
        if flag is None or flag.decision:
            raise StudyStateWrong(
                "There is nothing to decide of this text, or it is decided.",
                kept="Nothing was changed.",
                do="Open the next one.",
            )
        voice = RiskVoice(name, chosen, reason.strip(), today)
        risk_rows.say(connection, key.study_id, text.id, voice)
        if not _agree(risk_rows.voices(connection, key.study_id, text.id), chosen):
            return False
        risk_rows.decide(connection, key.study_id, text.id, chosen, today)
        opened_texts.move_on(connection, key.study_id, text.id, _LOOKING, "to redact")
        journal.note(
            connection,
            day=today,
            study_id=key.study_id,
            event="decided of a possible current risk",
            words="Two people decided. What and why is kept with the words' register of risks.",
        )
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


def _require_unflagged(connection: Connection, study_id: str, text_id: bytes) -> None:
    flag = risk_rows.flag_of(connection, study_id, text_id)
    if flag is not None and not flag.decision:
        raise StudyStateWrong(
            "This text is flagged, and two people decide of it.", kept="Nothing was changed.",
            do="Open it under “Possible risk”.",
        )  # fmt: skip


def _waits_for(voices: Sequence[RiskVoice], name: str) -> bool:
    mine = next((one.decision for one in voices if one.said_by == name), None)
    return mine is None or any(one.decision != mine for one in voices)


def _agree(voices: Sequence[RiskVoice], decision: RiskDecision) -> bool:
    return len({one.said_by for one in voices if one.decision == decision}) >= 2
