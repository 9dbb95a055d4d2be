"""What every certificate has: its format, and digests of what it was made for."""

from __future__ import annotations

import hashlib
import json

FORMAT = "survivor-survey-certificate/2"


def digest_of_form(questionnaire: object) -> str:
    """Return the digest of a parsed questionnaire without its words: a spelling that is corrected
    does not change it."""
    return digest(_without_words(questionnaire))


def _without_words(part: object) -> object:
    """Return a part of a questionnaire with None for each text, which has its words under ""."""
    if isinstance(part, dict):
        return None if "" in part else {key: _without_words(one) for key, one in part.items()}
    return [_without_words(one) for one in part] if isinstance(part, list) else part


def digest(content: object) -> str:
    """Return the SHA-256 of a parsed JSON text, however it was laid out."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
