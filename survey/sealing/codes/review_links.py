"""One-time links of reviewers, and the marks under which they are kept.

It draws no randomness: what a link says is handed in. It keeps nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from survey.sealing.envelope import length_prefixed

#: Bytes that are drawn for a link, and for the device that it was first used on: 192 bits.
LINK_BYTES = 24

#: No link is longer than this; of what is typed instead no more is looked at.
_MOST_LETTERS = 64

#: What is kept: that a link was made, or on which device a review goes on.
LinkKind = Literal["link", "device"]


def review_mark(site_key: bytes, kind: LinkKind, secret: str) -> bytes:
    """Return the 32-byte mark of a secret: HMAC-SHA256 (RFC 2104) under the 32-byte site key."""
    said = secret[:_MOST_LETTERS].encode("utf-8", "replace")
    fields = length_prefixed(b"survivor-survey/1/review", kind.encode(), said)
    return hmac.digest(site_key, fields, hashlib.sha256)
