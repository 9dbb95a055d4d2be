"""Words of a round at the desk: opened with trustees, kept sealed for moderators, and then gone.

It knows what people wrote for as long as a call lasts; what is stored are texts sealed under a key
that only moderators can unwrap. It cannot open the numbers, and gives no order among texts.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from survey.answers.packed_text import WrittenText
from survey.answers.redacting import TextPiece
from survey.delphi.life.council_life import WORDS_KEPT_DAYS
from survey.errors import Refused, StudyStateWrong
from survey.sealing.opening.reading_keys import KEY_SIZE
from survey.sealing.words_plaintext import FreeText
from survey.services.steps.latest_round import latest_round
from survey.services.steps.open_shelf import open_words
from survey.services.steps.reading_words import WordsKey, require_reading, unlock
from survey.services.steps.round_texts import asked_of_words
from survey.services.steps.weigh_risk import (
    AFTER_LOOKING,
    LOOKING,
    RiskState,
    require_unflagged,
    risk_state,
)
from survey.services.steps.words_readers import WordsReader, readers_with_keys, words_readers
from survey.storage.council.council_rows import CouncilRow
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.staff import journal
from survey.storage.studies.study_rows import StudyRow
from survey.storage.words import opened_texts, words_access
from survey.storage.words.ending_words import end_words, leave_no_words
from survey.storage.words.opened_texts import ID_SIZE, SealedText, TextStage

_KEPT = "Nothing was opened."
#: Texts wait to be looked at, or were decided of; they are in the last stage once they were used.
_UNUSED: tuple[TextStage, ...] = (LOOKING, AFTER_LOOKING)
_USED: TextStage = "done"


@dataclass(frozen=True, slots=True)
class RoundText:
    """One text as a moderator has it: what it was written to, whether its writer lets it be
    quoted, and whether it was used for an idea already.

    `risk` is what was said of it as a possible current risk (None: nobody flagged it), and
    `may_flag` whether it can be flagged as one.
    """

    id: bytes
    about: str
    words: str = field(repr=False)
    may_quote: bool
    used: bool
    risk: RiskState | None
    may_flag: bool

    @property
    def is_held(self) -> bool:
        """Tell whether two people are still to decide of it."""
        return self.risk is not None and not self.risk.decision


def require_round_words(instance: Instance, council_id: str) -> tuple[CouncilRow, StudyRow]:
    """Return a council with the round whose words can be opened now; StudyStateWrong where there
    is none: each says why; StudyUnknown."""
    row, study = latest_round(instance, council_id, _KEPT)
    if study.closed_hash is None:
        raise StudyStateWrong("The round is still open for answers.", kept=_KEPT, do="Close it.")
    if not study.closed_words_count:
        raise StudyStateWrong("Nobody wrote anything in this round.", kept=_KEPT)
    with instance.engine.connect() as connection:
        opening = words_access.opening_of(connection, study.id)
        readers = readers_with_keys(connection, council_id)
    if opening is not None and opening.state != "set aside":
        raise StudyStateWrong("The words of this round were opened already.", kept=_KEPT)
    if not readers:
        raise StudyStateWrong(
            "No moderator of this council can read words yet.",
            kept=_KEPT,
            do="Each moderator makes six words of their own first, under “My account”.",
        )
    return row, study


def open_round_words(
    instance: Instance,
    council_id: str,
    sheets: Sequence[str],
    now: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> str:
    """Open the words of the latest round with the texts of share sheets, keep them sealed for the
    council's moderators, and return what is said of it.

    Each text gets a random id, and lies in the order of these. Errors as in `require_round_words`;
    SharesRefused, ClosedSetChanged.
    """
    row, study = require_round_words(instance, council_id)
    asked = asked_of_words(row, study)
    found = open_words(instance, study, sheets, asked)
    tell(1, 2)
    key = WordsKey(study.id, secrets.token_bytes(KEY_SIZE))
    try:
        sealed = [
            _sealed(key, asked[question], one)
            for question, texts in found.items()
            for one in texts
            if one.text and one.text.strip()
        ]
        with writing(instance.engine) as connection:
            _keep(connection, council_id, key, sealed, now.date())
    finally:
        key.forget()
    return "The words of the round wait, sealed, for its moderators."


def begin_to_read_round(
    instance: Instance, council_id: str, account_id: str, typed: str, today: date
) -> WordsKey:
    """Return the words key of the latest round for a moderator who typed their six words.

    Refused for other words, and for somebody who is no moderator of the council; StudyStateWrong
    where there are no words to read.
    """
    _, study = latest_round(instance, council_id, "Nothing was shown.")
    with instance.engine.connect() as connection:
        if account_id not in readers_with_keys(connection, council_id):
            raise Refused(
                "Words are read by moderators of the council who made six words of their own.",
                kept="Nothing was shown.",
                do="Make them under “My account”, before trustees open the words.",
            )
    key = unlock(instance, study.id, account_id, typed)
    with writing(instance.engine) as connection:
        journal.note(connection, day=today, study_id=council_id, event="words of a round unlocked")
    return key


def moderators_to_let_in(
    instance: Instance, council_id: str, key: WordsKey
) -> tuple[WordsReader, ...]:
    """Return the moderators of a council who made six words, and cannot read this round yet."""
    with instance.engine.connect() as connection:
        inside = words_access.readers_of(connection, key.study_id)
        known = words_readers(connection, council_id)
    return tuple(one for one in known if one.has_key and one.account_id not in inside)


def let_moderator_in(
    instance: Instance, council_id: str, key: WordsKey, account_id: str, today: date
) -> None:
    """Let a moderator of a council read the words that somebody unlocked; Refused for anybody
    else."""
    with writing(instance.engine) as connection:
        require_reading(connection, key.study_id)
        public = readers_with_keys(connection, council_id).get(account_id)
        if public is None:
            raise Refused(
                "Only moderators of this council who made their six words can be let in.",
                kept="Nobody was let in.",
            )
        words_access.let_in(connection, key.study_id, account_id, key.wrap_for(public))
        journal.note(
            connection, day=today, study_id=council_id, event="moderator let in to words of a round"
        )


def texts_of_round(instance: Instance, key: WordsKey) -> tuple[RoundText, ...]:
    """Return all texts of a round, in the order of their random ids."""
    with instance.engine.connect() as connection:
        ids = {
            text_id: stage
            for stage in (*_UNUSED, _USED)
            for text_id in opened_texts.in_stage(connection, key.study_id, stage)
        }
        return tuple(_as_read(connection, key, text_id, ids[text_id]) for text_id in sorted(ids))


def use_texts(instance: Instance, key: WordsKey, ids: Iterable[bytes]) -> None:
    """Note that texts were used for ideas; those that were used before stay so.

    StudyStateWrong for one of which two people are still to decide.
    """
    with writing(instance.engine) as connection:
        for text_id in ids:
            require_unflagged(connection, key.study_id, text_id)
            stage = opened_texts.get(connection, key.study_id, text_id).stage
            if stage in _UNUSED:
                opened_texts.move_on(connection, key.study_id, text_id, stage, _USED)


def set_round_words_aside(instance: Instance, council_id: str, today: date) -> bool:
    """Remove the opened words of the latest round that nobody can read any more, so that trustees
    can open them anew; return False where their bytes lie in the database's log until the next mix.

    StudyStateWrong where there are none. Possible risks that were not decided begin again.
    """
    _, study = latest_round(instance, council_id, "Nothing was removed.")
    with writing(instance.engine) as connection:
        require_reading(connection, study.id)
        end_words(connection, study.id, "set aside")
        journal.note(connection, day=today, study_id=council_id, event="words of a round set aside")
    return leave_no_words(instance.engine)


def _as_read(connection: Connection, key: WordsKey, text_id: bytes, stage: TextStage) -> RoundText:
    found = key.read(connection, text_id)
    risk = risk_state(connection, key.study_id, text_id)
    return RoundText(
        found.id,
        found.question_id,
        found.printed,
        found.may_quote,
        stage == _USED,
        risk,
        stage == LOOKING and risk is None,
    )


def _sealed(key: WordsKey, about: str, found: FreeText) -> SealedText:
    text_id = secrets.token_bytes(ID_SIZE)
    text = WrittenText((TextPiece(found.text or ""),), found.quote, found.language)
    return SealedText(text_id, about, LOOKING, key.seal(about, text_id, text))


def _keep(
    connection: Connection,
    council_id: str,
    key: WordsKey,
    sealed: Sequence[SealedText],
    today: date,
) -> None:
    if sealed:
        opened_texts.add(connection, key.study_id, sealed)
    until = today + timedelta(days=WORDS_KEPT_DAYS)
    words_access.begin(connection, key.study_id, today, until)
    readers = readers_with_keys(connection, council_id)
    for account_id, public in readers.items():
        words_access.let_in(connection, key.study_id, account_id, key.wrap_for(public))
    journal.note(
        connection,
        day=today,
        study_id=council_id,
        event="words of a round opened",
        words=f"Sealed for {len(readers)} moderators, until {until} at the latest.",
    )
