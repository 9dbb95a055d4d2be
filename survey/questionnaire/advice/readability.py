"""How hard words are to read: sentences, and the Flesch-Kincaid grade of English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from survey.questionnaire.texts import Text

#: Languages written without blanks between words: two letters are counted as one word.
_NO_BLANKS = frozenset({"zh", "ja", "th", "lo", "km", "my"})

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"(?:[.!?…؟۔।。！？]+[\"'”’»)\]]*(?=\s|$|[^\x00-\x7f])|\n\s*\n)")
_VOWELS = re.compile(r"[aeiouyáéíóúàèâêîôûäëïöü]+")
_SILENT = re.compile(r"(?:[^aeiouyl]e|[aeiouy]le|[^aeiouydt]ed|[^aeiouyscxzgh]es)$")
_TWO_AT_THE_END = re.compile(r"[aeiouy].*[^aeiouy](?:ea|eo|io|ia)$")


def sentences(words: str) -> tuple[str, ...]:
    """Return the sentences of a text; a paragraph ends one, an abbreviation may split one."""
    return tuple(part.strip() for part in _END.split(words) if _WORD.search(part))


def length(sentence: str, language: str = "en") -> int:
    """Return the words in a sentence; half the letters where no blanks are written."""
    if language.split("-")[0] in _NO_BLANKS:
        return sum(map(str.isalpha, sentence)) // 2
    return len(_WORD.findall(sentence))


def longest(words: str, language: str = "en") -> int:
    """Return the words in the longest sentence of a text; 0 for no words."""
    return max((length(sentence, language) for sentence in sentences(words)), default=0)


def grade(texts: str | Iterable[str]) -> float:
    """Return the Flesch-Kincaid grade of English: years of school that reading it takes.

    0.39 (words / sentences) + 11.8 (syllables / words) - 15.59 (Kincaid and others, 1975). Each
    text ends a sentence. "The cat sat on the mat." is -1.45; no words give 0.0.
    """
    each = [texts] if isinstance(texts, str) else list(texts)
    count = sum(len(sentences(text)) for text in each)
    words = [word for text in each for word in _WORD.findall(text)]
    if not words:
        return 0.0
    heard = sum(syllables(word) for word in words)
    return 0.39 * len(words) / max(count, 1) + 11.8 * heard / len(words) - 15.59


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return the syllables of an English word.

    Hyphens are not put at every syllable ("area"), so vowels are counted too and the larger number
    is taken: a grade is rather too high than too low.
    """
    low = word.lower()
    heard = len(_VOWELS.findall(low)) - bool(_SILENT.search(low))
    heard += bool(_TWO_AT_THE_END.search(low))
    return max(1, heard, _pieces(low))


def _pieces(word: str) -> int:
    return sum(len(_hyphens(part)) + 1 for part in re.split(r"['’-]", word) if len(part) > 1)


def _hyphens(word: str) -> list[int]:
    return [int(place) for place in _hyphenation().positions(word)]


@cache
def _hyphenation() -> Any:
    from pyphen import Pyphen  # patterns are read from a file: only where somebody checks words

    return Pyphen(lang="en_US")


def in_english(text: Text, languages: tuple[str, ...]) -> str:
    """Return the English words of a text; "" where it has none."""
    for code, words in text.pairs:
        if (code or languages[0]).split("-")[0] == "en":
            return words
    return ""
