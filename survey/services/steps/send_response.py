"""Sending one response: from what is in hand to a sealed letter in the letterbox.

It seals and cannot open. It knows no address, agent or person, and what it stores has no time.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from survey.answers.answer_types import Answer, Given, says_something
from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.answers.screening import masked
from survey.errors import InstanceUnsound, LetterboxShut, Refused
from survey.questionnaire.entrance import BY_CARD, BY_LINK, ENTRANCE, Entrance
from survey.questionnaire.model import Questionnaire, Scale
from survey.questionnaire.path import WalkedPath
from survey.sealing.bundles import DRAFT_MARK_SIZE, SealedPiece, pack_bundle
from survey.sealing.codes.card_codes import card_mark
from survey.sealing.codes.marks import blank_mark, spent_mark
from survey.sealing.codes.member_tags import NONCE_SIZE, own_tag, pseudonym, seal_own, vote_tag
from survey.sealing.codes.phrases import (
    WORD_NUMBERS,
    WORDS_IN_A_PHRASE,
    phrase,
    receipt_key,
    tag,
)
from survey.sealing.codes.sealed_drafts import draft_key, mark_of_draft
from survey.sealing.seal import Sealer
from survey.storage.instance import Instance
from survey.storage.studies import card_marks
from survey.storage.studies.study_rows import StudyRow

SendOutcome = Literal["kept", "blank", "already", "not_open", "full", "busy", "no_code"]


@dataclass(frozen=True)
class SealingContext:
    """What sealing for one study needs; no secret is in it.

    A council's `round` (from 1) has `rated`, the questions of which members see what they said.
    `entrance` says whether a code is needed, or can be given.
    """

    study_id: str
    questionnaire: Questionnaire
    layout: Layout
    interpreter: Interpreter
    sealer: Sealer
    written: tuple[str, ...]
    round: int = 0
    rated: tuple[str, ...] = ()
    entrance: Entrance | None = None


def six_words() -> tuple[int, ...]:
    """Draw the numbers of a phrase of six words."""
    return tuple(secrets.choice(WORD_NUMBERS) for _ in range(WORDS_IN_A_PHRASE))


@dataclass(frozen=True, slots=True)
class ResponseToSend:
    """What one person sends: their path with its entries, and what is only theirs.

    `submission_id` is 16 random bytes; `receipt` the numbers of the six words that take it back;
    `code` those of the words that it was put aside under, if it may have been: what lies there is
    erased at the mix. `member` is what the words of a council's member give (32 bytes). `card` is
    what was typed as the code of a card, "" where nothing was; None: they came through no page, and
    need none.
    """

    path: WalkedPath = field(repr=False)
    language: str
    submission_id: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    receipt: tuple[int, ...] = field(default_factory=six_words, repr=False)
    code: tuple[int, ...] = field(default=(), repr=False)
    member: bytes = field(default=b"", repr=False)
    card: str | None = field(default=None, repr=False)

    @property
    def has_card(self) -> bool:
        """Tell whether something was typed as a code."""
        return bool(self.card and self.card.strip())


def prepare_sealing(
    study_id: str,
    questionnaire: Questionnaire,
    fingerprint: bytes,
    numbers_public: bytes,
    words_public: bytes,
    round_: int = 0,
    entrance: Entrance | None = None,
) -> SealingContext:
    """Return what sealing for a study needs, from its public keys; `round_` (from 1) if it is a
    council's, `entrance` as it was published with."""
    layout = Layout(questionnaire)
    return SealingContext(
        study_id,
        questionnaire,
        layout,
        Interpreter(questionnaire),
        Sealer(numbers_public, words_public, study_id, fingerprint),
        layout.text_questions,
        round_,
        rated_questions(questionnaire) if round_ else (),
        entrance,
    )


def sealing_of(row: StudyRow, questionnaire: Questionnaire) -> SealingContext:
    """Return what sealing for a study needs, as it was published with its questionnaire."""
    publics = row.numbers_public, row.words_public
    return prepare_sealing(
        row.id, questionnaire, row.fingerprint, *publics, row.round or 0, row.entrance
    )


def send(
    instance: Instance,
    study: SealingContext,
    response: ResponseToSend,
    now: datetime,
    *,
    crowd: bool = False,
) -> SendOutcome:
    """Seal one response, drop it into the letterbox in one transaction, and say what became of it.

    "kept": it is on disk; "blank": it is, and holds no answer, in a study that gives a thank-you.
    "already": that submission, or that member in this round, was taken in before. "not_open": the
    study takes no answers `now`. "full": it has as many as it takes; in a `crowd` those that wait
    count too. "no_code": its code does not work, or a code is needed. "busy": the letterbox cannot
    be reached, and nothing was stored. LetterboxShut when
    nobody could ever open it; Refused for a council's round without a member.
    """
    if crowd and not instance.letterbox.has_room(study.study_id):
        return "full"
    mark = mark_of(instance.site_key, response.submission_id, study.round, response.member)
    card = _card(instance, study, response)
    if card is None or (card and not _worth_trying(instance, study, card, mark)):
        return "no_code"
    answers = study.interpreter.answers_on(response.path)
    bundle = _sealed(
        study, response, _with_entrance(study, response, answers), _draft_mark(instance, response)
    )
    blank, second = False, b""
    if study.questionnaire.payment is not None:
        # Each submission leaves two marks, so that the database does not show which are blank.
        blank = not says_something(answers)
        second = (
            blank_mark(instance.site_key, response.submission_id)
            if blank
            else secrets.token_bytes(32)
        )
    try:
        outcome = instance.letterbox.drop(study.study_id, bundle, mark, now, second, card)
    except LetterboxShut:
        raise
    except InstanceUnsound:
        return "busy"
    return "blank" if blank and outcome == "kept" else outcome


