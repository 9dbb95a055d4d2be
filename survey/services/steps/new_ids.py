"""The ids of studies, councils and drafts: drawn, never chosen."""

from __future__ import annotations

import secrets

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 8


def new_id() -> str:
    """Return an id of eight letters and digits that are not taken for each other."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
