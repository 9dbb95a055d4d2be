"""A text that was opened, as bytes of one size: what is shown, what was hidden, and what its writer
allowed.

It knows no key and no person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from survey.answers.redacting import HIDDEN_KINDS, TextPiece
from survey.errors import EnvelopeDamaged

ContentLabel = Literal[
    "violence", "threats", "images", "self-harm", "family", "police", "blame", "school"
]

#: What readers can say of a text before another one unfolds it; their order is stored.
CONTENT_LABELS: tuple[ContentLabel, ...] = get_args(ContentLabel)

#: UTF-8 bytes of words that fit: as many as an envelope holds, and what is hidden needs one byte.
_MOST = 2941
_PREFIX = 6  # version, quote, language, labels, length (2)
#: Bytes of every packed text.
PACKED_SIZE = _MOST + _PREFIX

_VERSION = 1
#: Bytes that occur in no UTF-8, one for each kind.
_FIRST_HIDDEN = 0xF8
_HIDDEN = re.compile(rb"([\xf8-\xfc])")
_QUOTES: tuple[bool | None, ...] = (None, False, True)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """What was written to one question: `may_quote` is None when that was not asked; `language` is
    the index of its language in the questionnaire; `labels` are what readers said of it."""

    pieces: tuple[TextPiece, ...] = field(repr=False)
    may_quote: bool | None
    language: int
    labels: frozenset[ContentLabel] = frozenset()


def pack_text(text: WrittenText) -> bytes:
    """Return PACKED_SIZE bytes; ValueError for a text that does not fit, which none does that came
    in an envelope."""
    written = b"".join(
        bytes((_FIRST_HIDDEN + HIDDEN_KINDS.index(piece.hidden),))
        if piece.hidden
        else piece.words.encode()
        for piece in text.pieces
    )
    if len(written) > _MOST:
        raise ValueError(f"a text has at most {_MOST} bytes, not {len(written)}")
    labels = sum(1 << CONTENT_LABELS.index(label) for label in text.labels)
    prefix = bytes((_VERSION, _QUOTES.index(text.may_quote), text.language, labels))
    return (prefix + len(written).to_bytes(2, "big") + written).ljust(PACKED_SIZE, b"\0")


def unpack_text(packed: bytes) -> WrittenText:
    """Return what `pack_text` packed; EnvelopeDamaged for any other bytes."""
    if len(packed) != PACKED_SIZE or packed[0] != _VERSION or packed[1] >= len(_QUOTES):
        raise _damaged()
    end = _PREFIX + int.from_bytes(packed[4:_PREFIX], "big")
    try:
        pieces = tuple(_pieces(_HIDDEN.split(packed[_PREFIX:end])))
    except (UnicodeDecodeError, IndexError):
        raise _damaged() from None
    labels = frozenset(one for at, one in enumerate(CONTENT_LABELS) if packed[3] >> at & 1)
    return WrittenText(pieces, _QUOTES[packed[1]], packed[2], labels)


def _pieces(parts: Iterable[bytes]) -> Iterable[TextPiece]:
    for part in parts:
        if part and part[0] >= _FIRST_HIDDEN:
            yield TextPiece("", HIDDEN_KINDS[part[0] - _FIRST_HIDDEN])
        elif part:
            yield TextPiece(part.decode())


def _damaged() -> EnvelopeDamaged:
    return EnvelopeDamaged("A text opens, but what it holds is not one.")