def _card(instance: Instance, study: SealingContext, response: ResponseToSend) -> bytes | None:
    """Return the mark of a response's code, b"" where it needs none; None where one is missing."""
    if study.entrance is None or response.card is None:
        return b""
    if response.has_card:
        return card_mark(instance.site_key, study.study_id, response.card)
    return b"" if study.entrance == "both" else None


def _worth_trying(instance: Instance, study: SealingContext, card: bytes, mark: bytes) -> bool:
    """Tell whether to seal at all: wrong codes keep nobody waiting at the letterbox."""
    with instance.engine.connect() as conn:
        return card_marks.worth_trying(conn, study.study_id, card, mark)


def _with_entrance(
    study: SealingContext, response: ResponseToSend, answers: Mapping[str, Answer]
) -> Mapping[str, Answer]:
    """Return the answers with how this person came in, where people can come in both ways."""
    if study.entrance != "both" or response.card is None:
        return answers
    return {**answers, ENTRANCE: Given((BY_CARD if response.has_card else BY_LINK,))}


def seal_response(
    study: SealingContext, response: ResponseToSend, draft_mark: bytes = b""
) -> bytes:
    """Seal one response to the study's keys: the bundle of its pieces, of one size for all.

    `draft_mark` is that of the draft it was put aside under (b"": none), which is then erased at
    the mix. What in a text could lead to a person is masked before it is sealed. In a council's
    round the member's pseudonym goes inside the sealed numbers, and what they rated is sealed once
    more for their own eyes. Refused without one; ValueError as `Interpreter.answers_on`.
    """
    return _sealed(study, response, study.interpreter.answers_on(response.path), draft_mark)


def rated_questions(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the questions of a round whose answers are points of a scale, in order."""
    return tuple(one.id for one in questionnaire.questions() if isinstance(one, Scale))


def mark_of(site_key: bytes, submission_id: bytes, round_: int = 0, member: bytes = b"") -> bytes:
    """Return the mark under which a submission counts as sent; it is no key of any response.

    In a council's `round_` (from 1) a `member` has one mark, so that nobody counts twice.
    """
    if round_ and member:
        return spent_mark(site_key, vote_tag(member, round_))
    return spent_mark(site_key, submission_id)


def _draft_mark(instance: Instance, response: ResponseToSend) -> bytes:
    if not response.code:
        return b""
    return mark_of_draft(instance.site_key, draft_key(phrase(response.code)))


def _sealed(
    study: SealingContext,
    response: ResponseToSend,
    answers: Mapping[str, Answer],
    draft_mark: bytes,
) -> bytes:
    member, language = response.member, response.language
    if study.round and not member:
        raise Refused("A round is answered with the six words of a member.", kept="Nothing went.")
    key = receipt_key(phrase(response.receipt))
    who = pseudonym(member) if study.round else b""
    numbers = SealedPiece(
        study.sealer.numbers(encode(study.layout, answers, language) + who),
        tag(key, study.study_id, "numbers"),
    )
    spoken = study.questionnaire.languages.index(language)
    texts = [_text(study, key, question, answers[question], spoken) for question in study.written]
    erased = draft_mark or secrets.token_bytes(DRAFT_MARK_SIZE)
    return pack_bundle(numbers, texts, erased, _own(study, answers, member))


def _own(study: SealingContext, answers: Mapping[str, Answer], member: bytes) -> SealedPiece | None:
    if not study.round:
        return None
    ratings = {}
    for question in study.rated:
        answer = answers[question]
        if isinstance(answer, Given):
            ratings[question] = study.layout[question].options.index(answer.options[0]) + 1
    nonce = secrets.token_bytes(NONCE_SIZE)
    sealed = seal_own(member, study.round, ratings, study.rated, nonce)
    return SealedPiece(sealed, own_tag(member, study.round))


def _text(
    study: SealingContext, key: bytes, question: str, answer: Answer, language: int
) -> SealedPiece:
    words, quote = None, None
    if isinstance(answer, Given):
        words, quote = masked(answer.words, study.questionnaire.audience.regions), answer.quote
    sealed = study.sealer.words(question, words, quote, language)
    return SealedPiece(sealed, tag(key, study.study_id, "words", question))
