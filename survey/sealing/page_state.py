"""The answers so far, sealed into one hidden field of a page; and the keys that change daily.

It knows day keys and bytes. It draws no nonce and reads no clock: both are handed in.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.errors import PageStateDamaged, PageStateExpired
from survey.sealing.envelope import length_prefixed

KEY_SIZE = 32
NONCE_SIZE = 12
#: A page can be sent until the end of the second day after it was shown.
DAYS_KEPT = 2
#: A page of tomorrow is read too: clocks of several nodes differ, and a clock may be put back.
DAYS_AHEAD = 1

#: Days that a calendar has, with those that are kept before and ahead of them.
_FIRST_DAY, _LAST_DAY = 1 - DAYS_KEPT, date.max.toordinal() - DAYS_KEPT - DAYS_AHEAD

_VERSION = 1
_LABEL = b"survivor-survey/1/page-state"
_NEXT_DAY = b"survivor-survey/1/next-day"
_LENGTH_SIZE = 4
_HEAD_SIZE = 1 + 4 + NONCE_SIZE
_TAG_SIZE = 16


@dataclass(frozen=True, slots=True)
class DayKeys:
    """The ratchet: the key of the oldest day still needed; later days follow, earlier never.

    `oldest_day` is a day number (date.toordinal() in UTC), `key` has 32 bytes.
    """

    oldest_day: int
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_SIZE:
            raise ValueError(f"a day key has {KEY_SIZE} bytes")
        if not _FIRST_DAY <= self.oldest_day <= _LAST_DAY:
            raise ValueError("a day of no calendar")

    def key_for(self, day: int) -> bytes:
        """Return the 32-byte key of a day; ValueError for a day whose key is gone."""
        if day < self.oldest_day:
            raise ValueError("the key of that day is gone")
        key = self.key
        for _ in range(day - self.oldest_day):
            key = _next_key(key)
        return key


def advance(keys: DayKeys, today: int) -> DayKeys:
    """Return the ratchet with days older than two days forgotten; the same one if there are none.

    Store the result in place of the old one. Keys of forgotten days that this process had
    worked out are dropped too.
    """
    oldest = today - DAYS_KEPT
    if oldest <= keys.oldest_day:
        return keys
    moved = DayKeys(oldest, keys.key_for(oldest))
    _cipher.cache_clear()
    _next_key.cache_clear()
    return moved


def seal_state(
    day_key: bytes,
    day: int,
    study_id: str,
    questionnaire_fingerprint: bytes,
    payload: bytes,
    size: int,
    nonce: bytes,
) -> str:
    """Seal the answers so far and give the token for the hidden field (base64url, no padding).

    `day_key` is the key for `day`; `size` is the padded size in bytes, the same for every page of a
    study; `nonce` is 12 fresh random bytes. AES-256-GCM (NIST SP 800-38D). ValueError when the
    payload and its 4 length bytes do not fit `size`, or for a nonce of another length.
    """
    if len(payload) + _LENGTH_SIZE > size:
        raise ValueError(f"the answers so far need more than {size} bytes")
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"a nonce has {NONCE_SIZE} bytes")
    padded = (len(payload).to_bytes(_LENGTH_SIZE, "big") + payload).ljust(size, b"\0")
    bound = _associated(day, study_id, questionnaire_fingerprint)
    sealed = _cipher(day_key, study_id).encrypt(nonce, padded, bound)
    token = bytes((_VERSION,)) + day.to_bytes(4, "big") + nonce + sealed
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def token_length(size: int) -> int:
    """Return the characters of every token whose padded size is `size` bytes."""
    return -(-(_HEAD_SIZE + size + _TAG_SIZE) * 4 // 3)


def open_state(
    keys: DayKeys, today: int, study_id: str, questionnaire_fingerprint: bytes, token: str
) -> bytes:
    """Return the payload of a token made today, on one of the two days before, or tomorrow.

    PageStateExpired for an older one; PageStateDamaged when it was altered, is of another study or
    questionnaire, or of a later day to come.
    """
    raw = _decoded(token)
    day = int.from_bytes(raw[1:5], "big")
    if day > today + DAYS_AHEAD:
        raise _damaged()
    if day < max(keys.oldest_day, today - DAYS_KEPT):
        raise PageStateExpired(
            "This page was opened more than two days ago.",
            kept="What you wrote on this page is still here.",
            do="Please begin again from the start page.",
        )
    bound = _associated(day, study_id, questionnaire_fingerprint)
    cipher = _cipher(keys.key_for(day), study_id)
    try:
        padded = cipher.decrypt(raw[5:_HEAD_SIZE], raw[_HEAD_SIZE:], bound)
    except InvalidTag:
        raise _damaged() from None
    end = _LENGTH_SIZE + int.from_bytes(padded[:_LENGTH_SIZE], "big")
    return padded[_LENGTH_SIZE:end]


def _decoded(token: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise _damaged() from None
    # Decoding is lenient; there is one way of writing a token, and only that one is taken.
    canonical = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    if canonical != token or len(raw) < _HEAD_SIZE + _TAG_SIZE or raw[0] != _VERSION:
        raise _damaged()
    return raw


@lru_cache(maxsize=64)
def _associated(day: int, study_id: str, questionnaire_fingerprint: bytes) -> bytes:
    return length_prefixed(
        _LABEL,
        bytes((_VERSION,)),
        day.to_bytes(4, "big"),
        study_id.encode(),
        questionnaire_fingerprint,
    )


@lru_cache(maxsize=64)
def _cipher(day_key: bytes, study_id: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_SIZE, study_id.encode(), _LABEL).derive(day_key))


@lru_cache(maxsize=64)
def _next_key(key: bytes) -> bytes:
    return HKDF(SHA256(), KEY_SIZE, None, _NEXT_DAY).derive(key)


def _damaged() -> PageStateDamaged:
    return PageStateDamaged(
        "This page could not be read.",
        kept="Nothing was sent.",
        do="Please begin again from the start page.",
    )
