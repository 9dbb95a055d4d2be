"""Opening the envelopes of a study with its secret.

It knows one secret while it works. The public app must not be able to import it.
"""

from __future__ import annotations

from survey.errors import EnvelopeDamaged
from survey.sealing.envelope import numbers_info, words_info
from survey.sealing.opening.secret_keys import derive
from survey.sealing.public_keys import ShelfLabel
from survey.sealing.words_plaintext import FreeText, unpack_words


class Opener:
    """Opens the envelopes of one shelf of one study.

    Takes the 32-byte secret, the study id, the questionnaire's fingerprint (32 bytes), the label
    ("numbers" or "words") and, for numbers, the width of a codes record in bytes: an envelope
    that holds another number of bytes is refused. A council's round is sealed to the keys of
    `keys_of`, the council. ValueError for a secret of another length.
    """

    def __init__(
        self,
        secret: bytes,
        study_id: str,
        questionnaire_fingerprint: bytes,
        label: ShelfLabel,
        *,
        record_width: int | None = None,
        keys_of: str = "",
    ) -> None:
        self._key = derive(secret, keys_of or study_id, label)
        self._study_id = study_id
        self._questionnaire = questionnaire_fingerprint
        self._width = record_width
        self._numbers_info = numbers_info(study_id, questionnaire_fingerprint)

    @property
    def public(self) -> bytes:
        """Return the public key (1,216 bytes), to compare with the one stored."""
        return self._key.public

    def numbers(self, envelope: bytes) -> bytes:
        """Take a numbers envelope and give its codes record.

        EnvelopeDamaged or EnvelopeForeign when it does not open.
        """
        record = self._key.open(envelope, self._numbers_info)
        if self._width is not None and len(record) != self._width:
            raise EnvelopeDamaged("An envelope opens, but what it holds is not a codes record.")
        return record

    def words(self, question_id: str, envelope: bytes) -> FreeText:
        """Take a words envelope from that question's shelf and give text, consent, language index.

        EnvelopeDamaged or EnvelopeForeign when it does not open; an envelope of another question
        does not open.
        """
        info = words_info(self._study_id, self._questionnaire, question_id)
        return unpack_words(self._key.open(envelope, info))
