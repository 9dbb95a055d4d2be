"""Codes of languages from what people call them: “English (en)”, “Français”, “arabe”, “pt_BR”."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, localedata

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?(?:[-_.].*)?")
_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^)\]]+)[)\]]\s*")
#: Languages in whose words a language may be called, beside its own.
_CALLED_IN = ("en", "fr", "es", "ar", "de", "pt")
#: What forms in use call languages, where neither CLDR nor ISO 639 has it.
_ALSO = {
    "dari": "prs",
    "farsi": "fa",
    "chichewa": "ny",
    "kiswahili": "sw",
    "bahasa": "id",
    "bahasa indonesia": "id",
    "mandarin": "zh",
    "castellano": "es",
    "bangla": "bn",
    "burmese": "my",
    "sorani": "ckb",
    "kurmanji": "ku",
    "tagalog": "tl",
    "filipino": "fil",
}


def language_code(name: str) -> str:
    """Return a code as a questionnaire has it (“fr”, “pt-BR”); “” when the name says none."""
    said = name.strip()
    inside = _IN_BRACKETS.fullmatch(said)
    if inside:
        return _of_code(inside[2]) or language_code(inside[1]) or _of_name(inside[2])
    return _of_code(said) or _of_name(said)


def _of_code(said: str) -> str:
    found = _CODE.fullmatch(said.strip())
    if not found or found[1].lower() not in _known_codes():
        return ""
    return f"{found[1].lower()}-{found[3].upper()}" if found[3] else found[1].lower()


def _of_name(said: str) -> str:
    plain = said.strip().casefold()
    return _ALSO.get(plain) or _names().get(plain) or (plain and _own_names().get(plain, ""))


@lru_cache(maxsize=1)
def _known_codes() -> frozenset[str]:
    named = {str(code) for code in Locale("en").languages}
    return frozenset(code for code in named if "_" not in code) | {"prs"}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the codes of languages by what they are called in a few languages."""
    found: dict[str, str] = {}
    for called_in in _CALLED_IN:
        names = Locale(called_in).languages
        for code in sorted(_known_codes()):
            if name := names.get(code):
                found.setdefault(name.casefold(), code)
    return found


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    """Return the codes of languages by what each calls itself: it takes a second to look up."""
    found: dict[str, str] = {}
    for code in sorted(_known_codes()):
        if localedata.exists(code) and (name := Locale(code).languages.get(code)):
            found.setdefault(name.casefold(), code)
    return found
