"""Marks of what staff sign in with, and their code secrets sealed, all under the site key.

It draws no randomness and reads no clock: both are handed in. It keeps nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from survey.errors import EnvelopeDamaged
from survey.sealing.envelope import length_prefixed

StaffSecret = Literal[
    "link",
    "session",
    "recovery code",
    "known browser",
    "cookies",
    "new secret",
    "password",
    "sheet link",
    "destroyed sheet",
    "invented member",
    "ask link",
]

#: Bytes of a secret for codes (RFC 4226, 4: 160 bits), digits of a code, and seconds of a step
#: (RFC 6238, as every code app has them).
TOTP_SECRET_SIZE = 20
DIGITS = 6
STEP_SECONDS = 30
_NONCE_SIZE = 12
_LABEL = b"survivor-survey/1/staff"


def staff_mark(site_key: bytes, of: StaffSecret, secret: str) -> bytes:
    """Return the 32-byte mark of something that only its owner has.

    HMAC-SHA256 (RFC 2104) under the site key; `of` keeps marks of one kind apart from others.
    """
    fields = length_prefixed(_LABEL, of.encode(), secret.encode())
    return hmac.digest(site_key, fields, hashlib.sha256)


def seal_totp(site_key: bytes, account_id: str, secret: bytes, nonce: bytes) -> bytes:
    """Return a secret for codes, sealed for one account under the site key (AES-256-GCM).

    `nonce` are 12 fresh random bytes.
    """
    return nonce + _cipher(site_key).encrypt(nonce, secret, account_id.encode())


def open_totp(site_key: bytes, account_id: str, sealed: bytes) -> bytes:
    """Return what `seal_totp` sealed; EnvelopeDamaged for anything else."""
    nonce, rest = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
    try:
        return _cipher(site_key).decrypt(nonce, rest, account_id.encode())
    except (InvalidTag, ValueError):
        raise EnvelopeDamaged("The secret for codes does not open.") from None


def totp_code(secret: bytes, step: int) -> str:
    """Return the six digits of a step (RFC 6238 with SHA-1, as code apps have it)."""
    generator = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 (RFC 6238)
    return generator.generate(step * STEP_SECONDS).decode()


def step_of_code(secret: bytes, typed: str, now: int, after: int) -> int | None:
    """Return the step that typed digits belong to, or None.

    `now` are seconds since 1970. Steps next to the present one count, as clocks differ; those up to
    `after` do not, so that a code is taken once.
    """
    digits = "".join(letter for letter in typed if not letter.isspace())
    present = now // STEP_SECONDS
    found = None
    for step in range(present - 1, present + 2):
        same = hmac.compare_digest(totp_code(secret, step).encode(), digits.encode())
        if same and step > after:
            found = step
    return found


def _cipher(site_key: bytes) -> AESGCM:
    key = hmac.digest(site_key, length_prefixed(_LABEL, b"secret for codes"), hashlib.sha256)
    return AESGCM(key)
