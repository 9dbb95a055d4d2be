"""One pattern on authors' words, looked for without capitals, accents and vowel signs.

It must never be used on a respondent's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

#: Where a pattern is looked for: in everything people read, in what asks or explains, in notes.
Where = Literal["all", "prompts", "questions", "notes"]
Span = tuple[int, int]

#: Letters that are written in more than one way.
_ONE_WAY = {"ى": "ي", "ة": "ه", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-"}
_SENTENCE = re.compile(r"[^.!?؟\n]*[.!?؟\n]*")
_AT_WORD = re.compile(r"^\W+")
_CLAUSE = re.compile(r"[,;:،؛]|\b(?:but|mais|pero|sino)\b|\bلكن\b")
_DENIED = re.compile(
    r"\b(?:not|never|without|nobody|no one|no|nothing|none|nor|"
    r"ne|pas|jamais|sans|aucune?|personne|ni|"
    r"nunca|sin|nadie|ningun[ao]?|tampoco|"
    r"و?لا|و?لن|و?لم|و?ليس|ليست|دون|بدون|غير)\b|n't\b|\bn'"
)
#: A denial that is meant for a whole list: “We do not ask for your name, or who did it”.
_DENIED_LIST = re.compile(
    r"\b(?:not|never|n't) (?:ask|want|need|collect|write|tell|give|have to|describe)\b|n't ask\b|"
    r"\bne (?:vous )?(?:demand|collect)\w+ (?:pas|jamais|ni)\b|\bn'(?:ecri|indi|avez pas)\w*|"
    r"\b(?:no|nunca) (?:te |le |se )?(?:pregunt|pedi|escrib|hace falta|es necesario|tiene)\w*|"
    r"\bلا (?:نسال|نطلب|نجمع|تكتب|يلزم|حاجه)\w*"
)


@lru_cache(maxsize=4096)
def folded(words: str) -> tuple[str, tuple[int, ...]]:
    """Return words in small letters without accents, and for each letter its place in `words`."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(words):
        for part in unicodedata.normalize("NFD", _ONE_WAY.get(letter, letter)).lower():
            if unicodedata.category(part) in ("Mn", "Cf"):
                continue
            letters.append(" " if part.isspace() and part != "\n" else part)
            places.append(place)
    return "".join(letters), tuple(places)


def pattern(*parts: str) -> re.Pattern[str]:
    """Return one pattern of several, to be looked for in folded words."""
    joined = unicodedata.normalize("NFD", "|".join(f"(?:{part})" for part in parts))
    plain = "".join(_ONE_WAY.get(one, one) for one in joined if unicodedata.category(one) != "Mn")
    return re.compile(plain)


@dataclass(frozen=True, slots=True)
class Lint:
    """One pattern: `found` says what it is, `do` what to write; examples are tried in tests.

    `english` patterns look at English words only. With `unless_denied`, words behind a "not" or
    "never" of their own clause are left alone ("We do not ask who did it"). With `stops`, a study
    cannot be asked of people while such words stand in it.
    """

    rule: str
    where: Where
    pattern: re.Pattern[str]
    found: str
    do: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    english: bool = True
    unless_denied: bool = False
    stops: bool = False

    def hits(self, words: str) -> Iterator[Span]:
        """Return each place of a text in which the pattern is found and said."""
        plain, places = folded(words)
        for found in self.pattern.finditer(plain):
            if found.start() == found.end():
                continue
            word = found.end() - len(_AT_WORD.sub("", found.group()))
            if not (self.unless_denied and _is_denied(plain, word)):
                yield places[found.start()], places[found.end() - 1] + 1


def _is_denied(words: str, place: int) -> bool:
    """Say whether what stands at a place is denied by words before it in its sentence."""
    start = next((s.start() for s in _SENTENCE.finditer(words) if s.start() <= place < s.end()), 0)
    before = words[start:place]
    if _DENIED.search(_CLAUSE.split(before)[-1]):
        return True
    listed = _DENIED_LIST.search(before)
    return listed is not None and not re.search(
        r"\b(?:but|mais|pero|لكن)\b", before[listed.end() :]
    )
