"""The mark that a submission was already sent. It cannot be joined to what was said.

It knows a submission id and the site key while it works, and keeps neither.
"""

from __future__ import annotations

import hashlib
import hmac

from survey.sealing.envelope import length_prefixed

_LABEL = b"survivor-survey/1/spent"


def spent_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Give the 32-byte mark of a submission: HMAC-SHA256 (RFC 2104) under the 32-byte site key.

    ValueError for a site key of another length.
    """
    if len(site_key) != 32:
        raise ValueError("a site key has 32 bytes")
    return hmac.digest(site_key, length_prefixed(_LABEL, submission_id), hashlib.sha256)
