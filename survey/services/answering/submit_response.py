"""Sending one response: from the entries in hand to a sealed letter in the letterbox.

It seals and cannot open. It knows no address, agent or person, and what it stores has no time.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from survey.answers.answer_types import Answer, Given, says_something
from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.answers.screening import masked
from survey.errors import InstanceUnsound, Refused
from survey.questionnaire.model import Questionnaire, Scale
from survey.sealing.bundles import DRAFT_MARK_SIZE, SealedPiece, pack_bundle
from survey.sealing.codes.marks import spent_mark
from survey.sealing.codes.member_tags import NONCE_SIZE, own_tag, pseudonym, seal_own, vote_tag
from survey.sealing.codes.phrases import phrase, receipt_key, tag
from survey.sealing.seal import Sealer, seal_to_batch

SendOutcome = Literal["kept", "already", "not_open", "full"]
_OUTCOMES: tuple[SendOutcome, ...] = get_args(SendOutcome)
_TRIES = 5


@dataclass(frozen=True)
class SealingContext:
    """What sealing for one study needs; no secret is in it.

    A council's `round` (from 1) has `rated`, the questions of which members see what they said.
    """

    study_id: str
    questionnaire: Questionnaire
    layout: Layout
    hearing: Interpreter
    sealer: Sealer
    written: tuple[str, ...]
    round: int = 0
    rated: tuple[str, ...] = ()


def prepare_desk(
    study_id: str,
    questionnaire: Questionnaire,
    fingerprint: bytes,
    numbers_public: bytes,
    words_public: bytes,
    round_: int = 0,
) -> SealingContext:
    """Return the Desk of a study from its public keys; `round_` (from 1) if it is a council's."""
    sealer = Sealer(numbers_public, words_public, study_id, fingerprint)
    layout = Layout(questionnaire)
    return SealingContext(
        study_id,
        questionnaire,
        layout,
        Interpreter(questionnaire),
        sealer,
        layout.text_questions,
        round_,
        rated_questions(questionnaire) if round_ else (),
    )


def seal_response(
    desk: SealingContext,
    entries: Mapping[str, tuple[str, ...]],
    language: str,
    receipt: tuple[int, ...],
    draft_mark: bytes = b"",
    member: bytes = b"",
) -> bytes:
    """Seal one response to the study's keys: the bundle of its pieces, of one size for all.

    `draft_mark` is that of the draft it was put aside under (b"": none), which is then erased at
    the mix. What in a text could lead to a person is masked before it is sealed. In a council's
    round `member` is what their words give: the pseudonym goes inside the sealed numbers, and what
    they rated is sealed once more for their own eyes. Refused without it.
    """
    if desk.round and not member:
        raise Refused("A round is answered with the six words of a member.", kept="Nothing went.")
    answers = desk.hearing.answers(entries)
    key = receipt_key(phrase(receipt))
    numbers = SealedPiece(
        desk.sealer.numbers(encode(desk.layout, answers, language) + _who(desk, member)),
        tag(key, desk.study_id, "numbers"),
    )
    spoken = desk.questionnaire.languages.index(language)
    texts = [_text(desk, key, question, answers[question], spoken) for question in desk.written]
    erased = draft_mark or secrets.token_bytes(DRAFT_MARK_SIZE)
    return pack_bundle(numbers, texts, erased, _own(desk, answers, member))


def is_blank(desk: SealingContext, entries: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether entries hold no answer at all: such a response is counted apart."""
    return not says_something(desk.hearing.answers(entries))


def rated_questions(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the questions of a round whose answers are points of a scale, in order."""
    return tuple(one.id for one in questionnaire.questions() if isinstance(one, Scale))


def _who(desk: SealingContext, member: bytes) -> bytes:
    return pseudonym(member) if desk.round else b""


def _own(desk: SealingContext, answers: Mapping[str, Answer], member: bytes) -> SealedPiece | None:
    if not desk.round:
        return None
    ratings = {}
    for question in desk.rated:
        answer = answers[question]
        if isinstance(answer, Given):
            ratings[question] = desk.layout[question].options.index(answer.options[0]) + 1
    nonce = secrets.token_bytes(NONCE_SIZE)
    sealed = seal_own(member, desk.round, ratings, desk.rated, nonce)
    return SealedPiece(sealed, own_tag(member, desk.round))


def _text(
    desk: SealingContext, key: bytes, question: str, answer: Answer, language: int
) -> SealedPiece:
    words, quote = None, None
    if isinstance(answer, Given):
        words, quote = masked(answer.words, desk.questionnaire.audience.regions), answer.quote
    sealed = desk.sealer.words(question, words, quote, language)
    return SealedPiece(sealed, tag(key, desk.study_id, "words", question))


def submit(
    bundle: bytes,
    mark: bytes,
    batch: Callable[[], tuple[int, bytes]],
    drop: Callable[[int, bytes, bytes], str],
) -> SendOutcome:
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


def mark_of(site_key: bytes, submission_id: bytes, round_: int = 0, member: bytes = b"") -> bytes:
    """Return the mark under which a submission counts as sent; it is no key of any response.

    In a council's `round_` (from 1) a `member` has one mark, so that nobody counts twice.
    """
    if round_ and member:
        return spent_mark(site_key, vote_tag(member, round_))
    return spent_mark(site_key, submission_id)
