"""Six-word phrases (receipts, drafts, members) and the tags made from a receipt.

It draws no randomness: the numbers are handed in. It stores nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from survey.sealing.codes.code_words import CODE_WORDS
from survey.sealing.envelope import length_prefixed
from survey.sealing.public_keys import ShelfLabel
from survey.settings import shipped

#: Numbers of the first list (EFF long, 2016): none is drawn now, but what lies sealed has some.
_FIRST_LIST = 7302
#: SHA-256 of its words, one a line: another word, or another order, would give other codes.
_FIRST_LIST_HASH = "b077efee29d8e9ad344116fd8042a97d7f402465102699f1a583477d133b841f"
#: Numbers of the words that codes are made of now: 2,048, so that six, drawn evenly, are 66 bits.
WORD_NUMBERS = range(_FIRST_LIST, _FIRST_LIST + len(CODE_WORDS))
WORDS_IN_A_PHRASE = 6
#: Characters of what may be typed as six words or as a printed code; the longest phrase has 59.
#: What is longer is no code: to normalise it would take time that grows with the square of it.
MOST_TYPED = 400

_RECEIPT_INFO = b"survivor-survey/1/receipt"
_TAG_LABEL = b"survivor-survey/1/tag"


def phrase(indices: Sequence[int]) -> str:
    """Return six words with spaces between, for six evenly drawn numbers of WORD_NUMBERS.

    Lower numbers, from before there were words of our own, give the words that they always gave:
    those of `config/words/first-list.txt`. ValueError for other numbers.
    """
    if len(indices) != WORDS_IN_A_PHRASE or not all(0 <= i < WORD_NUMBERS.stop for i in indices):
        raise ValueError(f"a phrase needs {WORDS_IN_A_PHRASE} numbers below {WORD_NUMBERS.stop}")
    return " ".join(_word(i) for i in indices)


def normalised(typed: str) -> str:
    """Return only the letters a-z of what a person typed, in lower case.

    Case, spaces, dashes, line breaks, digits and accents do not matter. No word of a list begins
    another, so no two phrases of different words come out the same ("yo-yo" and "yoyo", both in
    the first list, count as one word). What is longer than MOST_TYPED gives no letters.
    """
    if len(typed) > MOST_TYPED:
        return ""
    letters = unicodedata.normalize("NFKD", typed).lower()
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def reads_as_phrase(typed: str) -> bool:
    """Return whether something typed is six words of one list: only then can it be a code.

    That is known to everybody, so it tells nothing of codes that exist.
    """
    letters = normalised(typed)
    return any(_count(letters, words) == WORDS_IN_A_PHRASE for words in _lists())


def is_listed(word: str) -> bool:
    """Return whether what stands in one field is a word that codes are made of."""
    return any(normalised(word) in words for words in _lists())


def receipt_key(typed: str) -> bytes:
    """Return the 32-byte key of a phrase, as shown or as typed again.

    HKDF-SHA256 (RFC 5869) over the normalised letters. Never refuses: a wrong phrase gives a key
    that matches nothing, so that wrong, used and late receipts look the same.
    """
    letters = normalised(typed).encode()
    return HKDF(SHA256(), 32, None, _RECEIPT_INFO).derive(letters)


def tag(key: bytes, study_id: str, shelf: ShelfLabel, question_id: str = "") -> bytes:
    """Return the 32-byte tag of one stored piece: HMAC-SHA256 under a receipt key.

    `question_id` is empty for the numbers shelf. Tags of one receipt cannot be joined without it.
    """
    fields = length_prefixed(_TAG_LABEL, study_id.encode(), shelf.encode(), question_id.encode())
    return hmac.digest(key, fields, hashlib.sha256)


def _word(number: int) -> str:
    if number in WORD_NUMBERS:
        return CODE_WORDS[number - _FIRST_LIST]
    return _first_list()[number]


def _count(letters: str, words: frozenset[str]) -> int:
    """Return of how many words letters consist, one right after the other; 0 where of others."""
    found = start = 0
    for end in range(1, len(letters) + 1):
        if letters[start:end] in words:  # none begins another, so the first that fits is the one
            found, start = found + 1, end
    return found if start == len(letters) else 0


@cache
def _lists() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(normalised, words)) for words in (CODE_WORDS, _first_list()))


@cache
def _first_list() -> tuple[str, ...]:
    lines = (shipped("config") / "words" / "first-list.txt").read_text("utf-8").splitlines()
    words = tuple(line for line in lines if not line.startswith("#"))
    if hashlib.sha256("\n".join(words).encode()).hexdigest() != _FIRST_LIST_HASH:
        raise ValueError("the first list of words is not the one that codes were made of")
    return words
