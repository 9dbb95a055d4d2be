"""Which questions ask where somebody is, and which ask for a date of birth or a name.

It knows no answers.
"""

from __future__ import annotations

import re
from functools import cache

from survey.questionnaire.model import Question, Questionnaire, Text, Written, valid_options

_WHERE = re.compile(
    r"\b(?:which|what) (?:country|region|state|county|province|city|town|district|part of "
    r"(?:the|your) (?:world|country))\b|\bwhere (?:do|did) you (?:live|grow|come from)\b|"
    r"\bwhere are you(?: living| now| from)?\s*\?|\b(?:post|zip) ?code\b|"
    r"\bquel(?:le)? (?:pays|région|ville|partie du monde)\b|\bcode postal\b|"
    r"\b(?:qué|cuál|que|cual) (?:país|región|ciudad|parte del mundo)\b|"
    r"\bdónde (?:vives|vive|estás)\b|"
    r"\bcódigo postal\b|أي (?:بلد|دولة|منطقة|مدينة)|أين تعيش",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"\b(?:date|day|month) of birth\b|\bbirth ?(?:day|date)\b|\bwhen were you born\b|"
    r"\b(?:what|which) (?:date|day|month|year) were you born\b|\byear of birth\b|"
    r"\bdate de naissance\b|\bquand (?:êtes-vous|es-tu) née?\b|\bfecha de nacimiento\b|"
    r"\bcuándo naci(?:ó|ste)\b|تاريخ (?:ال)?ميلاد|متى ولدت",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"\b(?:parent|mother|father|mum|mom|dad|guardian|carer|teacher|school)(?:['’]?s)?['’]? "
    r"(?:full )?(?:name|e-?mail|phone|number|address)\b|"
    r"\bname of (?:your|the) (?:school|parent|mother|father|teacher)|\bwhich school\b",
    re.IGNORECASE,
)


def asks_where(question: Question, languages: tuple[str, ...]) -> bool:
    """Say whether a question asks for a place: by its words, or by options that are territories.

    Two options that carry CLDR names of countries or world regions are enough.
    """
    if _says(_WHERE, question.text):
        return True
    if isinstance(question, Written):
        return False
    named = 0
    for option in valid_options(question):
        known = (
            words.strip().casefold() in territories(code or languages[0])
            for code, words in option.text.pairs
        )
        named += any(known)
    return named > 1


def asks_birth(question: Question) -> bool:
    """Say whether a question asks for a date or year of birth."""
    return _says(_BIRTH, question.text) or _says(_BIRTH, question.help)


def asks_family_or_school(question: Question) -> bool:
    """Say whether a question asks who a young person's family or school is."""
    return _says(_SCHOOL, question.text)


def is_country(code: str) -> bool:
    """Say whether two letters are a country or territory (ISO 3166-1), by CLDR."""
    return code in _countries()


def place_questions(q: Questionnaire) -> frozenset[str]:
    """Return the ids of the questions that ask where somebody is."""
    return frozenset(each.id for each in q.questions() if asks_where(each, q.languages))


@cache
def territories(language: str) -> frozenset[str]:
    """Return the names of all countries and world regions in a language, in small letters."""
    return frozenset(name.casefold() for name in _names(language).values())


@cache
def _countries() -> frozenset[str]:
    made_up = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    return frozenset(code for code in _names("en") if len(code) == 2) - made_up


def _names(language: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError  # names of places: only where a file is checked

    try:
        return dict(Locale.parse(language.replace("-", "_")).territories)
    except (ValueError, UnknownLocaleError):
        return dict(Locale("en").territories)


def _says(pattern: re.Pattern[str], text: Text) -> bool:
    return any(pattern.search(words) for _, words in text.pairs)
