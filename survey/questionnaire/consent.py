"""What people agree to: one short name for the exact words of a consent text, in all languages.

It knows texts. It knows nothing of who agreed, or when.
"""

from __future__ import annotations

import hashlib
import json

from survey.questionnaire.model import Questionnaire, Text


def consent_version(q: Questionnaire, organisation: str, safeguarding: Text) -> str:
    """Give 12 hex digits of the SHA-256 over all that people are told before they agree.

    That is who asks, the limits of silence, introduction, consent and details, who it is for and
    what is paid. Any change to a word of them, in any language, gives another version.
    """
    texts = (q.introduction, q.consent, q.details, q.audience.who, safeguarding)
    paid = q.payment.model_dump(mode="json") if q.payment else None
    told = [organisation, *(text.as_mapping() for text in texts), paid]
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def untold(
    organisation: str, safeguarding: Text, jurisdiction: str, legal_sign_off: str
) -> tuple[str, ...]:
    """Give which of the things that people must be told before they answer are missing."""
    needed = {
        "organisation": organisation.strip(),
        "safeguarding": safeguarding,
        "jurisdiction": jurisdiction.strip(),
        "legal_sign_off": legal_sign_off.strip(),
    }
    return tuple(name for name, words in needed.items() if not words)
