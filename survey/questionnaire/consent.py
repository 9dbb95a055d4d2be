"""What people agree to: one short name for the exact words of a consent text, in all languages.

It knows texts. It knows nothing of who agreed, or when.
"""

from __future__ import annotations

import hashlib
import json
import re

from survey.questionnaire.model import Questionnaire, Text

#: What templates and examples leave to be filled in.
_UNFINISHED = re.compile(
    r"\bchange[ _-]?me\b|(?-i:\b(?:TODO|TBA|TBC|TBD|FIXME|XXX+)\b)|\blorem ipsum\b|"
    r"\b(?:your|the) (?:name|organi[sz]ation|country|text|words?|law) (?:goes )?here\b|"
    r"\binsert [^.]{1,30} here\b|"
    r"[<\[{]{1,2}\s*(?:your|name|organi|insert|add|write|fill)[^>\]}]*[>\]}]",
    re.IGNORECASE,
)
#: What stands where nobody has decided yet.
_NOTHING_SAID = re.compile(
    r"\W*(?:n/?a|none|nil|test|unknown|placeholder|not yet|later|\w?|x+|"
    r"to be (?:decided|confirmed|written|defined|filled in))\W*",
    re.IGNORECASE,
)


def unfinished(words: str) -> str:
    """Give the first words of a text that stand for something still to be written; "" for none."""
    found = _UNFINISHED.search(words)
    return found.group() if found else ""


def consent_version(
    q: Questionnaire, organisation: Text, safeguarding: Text, jurisdiction: Text
) -> str:
    """Give 12 hex digits of the SHA-256 over all that people are told before they agree.

    That is who asks, the limits of silence and whose law sets them, introduction, consent and
    details, who it is for and what is paid. Any change to a word of them, in any language, gives
    another version.
    """
    texts = (q.introduction, q.consent, q.details, q.audience.who, safeguarding)
    paid = q.payment.model_dump(mode="json") if q.payment else None
    told = [_plain(organisation), *(text.as_mapping() for text in texts), paid]
    told += [_plain(jurisdiction)] if jurisdiction else []
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _plain(text: Text) -> str | dict[str, str]:
    """Return words of one language as they are, so that their version stays what it was."""
    return text.in_language("") if text.languages() in ((), ("",)) else text.as_mapping()


def untold(
    organisation: Text, safeguarding: Text, jurisdiction: Text, legal_sign_off: str
) -> tuple[str, ...]:
    """Give which of the things that people must be told before they answer are missing.

    Words that only hold a place ("CHANGE ME", "to be confirmed") are named with what they say, and
    with their language where there are several.
    """
    needed = {
        "organisation": organisation,
        "safeguarding": safeguarding,
        "jurisdiction": jurisdiction,
        "legal_sign_off": Text((("", legal_sign_off),)),
    }
    return tuple(
        name
        + f" in {code}" * bool(code)
        + f" (it says “{words.strip()[:40]}”)" * bool(words.strip())
        for name, text in needed.items()
        for code, words in text.pairs or (("", ""),)
        if unfinished(words) or _NOTHING_SAID.fullmatch(words)
    )


def untranslated(
    languages: tuple[str, ...], **told: Text
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give which texts some readers are told in another language, and in which theirs is missing.

    `languages` are those of the questionnaire, of which a text without a code is in the first.
    """
    missing: list[tuple[str, tuple[str, ...]]] = []
    for name, text in told.items():
        written = {code or languages[0] for code in text.languages()}
        without = tuple(code for code in languages if code not in written)
        if without and any(letter.isalpha() for letter in text.in_language("")):
            missing.append((name, without))
    return tuple(missing)
