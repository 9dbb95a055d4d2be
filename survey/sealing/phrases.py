"""Six-word phrases (receipts, drafts, members) and the tags made from a receipt.

It knows the word list. It draws no randomness: the numbers are handed in. It stores nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.sealing.envelope import length_prefixed
from survey.sealing.gentle_words import LEFT_OUT
from survey.sealing.public_keys import Label

#: Words of the EFF long list that codes are made of; six of them, drawn evenly, are 77 bits.
LIST_SIZE = 7302
WORDS_IN_A_PHRASE = 6

_RECEIPT_INFO = b"survivor-survey/1/receipt"
_TAG_LABEL = b"survivor-survey/1/tag"


def phrase(indices: Sequence[int]) -> str:
    """Take six evenly drawn numbers below LIST_SIZE and give six words with spaces between.

    Source: EFF long list (2016), as xkcdpass ships it, without `gentle_words.LEFT_OUT`.
    ValueError for other numbers.
    """
    if len(indices) != WORDS_IN_A_PHRASE or not all(0 <= i < LIST_SIZE for i in indices):
        raise ValueError(f"a phrase needs {WORDS_IN_A_PHRASE} numbers from 0 to {LIST_SIZE - 1}")
    words = _eff_long()
    return " ".join(words[i] for i in indices)


def normalised(typed: str) -> str:
    """Give only the letters a-z of what a person typed, in lower case.

    Case, spaces, dashes, line breaks, digits and accents do not matter. No word of the list begins
    another, so no two phrases of different words come out the same ("yo-yo" and "yoyo", both in
    the list, count as one word).
    """
    letters = unicodedata.normalize("NFKD", typed).lower()
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def receipt_key(typed: str) -> bytes:
    """Give the 32-byte key of a phrase, as shown or as typed again.

    HKDF-SHA256 (RFC 5869) over the normalised letters. Never refuses: a wrong phrase gives a key
    that matches nothing, so that wrong, used and late receipts look the same.
    """
    letters = normalised(typed).encode()
    return HKDF(SHA256(), 32, None, _RECEIPT_INFO).derive(letters)


def tag(key: bytes, study_id: str, shelf: Label, question_id: str = "") -> bytes:
    """Give the 32-byte tag of one stored piece: HMAC-SHA256 under a receipt key.

    `question_id` is empty for the numbers shelf. Tags of one receipt cannot be joined without it.
    """
    fields = length_prefixed(_TAG_LABEL, study_id.encode(), shelf.encode(), question_id.encode())
    return hmac.digest(key, fields, hashlib.sha256)


@cache
def _eff_long() -> tuple[str, ...]:
    listed = files("xkcdpass").joinpath("static", "eff-long").read_text(encoding="utf-8")
    words = tuple(word for word in listed.split() if word not in LEFT_OUT)
    if len(words) != LIST_SIZE:
        raise ValueError("the EFF long word list is not the one expected")
    return words
