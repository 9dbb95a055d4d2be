"""What people agree to: one short name for the exact words of a consent text, in all languages.

It knows nothing of who agreed, or when.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import NamedTuple

from survey.questionnaire.entrance import Entrance
from survey.questionnaire.model import Questionnaire, Text

#: What templates and examples leave to be filled in.
_UNFINISHED = re.compile(
    r"\bchange[ _-]?me\b|(?-i:\b(?:TODO|TBA|TBC|TBD|FIXME|XXX+)\b)|\blorem ipsum\b|"
    r"\b(?:your|the) (?:name|organi[sz]ation|country|text|words?|law) (?:goes )?here\b|"
    r"\binsert [^.]{1,30} here\b|"
    r"\bthe people who run this (?:survey|study|form) (?:describe|explain|write|say|put)\b|"
    r"(?-i:\b(?:À COMPLÉTER|À REMPLIR|CHANGEZ[- ]MOI|POR COMPLETAR|CÁMBIAME)\b)|"
    r"[<\[{]{1,2}\s*(?:your|name|organi|insert|add|write|fill|describe)[^>\]}]*[>\]}]",
    re.IGNORECASE,
)
#: What stands where nobody has decided yet.
_NOTHING_SAID = re.compile(
    r"\W*(?:n/?a|none|nil|test|unknown|placeholder|not yet|later|\w?|x+|"
    r"to be (?:decided|confirmed|written|defined|filled in))\W*",
    re.IGNORECASE,
)


class Added(NamedTuple):
    """How many words the page of consent adds to those of a questionnaire, in one language."""

    always: int
    minutes: int
    payment: int


#: By language: who runs it (without the name) and what is said of danger; how long it takes; what
#: is paid (without the amount). Tests count them on the page.
WORDS_OF_THE_PAGE = {
    "en": Added(21, 6, 9),
    "fr": Added(27, 7, 13),
    "es": Added(22, 7, 7),
    "ar": Added(20, 7, 8),
}


def layer_words(q: Questionnaire, language: str, *told: Text) -> int:
    """Return how many words people read in a language before they agree: what the page shows open.

    `told` are the name of whoever asks and what may be passed on by law; a file has neither.
    """
    added = WORDS_OF_THE_PAGE.get(language.split("-")[0], WORDS_OF_THE_PAGE["en"])
    texts = [q.title, q.introduction, q.consent, *([q.payment.amount] if q.payment else ()), *told]
    return (
        sum(len(text.in_language(language).split()) for text in texts)
        + added.always
        + (added.minutes if q.minutes else 0)
        + (added.payment if q.payment else 0)
    )


def unfinished(words: str) -> str:
    """Return the first words of a text that stand for something still to be written; "" for
    none."""
    found = _UNFINISHED.search(words)
    return found.group() if found else ""


def consent_version(
    q: Questionnaire,
    organisation: Text,
    safeguarding: Text,
    jurisdiction: Text,
    entrance: Entrance | None = None,
) -> str:
    """Return 12 hex digits of the SHA-256 over all that people are told before they agree.

    That is who asks, the limits of silence and whose law sets them, introduction, consent and
    details, who it is for, what is paid, and whether people come with a code. Any change to a word
    of them, in any language, gives another version.
    """
    texts = (q.introduction, q.consent, q.details, q.audience.who, safeguarding)
    paid = q.payment.model_dump(mode="json") if q.payment else None
    told = [_plain(organisation), *(text.as_mapping() for text in texts), paid]
    told += [_plain(jurisdiction)] if jurisdiction else []
    told += [{"entrance": entrance}] if entrance else []
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _plain(text: Text) -> str | dict[str, str]:
    """Return words of one language as they are, so that their version stays what it was."""
    return text.in_language("") if text.languages() in ((), ("",)) else text.as_mapping()


def untold(
    organisation: Text, safeguarding: Text, jurisdiction: Text, legal_sign_off: str
) -> tuple[str, ...]:
    """Return which of the things that people must be told before they answer are missing.

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
    """Return which texts some readers are told in another language, and in which theirs is missing.

    `languages` are those of the questionnaire, of which a text without a code is in the first.
    """
    missing: list[tuple[str, tuple[str, ...]]] = []
    for name, text in told.items():
        written = {code or languages[0] for code in text.languages()}
        without = tuple(code for code in languages if code not in written)
        if without and any(letter.isalpha() for letter in text.in_language("")):
            missing.append((name, without))
    return tuple(missing)
