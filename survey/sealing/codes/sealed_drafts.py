"""A form that is put aside: sealed under a key that only six words give, and found by a mark.

It knows words, keys and bytes while it works. It draws no nonce, reads no clock and keeps nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.errors import EnvelopeDamaged
from survey.sealing.codes.phrases import normalised
from survey.sealing.envelope import length_prefixed

NONCE_SIZE = 12

_VERSION = 1
_CODE_INFO = b"survivor-survey/1/draft-code"
_MARK_LABEL = b"survivor-survey/1/draft-mark"
_SEAL_LABEL = b"survivor-survey/1/draft"
_LENGTH_SIZE = 4
_HEAD_SIZE = 1 + NONCE_SIZE
_TAG_SIZE = 16
_DAYS_IN_A_WEEK = 7
_WEEKS_KEPT = 3


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What six words give: the 32-byte id of a draft, and the 32-byte key that opens it."""

    lookup: bytes = field(repr=False)
    key: bytes = field(repr=False)


def draft_key(typed: str) -> DraftKey:
    """Return id and key from six words, as shown or as typed again; never refuses.

    HKDF-SHA256 (RFC 5869) over the letters of the words: 32 bytes of id, then 32 of key.
    """
    both = HKDF(SHA256(), 64, None, _CODE_INFO).derive(normalised(typed).encode())
    return DraftKey(both[:32], both[32:])


def mark_of_draft(site_key: bytes, key: DraftKey) -> bytes:
    """Return the 32-byte mark under which a draft lies: HMAC-SHA256 of its id under the site key.

    ValueError for a site key of another length than 32 bytes.
    """
    if len(site_key) != 32:
        raise ValueError("a site key has 32 bytes")
    return hmac.digest(site_key, length_prefixed(_MARK_LABEL, key.lookup), hashlib.sha256)


def seal_draft(
    key: DraftKey, study_id: str, fingerprint: bytes, payload: bytes, size: int, nonce: bytes
) -> bytes:
    """Seal a draft: 29 bytes more than `size`, the padded size, the same for all of a study.

    AES-256-GCM (NIST SP 800-38D), bound to study and questionnaire fingerprint; `nonce` is 12 fresh
    random bytes. ValueError when the payload and its 4 length bytes do not fit `size`.
    """
    if len(payload) + _LENGTH_SIZE > size:
        raise ValueError(f"the answers so far need more than {size} bytes")
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"a nonce has {NONCE_SIZE} bytes")
    padded = (len(payload).to_bytes(_LENGTH_SIZE, "big") + payload).ljust(size, b"\0")
    sealed = AESGCM(key.key).encrypt(nonce, padded, _associated(study_id, fingerprint))
    return bytes((_VERSION,)) + nonce + sealed


def open_sealed_draft(key: DraftKey, study_id: str, fingerprint: bytes, sealed: bytes) -> bytes:
    """Return the payload; EnvelopeDamaged for another key, study or form, or bytes that changed."""
    if len(sealed) < _HEAD_SIZE + _LENGTH_SIZE + _TAG_SIZE or sealed[0] != _VERSION:
        raise _damaged()
    bound = _associated(study_id, fingerprint)
    try:
        padded = AESGCM(key.key).decrypt(sealed[1:_HEAD_SIZE], sealed[_HEAD_SIZE:], bound)
    except InvalidTag:
        raise _damaged() from None
    return padded[_LENGTH_SIZE : _LENGTH_SIZE + int.from_bytes(padded[:_LENGTH_SIZE], "big")]


def week_of(today: int) -> int:
    """Return the number of the ISO week (from Monday) that a day number (date.toordinal) lies
    in."""
    return (today - 1) // _DAYS_IN_A_WEEK


def week_of_erasing(today: int) -> int:
    """Return the week that begins 15 to 21 days after a day, the same for all days of one week.

    A draft saved on that day is erased when this week has come.
    """
    return week_of(today) + _WEEKS_KEPT


def _associated(study_id: str, fingerprint: bytes) -> bytes:
    return length_prefixed(_SEAL_LABEL, bytes((_VERSION,)), study_id.encode(), fingerprint)


def _damaged() -> EnvelopeDamaged:
    return EnvelopeDamaged("This draft does not open.")
