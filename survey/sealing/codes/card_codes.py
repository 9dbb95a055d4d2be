"""Codes on the cards of a study: two check letters, so that one misread letter is put right.

The letters are those of a council's printed codes. It draws no randomness: they are handed in. It
keeps nothing, and knows the marks under which codes are stored.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from survey.sealing.codes.invitations import CODE_LETTERS
from survey.sealing.codes.phrases import MOST_TYPED
from survey.sealing.envelope import length_prefixed

#: Letters that are drawn: thirteen of 31 are 64 bits.
DRAWN = 13
#: Letters of a code: those, and the two that check them.
CARD_LENGTH = DRAWN + 2

_LABEL = b"survivor-survey/1/card"
_GROUP = 5
_PRIME = len(CODE_LETTERS)
_VALUES = {letter: value for value, letter in enumerate(CODE_LETTERS)}


def card_code(drawn: Sequence[str]) -> str:
    """Return the code of thirteen letters drawn evenly from CODE_LETTERS, in groups of five.

    A Reed-Solomon code over the 31 letters (sums of the letters, and of the letters times their
    places, are 0 modulo 31): any two codes differ in three places at least. ValueError for other
    letters.
    """
    if len(drawn) != DRAWN or not all(letter in _VALUES for letter in drawn):
        raise ValueError(f"a code is made of {DRAWN} letters")
    values = [_VALUES[letter] for letter in drawn]
    plain, placed = _sums(values)
    last = (DRAWN + 1) * plain - placed
    values += [(-plain - last) % _PRIME, last % _PRIME]
    return _printed(_letters(values))


def understood(typed: str) -> str:
    """Return the code that somebody typed, as it is printed, or "" where it can be none.

    Case, spaces and dashes do not matter. One wrong letter, two that no code has, and
    as a rule two neighbours in the wrong order, are put right. Which letters make a code
    is known to everybody, so this tells nothing of codes that exist.
    """
    if len(typed) > MOST_TYPED:
        return ""
    values = [_value(letter) for letter in unicodedata.normalize("NFKC", typed).lower()]
    read = [value for value in values if value is not None]
    if len(read) != CARD_LENGTH:
        return ""
    return _printed(_letters(found)) if (found := _put_right(read)) else ""


def card_mark(site_key: bytes, study_id: str, typed: str) -> bytes:
    """Return the 32-byte mark of a code, as printed or as typed again.

    HMAC-SHA256 (RFC 2104) under the site key. What can be no code gives a mark that matches
    nothing, so that it takes the same way.
    """
    fields = length_prefixed(_LABEL, study_id.encode(), understood(typed).encode())
    return hmac.digest(site_key, fields, hashlib.sha256)


def _value(letter: str) -> int | None:
    """Return the number of a letter; -1 for one that no code has, None for what is no letter."""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        letter = str(digit)
    return _VALUES.get(letter, -1) if letter.isalnum() else None


def _put_right(values: list[int]) -> list[int]:
    unread = [place for place, value in enumerate(values) if value < 0]
    known = [max(value, 0) for value in values]
    plain, placed = _sums(known)
    match unread:
        case []:
            return _one_wrong(known, plain, placed)
        case [one]:
            known[one] = -plain % _PRIME
        case [one, other]:
            second = (placed - plain * (one + 1)) * _inverse(one - other) % _PRIME
            known[one], known[other] = (-plain - second) % _PRIME, second
        case _:
            return []
    return known if _sums(known) == (0, 0) else []


def _one_wrong(values: list[int], plain: int, placed: int) -> list[int]:
    """Return the letters with one of them, or the order of two, put right; none where more is
    wrong."""
    if plain:
        place = placed * _inverse(plain) % _PRIME
        if not 1 <= place <= CARD_LENGTH:
            return []
        values[place - 1] = (values[place - 1] - plain) % _PRIME
    elif placed:
        pairs = pairwise(values)
        swapped = [i for i, (a, b) in enumerate(pairs) if (b - a - placed) % _PRIME == 0]
        if len(swapped) != 1:
            return []
        at = swapped[0]
        values[at], values[at + 1] = values[at + 1], values[at]
    return values


def _sums(values: Sequence[int]) -> tuple[int, int]:
    """Return the sum of the letters, and of each times its place from 1, modulo 31."""
    placed = sum(place * value for place, value in enumerate(values, 1))
    return sum(values) % _PRIME, placed % _PRIME


def _inverse(number: int) -> int:
    return pow(number, -1, _PRIME)


def _letters(values: Sequence[int]) -> str:
    return "".join(CODE_LETTERS[value] for value in values)


def _printed(letters: str) -> str:
    return "-".join(letters[i : i + _GROUP] for i in range(0, CARD_LENGTH, _GROUP))
