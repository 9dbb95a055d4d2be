"""Sealing: bytes in, envelopes out, with public keys only.

It knows a study's public keys. It cannot open what it sealed and must not import what can.
"""

from __future__ import annotations

from functools import lru_cache

from survey.sealing.envelope import BATCH_INFO, header, numbers_info, words_info
from survey.sealing.public_keys import SUITE, fingerprint, load_public
from survey.sealing.words_plaintext import pack_words

_batch_key = lru_cache(maxsize=4)(load_public)  # one for all letters of a batch


class Sealer:
    """Seals the answers of one study. Build it once per study; it is safe to share.

    Takes both public keys (1,216 bytes each), the study id and the questionnaire's fingerprint
    (32 bytes); ValueError for keys of another length.
    """

    def __init__(
        self,
        public_numbers: bytes,
        public_words: bytes,
        study_id: str,
        questionnaire_fingerprint: bytes,
    ) -> None:
        self._numbers_key = load_public(public_numbers)
        self._numbers_header = header(fingerprint(public_numbers))
        self._numbers_info = numbers_info(study_id, questionnaire_fingerprint)
        self._words_key = load_public(public_words)
        self._words_header = header(fingerprint(public_words))
        self._study_id = study_id
        self._questionnaire = questionnaire_fingerprint

    def numbers(self, record: bytes) -> bytes:
        """Take a codes record and give its envelope: 1,150 bytes longer than the record."""
        return self._numbers_header + SUITE.encrypt(record, self._numbers_key, self._numbers_info)

    def words(
        self, question_id: str, text: str | None, quote: bool | None, language_index: int
    ) -> bytes:
        """Take the words for one question (None: nothing written) and give 4,096 bytes.

        `quote` is the answer to "may we quote you" (None: not asked). ValueError when the text
        cannot fit: the form is checked before.
        """
        info = words_info(self._study_id, self._questionnaire, question_id)
        plaintext = pack_words(text, quote, language_index)
        return self._words_header + SUITE.encrypt(plaintext, self._words_key, info)


def seal_to_batch(batch_public: bytes, payload: bytes) -> bytes:
    """Seal a submission's bundle once more, to the letterbox's batch key (1,216 bytes).

    Gives the payload's size + 1,150 bytes. ValueError for a key of another length.
    """
    sealed = SUITE.encrypt(payload, _batch_key(batch_public), BATCH_INFO)
    return header(fingerprint(batch_public)) + sealed
