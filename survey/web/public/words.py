"""Languages of a page: direction, name, and the interface's own words.

It knows no study and no person.
"""

from __future__ import annotations

from babel import Locale, UnknownLocaleError


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
