"""Passphrases of reports: kept as a salted slow hash (scrypt, RFC 7914), and never as they are.

It knows a passphrase while it works. It must not know who types it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from threading import BoundedSemaphore

from survey.errors import BadInput
from survey.questionnaire.texts import one_form

#: Letters of a passphrase: so few can be guessed, so many are typed by nobody.
SHORTEST, LONGEST = 16, 200
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1
_MEMORY = 64 * 1024 * 1024
#: Each needs 32 MB while it lasts: no more at once, however many try.
_HASHING = BoundedSemaphore(2)
_FORM = "scrypt"


def hash_of(passphrase: str) -> str:
    """Return the salted hash of a passphrase; BadInput for one that is too short or too long."""
    said = one_form(passphrase)
    if not SHORTEST <= len(said) <= LONGEST:
        raise BadInput(
            f"A passphrase has {SHORTEST} to {LONGEST} letters.",
            kept="Nothing was changed.",
            do="Take five words or more that do not belong together.",
        )
    salt = secrets.token_bytes(16)
    return f"{_FORM}${_written(salt)}${_written(_digest(said, salt))}"


def fits(passphrase: str, kept: str) -> bool:
    """Return whether a passphrase is the one that a hash was made of; it takes a moment."""
    form, _, rest = kept.partition("$")
    salt, _, digest = rest.partition("$")
    said = one_form(passphrase[:LONGEST])
    if form != _FORM or not said:
        return False
    return hmac.compare_digest(_written(_digest(said, base64.b64decode(salt))), digest)


def _digest(said: str, salt: bytes) -> bytes:
    with _HASHING:
        return hashlib.scrypt(
            said.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, maxmem=_MEMORY, dklen=32
        )


def _written(content: bytes) -> str:
    return base64.b64encode(content).decode()
