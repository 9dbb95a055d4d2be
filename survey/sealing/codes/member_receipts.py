"""The receipt of a council member in a round: the same six words on every page that they open.

It knows what a member's words give, and draws nothing. It keeps nothing.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.sealing.codes.phrases import WORD_NUMBERS, WORDS_IN_A_PHRASE
from survey.sealing.envelope import length_prefixed

_LABEL = b"survivor-survey/1/member-receipt"
_BYTES_EACH = 8


def receipt_numbers(root: bytes, round_: int) -> tuple[int, ...]:
    """Return six word numbers for the receipt of a member (`root`, 32 bytes) in a round (from 1).

    A member counts once whichever page they send, so each of their pages has to show the receipt
    of what was taken in. HKDF-SHA256 (RFC 5869), 64 bits for each number: none of them is likelier
    than another, as 2,048 divides 2^64. Nothing that is stored is made from the same bytes.
    """
    info = length_prefixed(_LABEL, round_.to_bytes(2, "big"))
    drawn = HKDF(SHA256(), WORDS_IN_A_PHRASE * _BYTES_EACH, None, info).derive(root)
    parts = (drawn[at : at + _BYTES_EACH] for at in range(0, len(drawn), _BYTES_EACH))
    return tuple(WORD_NUMBERS[int.from_bytes(part, "big") % len(WORD_NUMBERS)] for part in parts)
