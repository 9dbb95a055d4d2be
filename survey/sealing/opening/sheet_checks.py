"""Three words at a time by which whoever holds a share sheet shows that it is still there.

What is kept to check them are keyed hashes, of so few words that what a thief of the hashes and of
the site key could find of a sheet opens nothing. It draws no randomness: it is handed in.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from survey.errors import SharesRefused
from survey.sealing.envelope import length_prefixed
from survey.sealing.opening.shares import KeyShare
from survey.sealing.opening.sheet_entry import nearest_word, read_word
from survey.sealing.public_keys import ShelfLabel

#: Words of a list that are asked for: they hold bytes of the share and nothing else (SLIP-39). Of
#: those before, four say of which set it is and four hold the bytes that a digest of the secret is
#: shared with; the three after them are a checksum over all.
FIRST_ASKED, LAST_ASKED = 9, 30

#: Sets that are asked for in turn, and words of each list in all of them together.
SETS, WORDS_OF_A_LIST = 4, 6

_LABEL = b"survivor-survey/1/sheet-check"

#: Draws some of a row of numbers, without repeating one.
Sample = Callable[[Sequence[int], int], Sequence[int]]


class AskedWord(NamedTuple):
    """A word that somebody reads off the paper: of which list, and its number there from 1."""

    of: ShelfLabel
    number: int


#: The words that are asked for at once.
WordSet = tuple[AskedWord, AskedWord, AskedWord]


@dataclass(frozen=True, slots=True)
class SheetChecks:
    """What is kept of sheet `number`: the words that are asked for in turn, and marks of them."""

    number: int
    asked: tuple[WordSet, ...]
    marks: tuple[bytes, ...] = field(repr=False)


def checks_of(
    site_key: bytes, of: str, shares: Iterable[KeyShare], sample: Sample
) -> tuple[SheetChecks, ...]:
    """Return what is kept of the sheets of a study or council.

    The same words are asked of every sheet: together, the marks of all of them then tell no more
    of a secret than the marks of one.
    """
    asked = draw_sets(sample)
    return tuple(
        SheetChecks(
            share.number,
            asked,
            tuple(mark_of(site_key, of, share.number, one, words_at(share, one)) for one in asked),
        )
        for share in shares
    )


def draw_sets(sample: Sample) -> tuple[WordSet, ...]:
    """Return which words are asked for: four times three, of each list six, none of them twice."""
    places = range(FIRST_ASKED, LAST_ASKED + 1)
    numbers = iter([AskedWord("numbers", one) for one in sample(places, WORDS_OF_A_LIST)])
    words = iter([AskedWord("words", one) for one in sample(places, WORDS_OF_A_LIST)])
    return (
        (next(numbers), next(numbers), next(words)),
        (next(numbers), next(words), next(words)),
        (next(numbers), next(numbers), next(words)),
        (next(numbers), next(words), next(words)),
    )


def words_at(share: KeyShare, asked: Iterable[AskedWord]) -> tuple[str, ...]:
    """Return the words of a share that are asked for."""
    return tuple(share.mnemonic(one.of).split()[one.number - 1] for one in asked)


def mark_of(
    site_key: bytes, of: str, number: int, asked: Iterable[AskedWord], words: Iterable[str]
) -> bytes:
    """Return the 32-byte mark of three words of a sheet: HMAC-SHA256 under the site key."""
    places = (f"{one.of} {one.number}".encode() for one in asked)
    said = (word.encode() for word in words)
    fields = length_prefixed(_LABEL, of.encode(), str(number).encode(), *places, *said)
    return hmac.digest(site_key, fields, hashlib.sha256)


def read_asked(asked: Sequence[AskedWord], typed: Sequence[str]) -> tuple[str, ...]:
    """Return the words that were typed for those asked for; four letters of each are enough.

    SharesRefused names every one that is not on the word list, with the nearest that is.
    """
    pairs = tuple(zip(asked, (*typed, "", "", ""), strict=False))
    wrong = [_named(one, said) for one, said in pairs if not read_word(said)]
    if wrong:
        raise SharesRefused(
            " ".join(wrong),
            kept="Nothing was changed.",
            do="Read the words off the paper, by their numbers.",
        )
    return tuple(read_word(said) for _, said in pairs)


def _named(asked: AskedWord, typed: str) -> str:
    place = f"{asked.of.capitalize()} list, word {asked.number}"
    typed = typed.strip()
    if not typed:
        return f"{place}: nothing was typed."
    near = nearest_word(typed)
    return f"{place}: “{typed}” is not on the word list." + (
        f" Did you mean {near}?" if near else ""
    )
