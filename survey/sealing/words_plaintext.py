"""What a words envelope holds: words or none, consent to quote, language; always the same size.

It knows no key, question or person.
"""

from __future__ import annotations

from typing import NamedTuple

from survey.errors import EnvelopeDamaged
from survey.sealing.envelope import OVERHEAD, TEXT_ENVELOPE_SIZE

#: Bytes inside every words envelope.
PLAINTEXT_SIZE = TEXT_ENVELOPE_SIZE - OVERHEAD
_PREFIX_SIZE = 5  # state, quote, language, length (2)
#: UTF-8 bytes that fit: 700 characters of four bytes are 2,800.
MOST_BYTES = PLAINTEXT_SIZE - _PREFIX_SIZE

_NOTHING, _WRITTEN = 0, 1
_NOTHING_PLAINTEXT = bytes(PLAINTEXT_SIZE)
_QUOTE_BYTES: dict[bool | None, int] = {None: 0, False: 1, True: 2}
_QUOTES: tuple[bool | None, ...] = (None, False, True)


class FreeText(NamedTuple):
    """What one words envelope holds.

    `text` is None when nothing was written; `quote` is None when consent was not asked;
    `language` is the index of the language in the questionnaire's list.
    """

    text: str | None
    quote: bool | None
    language: int

    def __repr__(self) -> str:
        return "Words(…)"


NOTHING_WRITTEN = FreeText(None, None, 0)


def pack_words(text: str | None, quote: bool | None, language: int) -> bytes:
    """Return the plaintext of fixed size. With no text, consent and language are left out.

    ValueError when the text does not fit, cannot be written in UTF-8, or language is not 0-255:
    the form is checked before, so these are programming errors.
    """
    if text is None:
        return _NOTHING_PLAINTEXT
    if not 0 <= language <= 255:
        raise ValueError("the language index is between 0 and 255")
    written = text.encode()
    if len(written) > MOST_BYTES:
        raise ValueError(f"a text has at most {MOST_BYTES} bytes, not {len(written)}")
    prefix = bytes((_WRITTEN, _QUOTE_BYTES[quote], language)) + len(written).to_bytes(2, "big")
    return (prefix + written).ljust(PLAINTEXT_SIZE, b"\0")


def unpack_words(plaintext: bytes) -> FreeText:
    """Return what `pack_words` packed; EnvelopeDamaged for any other bytes."""
    if len(plaintext) != PLAINTEXT_SIZE:
        raise _damaged()
    state, quote, language = plaintext[:3]
    if state == _NOTHING:
        if plaintext != _NOTHING_PLAINTEXT:
            raise _damaged()
        return NOTHING_WRITTEN
    end = _PREFIX_SIZE + int.from_bytes(plaintext[3:_PREFIX_SIZE], "big")
    if state != _WRITTEN or quote > 2 or end > PLAINTEXT_SIZE:
        raise _damaged()
    if plaintext[end:] != bytes(PLAINTEXT_SIZE - end):
        raise _damaged()
    try:
        text = plaintext[_PREFIX_SIZE:end].decode()
    except UnicodeDecodeError:
        raise _damaged() from None
    return FreeText(text, _QUOTES[quote], language)


def _damaged() -> EnvelopeDamaged:
    return EnvelopeDamaged("An envelope opens, but what it holds is not a text.")
