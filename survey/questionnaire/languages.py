"""Languages by their names and directions, as Unicode's CLDR has them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

#: Whose dates, names and lists stand in our own English sentences; they put the day first.
ENGLISH = Locale("en", "GB")
#: Codes of languages that CLDR has by another one, such as Dari.
_ALIASES = get_global("language_aliases")


def direction(language: str) -> str:
    """Return "rtl" or "ltr" (Unicode CLDR character order)."""
    locale = _locale(language)
    return "rtl" if locale and locale.character_order == "right-to-left" else "ltr"


def language_name(language: str) -> str:
    """Return a language's own name for itself, or its code."""
    locale = _locale(language)
    if locale is None:
        return language
    name = locale.languages.get(_ALIASES.get(language)) or locale.get_display_name(locale)
    return name[:1].upper() + name[1:] if name else language


def english_name(language: str) -> str:
    """Return the English name of a language whatever its region, or its code."""
    code = language.split("-")[0]
    return str(ENGLISH.languages.get(_ALIASES.get(code, code), language))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(_ALIASES.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
