"""Keys with which moderators read texts that were opened: their own, and the one of a study.

It knows secrets while a call lasts. It draws no randomness: what must be random is handed in.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.phrases import normalised
from survey.sealing.envelope import header, length_prefixed
from survey.sealing.opening.secret_keys import PrivateKey, private_key
from survey.sealing.public_keys import SUITE, fingerprint, load_public

#: Bytes of the secret of a reading key, and of the words key of a study.
KEY_SIZE = 32
NONCE_SIZE = 12
SALT_SIZE = 16
_TAG_SIZE = 16

_OWN_LABEL = b"survivor-survey/1/reading-key"
_STUDY_LABEL = b"survivor-survey/1/words-key"
_TEXT_LABEL = b"survivor-survey/1/opened-text"


def reading_key(secret: bytes, account_id: str) -> PrivateKey:
    """Return the key of a moderator from its 32-byte secret."""
    return private_key(secret, account_id.encode(), "reading")


def seal_reading_secret(
    secret: bytes, account_id: str, typed: str, salt: bytes, nonce: bytes
) -> bytes:
    """Return the secret of a reading key, sealed under the six words its owner keeps.

    Argon2id (RFC 9106, second recommended option) gives the key: six words alone are 66 bits, and
    somebody with the database could try them at home. `salt` and `nonce` are fresh and random.
    """
    bound = length_prefixed(_OWN_LABEL, account_id.encode())
    return salt + nonce + AESGCM(_stretched(typed, salt)).encrypt(nonce, secret, bound)


def open_reading_secret(sealed: bytes, account_id: str, typed: str) -> bytes:
    """Return what `seal_reading_secret` sealed; EnvelopeDamaged for other words."""
    salt, nonce, rest = sealed[:SALT_SIZE], sealed[SALT_SIZE:][:NONCE_SIZE], sealed[28:]
    bound = length_prefixed(_OWN_LABEL, account_id.encode())
    try:
        return AESGCM(_stretched(typed, salt)).decrypt(nonce, rest, bound)
    except (InvalidTag, ValueError):
        raise EnvelopeDamaged("These six words open no reading key.") from None


def wrap_words_key(words_key: bytes, study_id: str, public: bytes) -> bytes:
    """Return the words key of a study, sealed to the public reading key of a moderator."""
    info = length_prefixed(_STUDY_LABEL, study_id.encode())
    return header(fingerprint(public)) + SUITE.encrypt(words_key, load_public(public), info)


def unwrap_words_key(wrapped: bytes, study_id: str, key: PrivateKey) -> bytes:
    """Return what `wrap_words_key` sealed; EnvelopeForeign or EnvelopeDamaged for another key."""
    return key.open(wrapped, length_prefixed(_STUDY_LABEL, study_id.encode()))


def seal_text(
    words_key: bytes | bytearray,
    study_id: str,
    question_id: str,
    text_id: bytes,
    packed: bytes,
    nonce: bytes,
) -> bytes:
    """Return a packed text, sealed under the words key and bound to its study, question and id."""
    bound = _bound(study_id, question_id, text_id)
    return nonce + AESGCM(bytes(words_key)).encrypt(nonce, packed, bound)


def open_text(
    words_key: bytes | bytearray, study_id: str, question_id: str, text_id: bytes, sealed: bytes
) -> bytes:
    """Return what `seal_text` sealed; EnvelopeDamaged for another key or place."""
    bound = _bound(study_id, question_id, text_id)
    try:
        return AESGCM(bytes(words_key)).decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], bound)
    except (InvalidTag, ValueError):
        raise EnvelopeDamaged("A text was altered, or is of another study or question.") from None


def _bound(study_id: str, question_id: str, text_id: bytes) -> bytes:
    return length_prefixed(_TEXT_LABEL, study_id.encode(), question_id.encode(), text_id)


def _stretched(typed: str, salt: bytes) -> bytes:
    stretch = Argon2id(salt=salt, length=KEY_SIZE, iterations=3, lanes=4, memory_cost=64 * 1024)
    return stretch.derive(normalised(typed).encode())
