"""What is kept under the site key: that something was sent, thanked or blank, and tags on shelves.

Marks cannot be joined to what was said. It knows a submission id, or a tag, and the site key while
it works, and keeps none of them.
"""

from __future__ import annotations

import hashlib
import hmac

from survey.sealing.envelope import length_prefixed

_SPENT = b"survivor-survey/1/spent"
_PAID = b"survivor-survey/1/payment"
_BLANK = b"survivor-survey/1/blank"
_SHELF = b"survivor-survey/1/shelf-tag"


def spent_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Return the 32-byte mark of a submission: HMAC-SHA256 (RFC 2104) under the 32-byte site key.

    ValueError for a site key of another length.
    """
    return _mark(site_key, _SPENT, submission_id)


def payment_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Return the 32-byte mark that a submission was thanked with a payment; like `spent_mark`.

    Without the site key the two marks of one submission cannot be joined.
    """
    return _mark(site_key, _PAID, submission_id)


def blank_mark(site_key: bytes, submission_id: bytes) -> bytes:
    """Return the 32-byte mark that a submission was sent without any answer; like `spent_mark`."""
    return _mark(site_key, _BLANK, submission_id)


def shelf_tag(site_key: bytes, tag: bytes) -> bytes:
    """Return the 32 bytes that stand on a shelf for the withdrawal tag of a receipt.

    Who has receipts and no site key recognises none of their own rows there, and so cannot see
    which row is left.
    """
    return _mark(site_key, _SHELF, tag)


def _mark(site_key: bytes, label: bytes, submission_id: bytes) -> bytes:
    if len(site_key) != 32:
        raise ValueError("a site key has 32 bytes")
    return hmac.digest(site_key, length_prefixed(label, submission_id), hashlib.sha256)
