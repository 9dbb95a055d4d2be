"""The glossary of docs/languages.md: one word for one thing, in the pages and in reports."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.house.gather_words import CATALOGUES, TRANSLATED, read_catalogue
from tests.house.source import ROOT

#: A row of the table: English, then French, Spanish and Arabic.
ROW = re.compile(
    r"^\| ([^|]+) \| ([^|]+, not [^|]+) \| ([^|]+, not [^|]+) \| ([^|]+, not [^|]+) \|$"
)
#: Signs of Arabic that stand above and below letters.
VOWELS = re.compile("[\u064b-\u0652]")
#: Where values stand in a sentence.
PLACE = re.compile(r"%\(\w+\)s|\{\w*\}")


@cache
def glossary() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give the words that are not used, by the English ones and the language."""
    text = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    rows = [found.groups() for found in map(ROW.match, text.splitlines()) if found]
    return {
        english: {
            code: tuple(cell.split(", not ")[1].split(", "))
            for code, cell in zip(TRANSLATED, cells, strict=True)
        }
        for english, *cells in rows
    }


@cache
def sentences(language: str) -> tuple[tuple[str, str], ...]:
    """Give every English sentence of both catalogues beside its translation, without values."""
    both = (one for of in CATALOGUES for one in read_catalogue(language, of) if one.id)
    return tuple(
        (PLACE.sub("", str(one.id)), VOWELS.sub("", PLACE.sub("", str(one.string)))) for one in both
    )


def has_term(words: str, terms: str) -> bool:
    """Tell whether an English sentence has one of the words, in one or many."""
    return any(re.search(rf"\b{one}s?\b", words, re.IGNORECASE) for one in terms.split(", "))


def says(words: str, one: str, language: str) -> bool:
    """Tell whether a translation has a word; in Arabic with what is written on to its front."""
    front = r"(?<!\w)(?:[وفبكل]|ال|لل)*" if language == "ar" else r"\b"
    end = r"(?!\w)" if language == "ar" else r"(?:e?s)?\b"
    return bool(re.search(front + VOWELS.sub("", one) + end, words, re.IGNORECASE))


def misused(words: str, said: str, language: str) -> list[str]:
    """Give the words in a translation that the glossary keeps for something else."""
    return [
        f"{terms}: {one}"
        for terms, banned in glossary().items()
        if has_term(words, terms)
        for one in banned[language]
        if says(said, one, language)
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_has_a_word_that_the_glossary_does_not_use(language: str) -> None:
    """Where the English sentence has the term."""
    found = [(misused(words, said, language), words, said) for words, said in sentences(language)]
    assert [one for one in found if one[0]] == []


def test_every_term_stands_in_a_catalogue() -> None:
    """The table names what there is, and the test above can fail."""
    assert len(glossary()) >= 25
    english = [words for words, _ in sentences("fr")]
    unused = [one for one in glossary() if not any(has_term(words, one) for words in english)]
    assert unused == []
    assert misused("The release", "La version", "fr") == ["release: version"]
    assert misused("Its range", "والنطاق", "ar") == ["range, interval: نطاق"]
