"""What every certificate has: its format, and digests of what it was made for.

It knows parsed JSON. It must not know cells or tables.
"""

from __future__ import annotations

import hashlib
import json

FORMAT = "survivor-survey-certificate/2"


def digest(content: object) -> str:
    """Return the SHA-256 of a parsed JSON text, however it was laid out."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
