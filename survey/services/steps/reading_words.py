"""Reading texts that were opened, with the words key of a study: one by its id, never a list.

It knows the words key while somebody reads, in memory only. It must not know who wrote a text, or
which texts are of one person.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from survey.answers.packed_text import ContentLabel, WrittenText, pack_text, unpack_text
from survey.answers.redacting import TextPiece, as_printed
from survey.errors import EnvelopeDamaged, EnvelopeForeign, Refused, StudyStateWrong
from survey.sealing.opening.coding_seals import open_coding, seal_coding
from survey.sealing.opening.reading_keys import (
    NONCE_SIZE,
    open_reading_secret,
    open_text,
    reading_key,
    seal_text,
    unwrap_words_key,
    wrap_words_key,
)
from survey.storage.instance import Instance
from survey.storage.words import opened_texts, words_access
from survey.storage.words.opened_texts import SealedText, TextStage

_KEPT = "Nothing was shown."


@dataclass(frozen=True, slots=True)
class OpenedText:
    """One text as a reader has it: pieces of which some are hidden for everybody.

    `may_quote` is what its writer chose: only True allows a quote. `language` is the index of its
    language in the questionnaire. `stored` is how it lay there when it was read.
    """

    id: bytes
    question_id: str
    stage: TextStage
    pieces: tuple[TextPiece, ...] = field(repr=False)
    may_quote: bool
    language: int
    labels: frozenset[ContentLabel]
    stored: SealedText = field(repr=False)

    @property
    def printed(self) -> str:
        """Return it as a report would print it."""
        return as_printed(self.pieces)


class WordsKey:
    """The words key of one study, for as long as somebody reads; `forget` lets go of it."""

    def __init__(self, study_id: str, key: bytes) -> None:
        self.study_id = study_id
        self._key = bytearray(key)

    def __repr__(self) -> str:
        return f"WordsKey({self.study_id})"

    def read(self, connection: Connection, text_id: bytes) -> OpenedText:
        """Return one text by its id; StudyStateWrong where it is gone or the key was forgotten."""
        stored = opened_texts.get(connection, self.study_id, text_id)
        key = self._require_key()
        packed = open_text(key, self.study_id, stored.question_id, stored.id, stored.sealed)
        text = unpack_text(packed)
        return OpenedText(
            stored.id,
            stored.question_id,
            stored.stage,
            text.pieces,
            text.may_quote is True,
            text.language,
            text.labels,
            stored,
        )

    def change(
        self,
        connection: Connection,
        text: OpenedText,
        *,
        pieces: Iterable[TextPiece] | None = None,
        labels: Iterable[ContentLabel] | None = None,
    ) -> None:
        """Store other pieces or labels of a text in place of those it had.

        StudyStateWrong where somebody changed it since it was read.
        """
        packed = open_text(
            self._require_key(), self.study_id, text.question_id, text.id, text.stored.sealed
        )
        changed = unpack_text(packed)
        if pieces is not None:
            changed = replace(changed, pieces=tuple(pieces))
        if labels is not None:
            changed = replace(changed, labels=frozenset(labels))
        sealed = self.seal(text.question_id, text.id, changed)
        opened_texts.replace_sealed(connection, self.study_id, text.stored, sealed)

    def seal(self, question_id: str, text_id: bytes, text: WrittenText) -> bytes:
        """Return a text sealed under this key, to bytes of one size."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        key = self._require_key()
        return seal_text(key, self.study_id, question_id, text_id, pack_text(text), nonce)

    def seal_beside(self, text_id: bytes, place: str, content: bytes) -> bytes:
        """Return bytes about a text sealed under this key, such as what a coder gave it."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        return seal_coding(self._require_key(), self.study_id, text_id, place, content, nonce)

    def open_beside(self, text_id: bytes, place: str, sealed: bytes) -> bytes:
        """Return what `seal_beside` sealed; EnvelopeDamaged for other bytes."""
        return open_coding(self._require_key(), self.study_id, text_id, place, sealed)

    def wrap_for(self, public: bytes) -> bytes:
        """Return this key as only the owner of a reading key can open it."""
        return wrap_words_key(bytes(self._require_key()), self.study_id, public)

    def forget(self) -> None:
        """Overwrite the key; nothing can be read with this object any more."""
        self._key[:] = bytes(len(self._key))
        self._key = bytearray()

    def _require_key(self) -> bytearray:
        if not self._key:
            raise locked()
        return self._key


def unlock(instance: Instance, study_id: str, account_id: str, typed: str) -> WordsKey:
    """Return the words key of a study for a moderator who typed their six words.

    Refused for other words, and for somebody who was not let in; StudyStateWrong where there are no
    words to read.
    """
    with instance.engine.connect() as connection:
        require_reading(connection, study_id)
        sealed = words_access.sealed_secret_of(connection, account_id)
        wrapped = words_access.wrapped_for(connection, study_id, account_id)
    if sealed is None or wrapped is None:
        raise Refused(
            "You have not been let in to these words yet.",
            kept=_KEPT,
            do="Make your six words under “My account”. Then a moderator who reads lets you in.",
        )
    try:
        key = reading_key(open_reading_secret(sealed, account_id, typed), account_id)
        return WordsKey(study_id, unwrap_words_key(wrapped, study_id, key))
    except (EnvelopeDamaged, EnvelopeForeign):
        raise Refused(
            "These are not your six words for reading.",
            kept=_KEPT,
            do="Type all six, in order. Small or capital letters do not matter.",
        ) from None


def require_reading(connection: Connection, study_id: str) -> words_access.WordsOpening:
    """Return the opening of a study whose words are there; StudyStateWrong where they are not."""
    opening = words_access.opening_of(connection, study_id)
    if opening is None or opening.state == "set aside":
        raise StudyStateWrong(
            "The words of this study are sealed.",
            kept=_KEPT,
            do="Trustees open them together, after the study is closed.",
        )
    if opening.state == "ended":
        raise StudyStateWrong(
            "The words of this study are gone: their time was over, or somebody ended it.",
            kept="Approved quotes and counts of themes stay.",
        )
    return opening


def locked() -> Refused:
    """Return what to say where nobody typed their six words, or too long ago."""
    return Refused(
        "The words are locked.", kept=_KEPT, do="Type your six words to begin a sitting."
    )
