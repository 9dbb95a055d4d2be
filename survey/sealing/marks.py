"""The marks that a submission was sent, was thanked, held no answer; none leads to what was said.

It knows a submission id and the site key while it works, and keeps neither.
"""

from __future__ import annotations

import hashlib
import hmac

from survey.sealing.envelope import length_prefixed

_SPENT = b"survivor-survey/1/spent"
_PAID = b"survivor-survey/1/payment"
_BLANK = b"survivor-survey/1/blank"


def spent_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Give the 32-byte mark of a submission: HMAC-SHA256 (RFC 2104) under the 32-byte site key.

    ValueError for a site key of another length.
    """
    return _mark(site_key, _SPENT, submission_id)


def payment_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Give the 32-byte mark that a submission was thanked with a payment; like `spent_mark`.

    Without the site key the two marks of one submission cannot be joined.
    """
    return _mark(site_key, _PAID, submission_id)


def blank_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Return the 32-byte mark that a submission was sent without any answer; like `spent_mark`."""
    return _mark(site_key, _BLANK, submission_id)


def _mark(site_key: bytes, label: bytes, submission_id: bytes) -> bytes:
    if len(site_key) != 32:
        raise ValueError("a site key has 32 bytes")
    return hmac.digest(site_key, length_prefixed(label, submission_id), hashlib.sha256)
