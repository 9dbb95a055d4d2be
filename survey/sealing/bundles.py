"""A bundle: all pieces of one submission while they wait together in the letterbox.

It knows no key, and nothing of who sent a bundle or when.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from survey.errors import EnvelopeDamaged
from survey.sealing.envelope import TEXT_ENVELOPE_SIZE

TAG_SIZE = 32
#: Bytes of the mark of a draft that was put aside, or as many random bytes where there was none.
DRAFT_MARK_SIZE = 32
_VERSION = 2
_PREFIX_SIZE = 7  # version, number of texts (2), bytes of the numbers envelope (4)
_WITH_OWN = 3  # of a council's round: behind the pieces lies a record of the member's own ratings


class SealedPiece(NamedTuple):
    """One envelope and the 32-byte tag with which its writer can take it back."""

    envelope: bytes
    tag: bytes


class Bundle(NamedTuple):
    """One submission: its codes, and one text per text question in the questionnaire's order.

    `draft_mark` names the draft that is erased when this is mixed (random: there was none).
    `own` is what a council member keeps for themselves: sealed ratings and their tag.
    """

    numbers: SealedPiece
    texts: tuple[SealedPiece, ...]
    draft_mark: bytes
    own: SealedPiece | None = None


def bundle_size(numbers_envelope_size: int, texts: int) -> int:
    """Return the bytes of every bundle of a study with that many text questions."""
    written = texts * (TEXT_ENVELOPE_SIZE + TAG_SIZE)
    return _PREFIX_SIZE + DRAFT_MARK_SIZE + numbers_envelope_size + TAG_SIZE + written


def pack_bundle(
    numbers: SealedPiece,
    texts: Sequence[SealedPiece],
    draft_mark: bytes,
    own: SealedPiece | None = None,
) -> bytes:
    """Return one submission as bytes; the same number of bytes for every submission of a study.

    `draft_mark` is 32 bytes: that of the draft it came from, or fresh random ones. `own` is there
    in every submission of a council's round, and in no other. ValueError when a mark, a text
    envelope or a tag has not its fixed size.
    """
    if len(draft_mark) != DRAFT_MARK_SIZE:
        raise ValueError(f"a draft mark has {DRAFT_MARK_SIZE} bytes")
    pieces = (numbers, *texts, *([own] if own else ()))
    if any(len(piece.tag) != TAG_SIZE for piece in pieces):
        raise ValueError(f"a tag has {TAG_SIZE} bytes")
    if any(len(piece.envelope) != TEXT_ENVELOPE_SIZE for piece in texts):
        raise ValueError(f"a text envelope has {TEXT_ENVELOPE_SIZE} bytes")
    prefix = (
        bytes((_WITH_OWN if own else _VERSION,))
        + len(texts).to_bytes(2, "big")
        + len(numbers.envelope).to_bytes(4, "big")
    )
    return prefix + draft_mark + b"".join(piece.envelope + piece.tag for piece in pieces)


def unpack_bundle(payload: bytes) -> Bundle:
    """Return what `pack_bundle` packed; EnvelopeDamaged for other bytes."""
    if len(payload) < _PREFIX_SIZE or payload[0] not in (_VERSION, _WITH_OWN):
        raise _damaged()
    texts = int.from_bytes(payload[1:3], "big")
    numbers_size = int.from_bytes(payload[3:_PREFIX_SIZE], "big")
    beyond = len(payload) - bundle_size(numbers_size, texts)
    if (beyond != 0) if payload[0] == _VERSION else (beyond <= TAG_SIZE):
        raise _damaged()
    start = _PREFIX_SIZE + DRAFT_MARK_SIZE
    draft_mark = payload[_PREFIX_SIZE:start]
    numbers, start = _piece(payload, start, numbers_size)
    pieces = []
    for _ in range(texts):
        piece, start = _piece(payload, start, TEXT_ENVELOPE_SIZE)
        pieces.append(piece)
    own = _piece(payload, start, beyond - TAG_SIZE)[0] if beyond else None
    return Bundle(numbers, tuple(pieces), draft_mark, own)


def _piece(payload: bytes, start: int, size: int) -> tuple[SealedPiece, int]:
    end = start + size
    return SealedPiece(payload[start:end], payload[end : end + TAG_SIZE]), end + TAG_SIZE


def _damaged() -> EnvelopeDamaged:
    return EnvelopeDamaged("A waiting letter opens, but what it holds is not a submission.")
