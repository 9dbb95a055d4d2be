"""How a day is written in a sentence: the one home of it for pages, letters and reports.

It knows days and languages, and no study.
"""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date


def day_in_words(day: date, locale: Locale | str) -> str:
    """Return a day such as 31 December 2026, as CLDR writes it in a locale.

    French writes the first of a month as an ordinal and all other days as numbers, which no
    pattern of CLDR can say (Lexique des règles typographiques, « Dates »): 1er décembre.
    """
    said = format_date(day, "long", locale=locale)
    is_french = Locale.parse(locale).language == "fr"
    return f"1er{said.removeprefix('1')}" if is_french and day.day == 1 else said
