"""What people agree to: one short name for the exact words of a consent text, in all languages.

It knows texts. It knows nothing of who agreed, or when.
"""

from __future__ import annotations

import hashlib
import json

from survey.questionnaire.model import Questionnaire


def consent_version(q: Questionnaire) -> str:
    """Give 12 hex digits of the SHA-256 over introduction, consent and details of a questionnaire.

    Any change to a word of them, in any language, gives another version.
    """
    told = [text.as_mapping() for text in (q.introduction, q.consent, q.details)]
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:12]
