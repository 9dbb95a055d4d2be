"""A slip: a wish to take answers back, or how it felt to answer; alike while it waits.

It knows no key, and nothing of who wrote a slip or when.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias, get_args

from survey.errors import EnvelopeDamaged
from survey.sealing.bundles import TAG_SIZE
from survey.sealing.codes.phrases import receipt_key, tag

#: How it was to answer: the three counters of a study, in this order.
Feeling: TypeAlias = Literal["fine", "bit_hard", "very_hard"]
FEELINGS: tuple[Feeling, ...] = get_args(Feeling)

_VERSION = 1
_PREFIX_SIZE = 2  # version, kind
_WITHDRAWAL, _FEELING = 1, 2


class Withdrawal(NamedTuple):
    """The tags of one response: of its codes, and of each text in the questionnaire's order."""

    numbers: bytes
    texts: tuple[bytes, ...]


def slip_size(texts: int) -> int:
    """Return the bytes of every slip of a study with that many text questions."""
    return _PREFIX_SIZE + (1 + texts) * TAG_SIZE


def withdrawal_of(typed: str, study_id: str, text_questions: Sequence[str]) -> Withdrawal:
    """Return the tags that a typed receipt makes; any words give some, also those never given
    out."""
    key = receipt_key(typed)
    texts = tuple(tag(key, study_id, "words", question) for question in text_questions)
    return Withdrawal(tag(key, study_id, "numbers"), texts)


def pack_withdrawal(wish: Withdrawal) -> bytes:
    """Return a withdrawal as bytes; ValueError when a tag has not its fixed size."""
    tags = (wish.numbers, *wish.texts)
    if any(len(one) != TAG_SIZE for one in tags):
        raise ValueError(f"a tag has {TAG_SIZE} bytes")
    return bytes((_VERSION, _WITHDRAWAL)) + b"".join(tags)


def pack_feeling(feeling: Feeling, texts: int) -> bytes:
    """Return a feeling as bytes, of the size of a withdrawal; `texts` is the number of
    questions."""
    slip = bytes((_VERSION, _FEELING, FEELINGS.index(feeling)))
    return slip.ljust(slip_size(texts), b"\0")


def unpack_slip(payload: bytes) -> Withdrawal | Feeling:
    """Return what was packed; EnvelopeDamaged for other bytes."""
    version, kind = payload[:_PREFIX_SIZE] if len(payload) >= slip_size(0) else (0, 0)
    body = payload[_PREFIX_SIZE:]
    if version != _VERSION or len(body) % TAG_SIZE:
        raise _damaged()
    if kind == _WITHDRAWAL:
        tags = [body[at : at + TAG_SIZE] for at in range(0, len(body), TAG_SIZE)]
        return Withdrawal(tags[0], tuple(tags[1:]))
    if kind == _FEELING and body[0] < len(FEELINGS) and not any(body[1:]):
        return FEELINGS[body[0]]
    raise _damaged()


def _damaged() -> EnvelopeDamaged:
    return EnvelopeDamaged("A waiting slip opens, but what it holds is not one.")
