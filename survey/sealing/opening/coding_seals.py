"""What coders gave to a text, sealed beside it under the words key of its study.

It draws no randomness, and does not know what the bytes mean.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey.errors import EnvelopeDamaged
from survey.sealing.envelope import length_prefixed
from survey.sealing.opening.reading_keys import NONCE_SIZE

_LABEL = b"survivor-survey/1/coding"


def seal_coding(
    words_key: bytes | bytearray,
    study_id: str,
    text_id: bytes,
    place: str,
    content: bytes,
    nonce: bytes,
) -> bytes:
    """Return bytes sealed under the words key, bound to their study, text and place.

    `place` is whose they are: the id of an account, or a word of fewer letters. `nonce` is fresh.
    """
    bound = _bound_to(study_id, text_id, place)
    return nonce + AESGCM(bytes(words_key)).encrypt(nonce, content, bound)


def open_coding(
    words_key: bytes | bytearray, study_id: str, text_id: bytes, place: str, sealed: bytes
) -> bytes:
    """Return what `seal_coding` sealed; EnvelopeDamaged for another key or place."""
    bound = _bound_to(study_id, text_id, place)
    try:
        return AESGCM(bytes(words_key)).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], bound)
    except (InvalidTag, ValueError):
        raise EnvelopeDamaged("What was given to a text was altered, or is of another.") from None


def _bound_to(study_id: str, text_id: bytes, place: str) -> bytes:
    return length_prefixed(_LABEL, study_id.encode(), text_id, place.encode())
