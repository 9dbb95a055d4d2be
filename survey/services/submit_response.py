"""Sending one response: from the entries in hand to a sealed letter in the letterbox.

It seals and cannot open. It knows no address, agent or person, and what it stores has no time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from survey.answers.codec import Layout, encode
from survey.answers.hearing import Hearing
from survey.answers.model import Answer, Given
from survey.answers.screening import masked
from survey.errors import InstanceUnsound
from survey.questionnaire.model import Questionnaire
from survey.sealing.bundles import DRAFT_MARK_SIZE, Piece, pack_bundle
from survey.sealing.marks import spent_mark
from survey.sealing.phrases import phrase, receipt_key, tag
from survey.sealing.seal import Sealer, seal_to_batch

Outcome = Literal["kept", "already", "not_open", "full"]
_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_TRIES = 5


@dataclass(frozen=True)
class Desk:
    """What sealing for one study needs; no secret is in it."""

    study_id: str
    questionnaire: Questionnaire
    layout: Layout
    hearing: Hearing
    sealer: Sealer
    written: tuple[str, ...]


def prepare_desk(
    study_id: str,
    questionnaire: Questionnaire,
    fingerprint: bytes,
    numbers_public: bytes,
    words_public: bytes,
) -> Desk:
    """Give the Desk of a study from its public keys."""
    sealer = Sealer(numbers_public, words_public, study_id, fingerprint)
    layout = Layout(questionnaire)
    return Desk(
        study_id, questionnaire, layout, Hearing(questionnaire), sealer, layout.text_questions
    )


def seal_response(
    desk: Desk,
    entries: Mapping[str, tuple[str, ...]],
    language: str,
    receipt: tuple[int, ...],
    draft_mark: bytes = b"",
) -> bytes:
    """Seal one response to the study's keys: the bundle of its pieces, of one size for all.

    `draft_mark` is that of the draft it was put aside under (b"": none), which is then erased at
    the mix. What in a text could lead to a person is masked before it is sealed.
    """
    answers = desk.hearing.answers(entries)
    key = receipt_key(phrase(receipt))
    numbers = Piece(
        desk.sealer.numbers(encode(desk.layout, answers, language)),
        tag(key, desk.study_id, "numbers"),
    )
    spoken = desk.questionnaire.languages.index(language)
    texts = [_text(desk, key, question, answers[question], spoken) for question in desk.written]
    return pack_bundle(numbers, texts, draft_mark or secrets.token_bytes(DRAFT_MARK_SIZE))


def _text(desk: Desk, key: bytes, question: str, answer: Answer, language: int) -> Piece:
    words, quote = None, None
    if isinstance(answer, Given):
        words, quote = masked(answer.words, desk.questionnaire.audience.regions), answer.quote
    sealed = desk.sealer.words(question, words, quote, language)
    return Piece(sealed, tag(key, desk.study_id, "words", question))


def submit(
    bundle: bytes,
    mark: bytes,
    batch: Callable[[], tuple[int, bytes]],
    drop: Callable[[int, bytes, bytes], str],
) -> Outcome:
    """Put a bundle into the letterbox, sealed once more to the batch key of the moment.

    `batch` gives the number and public key of the batch, `drop` takes number, letter and mark in
    one transaction. A batch that was mixed meanwhile is asked for again.
    """
    for _ in range(_TRIES):
        number, public = batch()
        outcome = drop(number, seal_to_batch(public, bundle), mark)
        for known in _OUTCOMES:
            if outcome == known:
                return known
    raise InstanceUnsound(
        "The letterbox could not be reached.",
        kept="Nothing was sent, and your answers are still on this page.",
        do="Please press send again.",
    )


def mark_of(site_key: bytes, submission_id: bytes) -> bytes:
    """Give the mark under which a submission counts as sent; it is no key of any response."""
    return spent_mark(site_key, submission_id)
