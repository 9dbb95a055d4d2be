"""The slip by which a council's member can show that they took part in a round, and nothing else.

It knows what a member's words give and the site key while it works, draws nothing and keeps
nothing. Without the words nobody can tell from a slip whose it is, or join it to anything stored.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.sealing.codes.invitations import CODE_LETTERS
from survey.sealing.codes.phrases import MOST_TYPED
from survey.sealing.envelope import length_prefixed

_SERIAL, _PROOF = 8, 10
#: Letters of a slip: eight that are its number, ten (49 bits) that only this site can add.
SLIP_LETTERS = _SERIAL + _PROOF

_SERIAL_LABEL = b"survivor-survey/1/round-slip/serial"
_PROOF_LABEL = b"survivor-survey/1/round-slip/proof"
_PAID_LABEL = b"survivor-survey/1/round-slip/paid"
_IN_A_GROUP = 6
_BYTES_EACH = 8


def round_slip(site_key: bytes, council_id: str, round_: int, root: bytes) -> str:
    """Return the slip of a member (`root`, 32 bytes) in a round (from 1), as it is shown.

    Its number is HKDF-SHA256 (RFC 5869) of what the words give, under a label of its own, so that a
    member has one slip in a round, whichever page they open. HMAC-SHA256 (RFC 2104) under the site
    key over council, round and number is what nobody else can add.
    """
    info = length_prefixed(_SERIAL_LABEL, council_id.encode(), round_.to_bytes(2, "big"))
    drawn = HKDF(SHA256(), _SERIAL * _BYTES_EACH, None, info).derive(root)
    serial = _letters(drawn, _SERIAL)
    letters = serial + _proof(site_key, council_id, round_, serial)
    return "-".join(letters[at : at + _IN_A_GROUP] for at in range(0, SLIP_LETTERS, _IN_A_GROUP))


def is_slip(site_key: bytes, council_id: str, round_: int, typed: str) -> bool:
    """Tell whether a typed slip is one of a round; case, spaces and dashes do not matter."""
    letters = _as_shown(typed)
    if len(letters) != SLIP_LETTERS:
        return False
    expected = _proof(site_key, council_id, round_, letters[:_SERIAL])
    return hmac.compare_digest(letters[_SERIAL:].encode(), expected.encode())


def paid_mark(site_key: bytes, council_id: str, round_: int, typed: str) -> bytes:
    """Return the 32-byte mark that a slip was used: HMAC-SHA256 under the site key."""
    fields = council_id.encode(), round_.to_bytes(2, "big"), _as_shown(typed).encode()
    return hmac.digest(site_key, length_prefixed(_PAID_LABEL, *fields), hashlib.sha256)


def _proof(site_key: bytes, council_id: str, round_: int, serial: str) -> str:
    fields = council_id.encode(), round_.to_bytes(2, "big"), serial.encode()
    key = hmac.digest(site_key, length_prefixed(_PROOF_LABEL, *fields), hashlib.sha256)
    return _letters(HKDF(SHA256(), _PROOF * _BYTES_EACH, None, _PROOF_LABEL).derive(key), _PROOF)


def _letters(drawn: bytes, count: int) -> str:
    """Return letters of codes from 64 bits for each: the bias between letters is below 2^-58."""
    parts = (drawn[at * _BYTES_EACH : (at + 1) * _BYTES_EACH] for at in range(count))
    return "".join(CODE_LETTERS[int.from_bytes(part, "big") % len(CODE_LETTERS)] for part in parts)


def _as_shown(typed: str) -> str:
    if len(typed) > MOST_TYPED:
        return ""
    plain = unicodedata.normalize("NFKC", typed).lower()
    return "".join(letter for letter in plain if letter in CODE_LETTERS)
