"""Pins: what a row of the database said when it was written, under a key that lies outside of it.

It knows the site key and the fields of one row while it works, and keeps neither.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeAlias

from survey.sealing.envelope import length_prefixed

#: What is pinned: each kind has pins of its own.
PinKind = Literal[
    "study", "study with its policy", "study with its codes", "council", "batch", "journal"
]  # fmt: skip
#: What a pinned field may hold; None is nothing.
Field: TypeAlias = str | bytes | bool | int | date | None

_LABEL = b"survivor-survey/1/pin"


def pin(site_key: bytes, kind: PinKind, fields: Mapping[str, Field]) -> bytes:
    """Return the 32-byte pin of a row: HMAC-SHA256 (RFC 2104) under the 32-byte site key.

    It covers the names and the values of the fields, in the order of the mapping. ValueError for a
    site key of another length.
    """
    if len(site_key) != 32:
        raise ValueError("a site key has 32 bytes")
    parts = [_LABEL, kind.encode()]
    for name, value in fields.items():
        parts += [name.encode(), _digest(value)]
    return hmac.digest(site_key, length_prefixed(*parts), hashlib.sha256)


def is_pin(
    site_key: bytes, kind: PinKind, fields: Mapping[str, Field], found: bytes | None
) -> bool:
    """Return whether what was found beside a row is its pin."""
    return hmac.compare_digest(pin(site_key, kind, fields), found or b"")


def _digest(value: Field) -> bytes:
    """Return the SHA-256 of a value as bytes; of nothing, no bytes at all."""
    match value:
        case None:
            return b""
        case bytes():
            written = value
        case str():
            written = value.encode()
        case bool():
            written = b"1" if value else b"0"
        case int():
            written = str(value).encode()
        case date():
            written = value.isoformat().encode()
    return hashlib.sha256(written).digest()
