"""Whether a list of SLIP-39 words was copied rightly, and which word to look at if not.

It never repeats a word that was typed: a share is secret.
"""

from __future__ import annotations

from collections.abc import Sequence

from shamir_mnemonic import rs1024
from shamir_mnemonic.constants import (
    CHECKSUM_LENGTH_WORDS,
    CUSTOMIZATION_STRING_EXTENDABLE,
    RADIX,
    RADIX_BITS,
)
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from survey.errors import SharesRefused

#: Words of a share of a 32-byte secret.
WORDS_IN_A_LIST = 33

_KEPT = "Nothing was opened, and nothing was changed."


def check_words(mnemonic: str, where: str) -> None:
    """Refuse a list with a wrong number of words or a mistyped word.

    `where` names the list in the sentence. SharesRefused says which word, when that can be known.
    """
    words = mnemonic.split()
    if len(words) != WORDS_IN_A_LIST:
        raise _refused(
            f"In {where}, there are {len(words)} words; there should be {WORDS_IN_A_LIST}.",
            "Compare the list with the printed sheet: a word may be missing or doubled.",
        )
    for position, word in enumerate(words, 1):
        if word.lower() not in WORD_INDEX_MAP:
            raise _refused(
                f"In {where}, word {position} is not one of the words that a share can have.",
                f"Compare word {position} with the printed sheet, letter by letter.",
            )
    _check_sum(words, where)


def sum_is_right(words: Sequence[str]) -> bool:
    """Tell whether the checksum of a list, all of whose words are on the word list, is right."""
    # Our shares all have SLIP-39's "extendable" flag, so this is the context of their checksum.
    verified: bool = rs1024.verify_checksum(_codes(words), CUSTOMIZATION_STRING_EXTENDABLE)
    return verified


def wrong_position(words: Sequence[str]) -> int | None:
    """Return the position (from 1) of the one wrong word of a list with a wrong checksum.

    None when it was more than one.
    """
    return _wrong_position(_codes(words))


def _codes(words: Sequence[str]) -> list[int]:
    return [WORD_INDEX_MAP[word.lower()] for word in words]


def _check_sum(words: Sequence[str], where: str) -> None:
    if sum_is_right(words):
        return
    position = wrong_position(words)
    if position is None:
        raise _refused(
            f"In {where}, some words are wrong or in another order.",
            "Compare the whole list with the printed sheet, word by word.",
        )
    raise _refused(
        f"In {where}, word {position} is probably wrong.",
        f"Compare word {position} with the printed sheet, then the words around it.",
    )


def _wrong_position(codes: Sequence[int]) -> int | None:
    """Return the position (from 1) of the one wrong word, or None when it was more than one.

    RS1024 finds three errors, or places one: the checksum is linear, so the difference between
    the checksum found and the one due is the sum (XOR) of what each flipped bit contributes.
    """
    length: int = len(codes) - CHECKSUM_LENGTH_WORDS
    zero = _checksum([0] * length)
    found = int.from_bytes(_joined(codes[length:]), "big")
    difference = _checksum(codes[:length]) ^ found
    for place in range(length):
        unit = [0] * length
        parts = []
        for bit in range(RADIX_BITS):
            unit[place] = 1 << bit
            parts.append(_checksum(unit) ^ zero)
        if _is_sum_of(difference, parts):
            return place + 1
    for place in range(CHECKSUM_LENGTH_WORDS):
        shift = RADIX_BITS * (CHECKSUM_LENGTH_WORDS - 1 - place)
        if difference & ~((RADIX - 1) << shift) == 0:
            return length + place + 1
    return None


def _is_sum_of(target: int, parts: Sequence[int]) -> bool:
    """Say whether XOR of some of the parts is the target (Gaussian elimination over bits)."""
    basis: list[int] = []
    for part in parts:
        rest = _reduced(part, basis)
        if rest:
            basis.append(rest)
    return _reduced(target, basis) == 0


def _reduced(value: int, basis: Sequence[int]) -> int:
    for row in sorted(basis, reverse=True):
        value = min(value, value ^ row)
    return value


def _checksum(codes: Sequence[int]) -> int:
    return int.from_bytes(
        _joined(rs1024.create_checksum(codes, CUSTOMIZATION_STRING_EXTENDABLE)), "big"
    )


def _joined(codes: Sequence[int]) -> bytes:
    value = 0
    for code in codes:
        value = value << RADIX_BITS | code
    return value.to_bytes(4, "big")


def _refused(what: str, do: str) -> SharesRefused:
    return SharesRefused(what, kept=_KEPT, do=do)
