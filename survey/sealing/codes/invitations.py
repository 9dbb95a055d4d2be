"""Printed invitation codes of a council, and the marks under which unused ones are kept.

It draws no randomness: letters are handed in. It keeps nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from survey.sealing.codes.phrases import MOST_TYPED
from survey.sealing.envelope import length_prefixed

#: What codes are made of: no letter or digit that looks like another.
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
#: Letters of a code: thirteen of 31 are 64 bits.
CODE_LENGTH = 13

_LABEL = b"survivor-survey/1/invitation"


def printed(code: str) -> str:
    """Return a code as it is printed: its letters in groups of four or five."""
    return "-".join((code[:4], code[4:8], code[8:]))


def code_mark(site_key: bytes, council_id: str, typed: str) -> bytes:
    """Return the 32-byte mark of a code, as printed or as typed again.

    HMAC-SHA256 (RFC 2104) under the site key. Case, spaces and dashes do not matter; a code that
    was never printed gives a mark that matches nothing.
    """
    fields = length_prefixed(_LABEL, council_id.encode(), _as_printed(typed))
    return hmac.digest(site_key, fields, hashlib.sha256)


def _as_printed(typed: str) -> bytes:
    if len(typed) > MOST_TYPED:
        return b""
    plain = unicodedata.normalize("NFKC", typed).lower()
    return "".join(letter for letter in plain if letter in CODE_LETTERS).encode()
