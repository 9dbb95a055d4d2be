"""Languages of a page: which one, its dates and numbers, and the interface's own words.

It knows no study and no person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from survey.questionnaire.catalogues import catalogue, spoken
from survey.questionnaire.days_in_words import day_in_words

Speak = Callable[..., str]


def N_(words: str) -> str:
    """Mark words for the catalogues; they are translated where the language is known."""
    return words


def speaker(language: str) -> Speak:
    """Return what says a sentence of the interface in a language, with its values put in."""
    return _speaker(spoken(language))


def best_language(wanted: str, offered: tuple[str, ...]) -> str:
    """Return the language of `offered` that fits an Accept-Language header best, or the first.

    Languages are taken in the order of their weights (RFC 9110, 12.5.4), each with its regions
    dropped one by one (RFC 4647, 3.4); those of weight 0 are not wanted.
    """
    known = {code.split("-")[0].lower(): code for code in reversed(offered)}
    known |= {code.lower(): code for code in offered}
    for tag, weight in parse_accept_header(wanted, LanguageAccept):
        parts = tag.lower().split("-") if weight > 0 else []
        for n in range(len(parts), 0, -1):
            if found := known.get("-".join(parts[:n])):
                return found
    return offered[0]


def long_date(day: date, language: str) -> str:
    """Return a day in words, such as 31 December 2026."""
    return day_in_words(day, _of_dates(language))


def month(day: date, language: str) -> str:
    """Return the month of a day in words, such as December 2026."""
    return format_skeleton("yMMMM", day, locale=_of_dates(language))


def figure(value: float, language: str) -> str:
    """Return a number with at most two decimals as the language writes it, in the digits 0 to 9."""
    return format_decimal(value, "0.##", locale=_of_dates(language))


def listed(parts: Iterable[str], language: str) -> str:
    """Return some pieces of text as a list in a sentence, each kept in its own direction.

    They stand between U+2068 and U+2069 (Unicode Annex 9), so that a link or a telephone number
    does not come apart in a sentence that runs from right to left.
    """
    comma = "، " if spoken(language) == "ar" else ", "
    return comma.join(f"\u2068{part}\u2069" for part in parts)


@cache
def _speaker(language: str) -> Speak:
    known = catalogue(language)

    def say(words: str, /, **values: object) -> str:
        said = known.get(words, words)
        return said % values if values else said

    return say


def _of_dates(language: str) -> str:
    """Return whose dates and numbers fit the sentences of a page; ours put the day first."""
    first = spoken(language)
    return "en_GB" if first == "en" else first
