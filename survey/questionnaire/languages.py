"""Languages by their names and directions, as Unicode's CLDR has them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

#: Whose dates, names and lists stand in our own English sentences; they put the day first.
ENGLISH = Locale("en", "GB")


def direction(language: str) -> str:
    """Return "rtl" or "ltr" (Unicode CLDR character order)."""
    locale = _locale(language)
    return "rtl" if locale and locale.character_order == "right-to-left" else "ltr"


def language_name(language: str) -> str:
    """Return a language's own name for itself, or its code."""
    locale = _locale(language)
    name = locale.get_display_name(locale) if locale else None
    return name[:1].upper() + name[1:] if name else language


def english_name(language: str) -> str:
    """Return the English name of a language whatever its region, or its code."""
    return str(ENGLISH.languages.get(language.split("-")[0], language))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
