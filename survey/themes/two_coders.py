"""What coders gave to one text, compared: what both found, what one found, and what then holds.

It must not know the text itself, or who a coder is beyond a name to tell two apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.themes.code_book import MOST_CODES, CodeBook, resolved

#: Coders that a text needs before what they gave is compared.
CODERS = 2

#: Bytes of the codes of a text.
CODES_SIZE = -(-(MOST_CODES + 1) // 8)


@dataclass(frozen=True, slots=True)
class CodedText:
    """The codes that each coder gave to one text, and what the coders settled on together.

    `settled` is None while they have not talked about it.
    """

    given: Mapping[str, frozenset[int]] = field(default_factory=dict)
    settled: frozenset[int] | None = None

    @property
    def by_two(self) -> bool:
        """Tell whether enough people coded it, each alone, for what they gave to be looked at."""
        return len(self.given) >= CODERS

    @property
    def holds(self) -> frozenset[int] | None:
        """Return the codes that hold: those settled on, or those that all coders gave; None while
        too few coded it, or coders differ and have not settled it."""
        if self.settled is not None:
            return self.settled
        if not self.by_two or len(set(self.given.values())) > 1:
            return None
        return next(iter(self.given.values()))


@dataclass(frozen=True, slots=True)
class ComparedText:
    """One text as its coders see it together: codes that all gave, and codes that some gave, each
    with who gave it."""

    by_all: frozenset[int]
    by_some: Mapping[int, tuple[str, ...]]


def compared(text: CodedText, book: CodeBook) -> ComparedText:
    """Return what coders gave to a text, side by side, with the codes of the newest book."""
    given = {coder: resolved(book, codes) for coder, codes in text.given.items()}
    every = frozenset.union(*given.values()) if given else frozenset()
    by_all = frozenset(one for one in every if all(one in codes for codes in given.values()))
    by_some = {
        one: tuple(sorted(coder for coder, codes in given.items() if one in codes))
        for one in sorted(every - by_all)
    }
    return ComparedText(by_all, by_some)


def in_new_book(text: CodedText, book: CodeBook) -> CodedText:
    """Return a coded text in the codes of the newest book: two codes that were merged are one."""
    given = {coder: resolved(book, codes) for coder, codes in text.given.items()}
    settled = None if text.settled is None else resolved(book, text.settled)
    return CodedText(given, settled)


def found_by(texts: Iterable[CodedText], number: int) -> Counter[tuple[int, int]]:
    """Return how many texts were read by so many coders, and found to hold a code by so many of
    them; texts that one person coded tell nothing of agreement and are left out."""
    return Counter(
        (len(text.given), sum(number in codes for codes in text.given.values()))
        for text in texts
        if text.by_two
    )


def as_bytes(codes: Iterable[int]) -> bytes:
    """Return codes as a fixed number of bytes, so that their length tells nothing."""
    return sum(1 << number for number in codes).to_bytes(CODES_SIZE, "big")


def from_bytes(content: bytes) -> frozenset[int]:
    """Return the codes that `as_bytes` wrote."""
    bits = int.from_bytes(content, "big")
    return frozenset(number for number in range(8 * CODES_SIZE) if bits >> number & 1)
