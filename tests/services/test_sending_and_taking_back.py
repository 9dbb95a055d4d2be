"""What a person sends, takes back and says of it, from their words to the shelves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, select, update

from survey.errors import InstanceUnsound
from survey.mixing.mix import mix
from survey.questionnaire.model import MAY_QUOTE, RATHER_NOT_SAY
from survey.questionnaire.path import walk
from survey.sealing.codes.phrases import phrase
from survey.sealing.codes.slips import Feeling
from survey.sealing.opening.open_envelopes import Opener
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.sealing.words_plaintext import FreeText
from survey.services.answering.tell_feeling import tell
from survey.services.answering.withdraw_response import take_back
from survey.services.steps.send_response import (
    ResponseToSend,
    SealingContext,
    prepare_sealing,
    seal_response,
    send,
)
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.keys import batch_keys
from survey.storage.schema import batch, slips
from survey.storage.studies import sealed_answers, study_rows
from tests.conftest import Clock, Published, form_file

Receipt = tuple[int, ...]


@dataclass
class Town:
    """A study, and people who send to it."""

    instance: Instance
    study: Published
    sealing: SealingContext
    clock: Clock

    def response(self, words: Sequence[str] = ()) -> ResponseToSend:
        """Give a response with entries for the text question if any."""
        entries = {self.sealing.written[0]: tuple(words)} if words else {}
        return ResponseToSend(walk(self.study.questionnaire, entries), "en")

    def send(self, words: Sequence[str] = ()) -> Receipt:
        """Send one response, with entries for the text question if any, and give its receipt."""
        response = self.response(words)
        assert send(self.instance, self.sealing, response, self.clock()) == "kept"
        return response.receipt

    def take_back(self, typed: str) -> bool:
        """Type a receipt."""
        return take_back(self.instance, self.study.id, self.sealing.written, typed)

    def feel(self, feeling: Feeling) -> bool:
        """Say how it was."""
        return tell(self.instance, self.study.id, len(self.sealing.written), feeling)

    def slips(self) -> list[bytes]:
        """Give the slips that wait, sealed."""
        with self.instance.engine.connect() as conn:
            return list(conn.execute(select(slips.c.sealed)).scalars())

    def row(self) -> study_rows.StudyRow:
        """Give the study as it is stored."""
        with self.instance.engine.connect() as conn:
            return study_rows.get(conn, self.study.id)

    def read(self) -> list[FreeText]:
        """Open the words of the text question, as trustees could."""
        row = self.row()
        sheets = [read_sheet(text) for text in self.study.sheets[:2]]
        secret = recover(sheets, "words", row.id, row.words_public)
        opener = Opener(secret, row.id, row.fingerprint, "words")
        (question,) = self.sealing.written
        with self.instance.engine.connect() as conn:
            found = [one for part in sealed_answers.words(conn, row.id, question) for one in part]
        return [opener.words(question, envelope) for envelope in found]


@pytest.fixture
def town(instance: Instance, publish: Callable[..., Published], clock: Clock) -> Town:
    """Give a practice study with one text question."""
    study = publish(form_file("text"), practice=True)
    with instance.engine.connect() as conn:
        row = study_rows.get(conn, study.id)
    sealing = prepare_sealing(
        study.id, study.questionnaire, row.fingerprint, row.numbers_public, row.words_public
    )
    return Town(instance, study, sealing, clock)


def test_a_typed_receipt_takes_everything_back_before_and_after_a_mix(
    town: Town, clock: Clock
) -> None:
    receipts = [town.send(["They listened."]) for _ in range(45)]
    mix(town.instance, now=clock())
    for receipt in receipts[:10]:
        town.take_back(phrase(receipt).upper().replace(" ", "-"))
    clock.forward(hours=2)
    assert mix(town.instance, now=clock()).withdrawn == 10
    assert mix(town.instance, now=clock(), closing=town.study.id).withdrawn == 0
    assert (town.row().counted, town.row().withdrawn, len(town.read())) == (35, 10, 35)


@pytest.mark.parametrize("typed", ["", "six words that nobody was given", "استمعوا", "x" * 10_000])
def test_words_that_belong_to_nothing_are_taken_like_any_others(
    town: Town, clock: Clock, typed: str
) -> None:
    town.send()
    town.take_back(typed)
    assert mix(town.instance, now=clock()).withdrawn == 0
    assert mix(town.instance, now=clock(), closing=town.study.id).moved == 1


def test_a_batch_that_was_mixed_meanwhile_is_asked_for_again(town: Town, clock: Clock) -> None:
    receipt = town.send()  # from here on the letterbox knows the batch
    mix(town.instance, now=clock(), closing=town.study.id)
    assert town.take_back(phrase(receipt))
    mix(town.instance, now=clock(), closing=town.study.id)
    assert town.feel("fine")
    assert len(town.slips()) == 1


def test_a_letterbox_whose_batch_changes_each_time_is_not_tried_for_ever(town: Town) -> None:
    """Each time that a batch was read, another is the batch of the moment before it is used."""
    engine, asked = town.instance.engine, town.response()

    def mixed_meanwhile(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT batch."):
            with writing(engine) as conn:
                now = batch_keys.Batch(
                    *conn.exec_driver_sql("SELECT number, public FROM batch").one()
                )
                conn.execute(
                    update(batch).values(
                        batch_keys.pinned(conn, now._replace(number=now.number + 1))
                    )
                )

    event.listen(engine, "after_cursor_execute", mixed_meanwhile)
    with pytest.raises(InstanceUnsound, match="could not be reached"):
        town.take_back(phrase(asked.receipt))
    with pytest.raises(InstanceUnsound, match="could not be reached"):
        town.feel("fine")
    assert send(town.instance, town.sealing, asked, town.clock()) == "busy"
    assert town.slips() == []


def test_both_kinds_of_slips_are_of_one_size(town: Town) -> None:
    assert town.take_back("any words")
    assert town.feel("very_hard")
    waiting = town.slips()
    assert len(waiting) == 2
    assert len({len(slip) for slip in waiting}) == 1


def test_feelings_are_counted_when_letters_move(town: Town, clock: Clock) -> None:
    feelings: tuple[Feeling, ...] = ("fine", "fine", "bit_hard", "very_hard", "very_hard")
    for feeling in feelings:
        town.feel(feeling)
        town.send()
    mix(town.instance, now=clock())
    assert (town.row().felt_fine, town.row().felt_very_hard) == (0, 0)
    for _ in range(40):
        town.send()
    clock.forward(hours=2)
    mix(town.instance, now=clock())
    row = town.row()
    assert (row.felt_fine, row.felt_bit_hard, row.felt_very_hard) == (2, 1, 2)


def test_consent_to_quote_is_kept_for_each_text_and_is_no_unless_given(
    town: Town, clock: Clock
) -> None:
    town.send(["Quote me.", MAY_QUOTE])
    town.send(["Only count me."])
    town.send()
    mix(town.instance, now=clock(), closing=town.study.id)
    said = {words.text: words.quote for words in town.read()}
    assert said == {"Quote me.": True, "Only count me.": False, None: None}


def test_what_could_lead_to_a_person_is_masked_before_it_is_sealed(
    town: Town, clock: Clock
) -> None:
    town.send(["Write to me at someone@example.org or see https://example.org/x please."])
    mix(town.instance, now=clock(), closing=town.study.id)
    (words,) = town.read()
    assert words.text == "Write to me at […] or see […] please."


def test_nothing_is_sealed_that_opening_would_not_count_whole(
    instance: Instance, publish: Callable[..., Published]
) -> None:
    study = publish(form_file("multiple"), practice=True)
    with instance.engine.connect() as conn:
        row = study_rows.get(conn, study.id)
    sealing = prepare_sealing(
        study.id, study.questionnaire, row.fingerprint, row.numbers_public, row.words_public
    )
    column = next(one for one in sealing.layout.columns if one.alone)
    for entry in (column.options, (column.options[0], RATHER_NOT_SAY)):
        path = walk(study.questionnaire, {column.question_id: entry})
        with pytest.raises(ValueError, match="exclude each other"):
            seal_response(sealing, ResponseToSend(path, "en"))
