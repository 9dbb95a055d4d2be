"""A text in pieces: words that are shown, and places where words were taken out for good.

It knows what somebody wrote. It must not know who, and keeps nothing of what is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from survey.answers.screening import MASK

HiddenKind = Literal["name", "place", "date", "job", "other"]

#: What can stand in place of words that were taken out.
HIDDEN_KINDS: tuple[HiddenKind, ...] = get_args(HiddenKind)

_PUNCTUATION = r".,;:!?…\"'“”„«»‹›()\[\]{}*/،؛؟—–-"
_TOKENS = re.compile(
    rf"\s+|[{_PUNCTUATION}]+(?=\s|\Z)|(?<!\S)[{_PUNCTUATION}]+(?=\S)"
    rf"|[^\s{_PUNCTUATION}](?:\S*[^\s{_PUNCTUATION}])?|\S+?"
)


class TextPiece(NamedTuple):
    """Words that are shown, or with `hidden` the kind of what stood there ("" then is `words`)."""

    words: str
    hidden: HiddenKind | None = None

    def __repr__(self) -> str:
        return "TextPiece(…)"


class TextToken(NamedTuple):
    """A piece of a text as a page shows it: `number` is that of a word which can be taken out,
    None for blanks, punctuation and what was taken out."""

    words: str
    hidden: HiddenKind | None = None
    number: int | None = None

    def __repr__(self) -> str:
        return "TextToken(…)"


def tokens(pieces: Iterable[TextPiece]) -> tuple[TextToken, ...]:
    """Return a text as words with their numbers from 0, and what stands between them."""
    found: list[TextToken] = []
    number = 0
    for piece in pieces:
        if piece.hidden is not None:
            found.append(TextToken("", piece.hidden))
            continue
        for match in _TOKENS.finditer(piece.words):
            is_word = any(letter.isalnum() for letter in match[0])
            found.append(TextToken(match[0], number=number if is_word else None))
            number += is_word
    return tuple(found)


def hide(
    pieces: Iterable[TextPiece], numbers: Collection[int], kind: HiddenKind
) -> tuple[TextPiece, ...]:
    """Return a text without the words of these numbers, and `kind` in their place.

    What was taken out side by side becomes one place, so that nothing tells how long it was.
    """
    changed = [
        TextPiece("", kind) if one.number in numbers else TextPiece(one.words, one.hidden)
        for one in tokens(pieces)
        if one.number is not None or one.hidden or one.words
    ]
    return tuple(_joined(changed))


def as_printed(pieces: Iterable[TextPiece]) -> str:
    """Return a text as a report prints it: the same sign wherever words were taken out."""
    text = "".join(MASK if piece.hidden else piece.words for piece in pieces)
    mask = re.escape(MASK)
    return re.sub(rf"{mask}(?:\s*{mask})+", MASK, text).strip()


def _joined(pieces: Sequence[TextPiece]) -> Iterator[TextPiece]:
    """Return pieces with neighbours made one: of shown words, and of what is hidden as one kind,
    also where only blanks and punctuation lie between."""
    waiting: list[TextPiece] = []
    for piece in pieces:
        while piece.hidden and len(waiting) > 1 and _is_gap(waiting[-1]):
            if waiting[-2].hidden != piece.hidden:
                break
            waiting.pop()
        last = waiting[-1] if waiting else None
        if last is None or last.hidden != piece.hidden:
            waiting.append(piece)
        elif not piece.hidden:
            waiting[-1] = TextPiece(last.words + piece.words)
    yield from waiting


def _is_gap(piece: TextPiece) -> bool:
    return piece.hidden is None and not any(letter.isalnum() for letter in piece.words)
