"""Words of other programs as they are compared with those of a questionnaire.

Headings and values come with tags, other quotes, other dashes, decimal commas and group paths.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from survey.questionnaire.texts import plain_words

_TAG = re.compile(r"<[a-z/!][^<>]{0,200}>", re.IGNORECASE)
_QUOTES = re.compile("['’‘`´\"“”„«»]")
_DASHES = re.compile("[‐‑‒–—―−]")
_THOUSANDS = re.compile(r"(?<=\d)[,.'\u00a0](?=\d{3}(?!\d))")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_NULLS = re.compile(r"(\d)\.0+(?!\d)")
_BETWEEN = re.compile(r"(?<=\d)\s*-\s*(?=[$€£]?\d)")
#: What only sets words apart, but a sign, a point or a dash that belongs to a number.
_APART = re.compile(r"[^\w<>+%$€£&.-]+|_+|\.(?!\d)|(?<!\d)\.|(?<!\d)-(?!\d)|(?<=\d)-(?![\d$€£])")

#: How a heading names a part of a question: LimeSurvey, REDCap, Kobo, and words with a sign.
_SPLITS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<base>.*\S)\s*\[(?P<part>[^\[\]]*)\]",
        r"(?P<base>.+?)___(?P<part>.+)",
        r"(?P<base>.+)/(?P<part>[^/]+)",
        r"(?P<base>.*\S)\s*[:–—]\s+(?P<part>.+)",
        r"(?P<base>.*\S)\s+-\s+(?P<part>.+)",
        r"(?P<base>\S+)\.(?P<part>[^\s.]+)",
        r"(?P<base>\S+)_(?P<part>[^\s_]+)",
        r"(?P<base>\S+)-(?P<part>[^\s-]+)",
    )
)
_OTHER = re.compile(
    r"(?:any )?others?\b|another\b|sonstige|andere|anderes|autres?\b|otr[oa]s?\b|altro\b"
    r"|outr[oa]s?\b|oth$|أخرى|غير ذلك|اخرى"
)


@lru_cache(maxsize=50_000)
def match_words(words: str) -> str:
    """Return words as they are compared: small letters, no tags or quotes, one way of numbers."""
    said = plain_words(unescape(_TAG.sub(" ", words)))
    said = _DASHES.sub("-", _QUOTES.sub("", said))
    said = _COMMA.sub(".", _THOUSANDS.sub("", said))
    said = _BETWEEN.sub("-", _NULLS.sub(r"\1", said))
    return " ".join(_APART.sub(" ", said).split())


@lru_cache(maxsize=20_000)
def splits(heading: str) -> tuple[tuple[int, str, str], ...]:
    """Return each way in which a heading is a question and a part of it: way, base, part."""
    found = ((way, pattern.fullmatch(heading)) for way, pattern in enumerate(_SPLITS))
    return tuple((way, one["base"].strip(), one["part"].strip()) for way, one in found if one)


def last_step(heading: str) -> str:
    """Return a heading without the groups that it lies in: `household/age` is `age`."""
    return heading.rpartition("/")[2] if " " not in heading else heading


def is_other(words: str) -> bool:
    """Return whether words stand for “other, please say”."""
    return _OTHER.match(match_words(words)) is not None


def likeness(one: str, other: str) -> float:
    """Return how alike two texts in compared form are, from 0 to 1, by the words they share."""
    if one == other:
        return 1.0 if one else 0.0
    first, second = _words(one), _words(other)
    if min(len(first), len(second)) < 3:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=20_000)
def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())
