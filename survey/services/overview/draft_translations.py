"""The texts of a draft beside their translations, and what is missing in each language."""

from __future__ import annotations

from dataclasses import dataclass

from survey.questionnaire.model import Questionnaire
from survey.questionnaire.translations.units import Unit, require_language, units_of


@dataclass(frozen=True, slots=True)
class TranslatedInto:
    """A language, how many texts there are, and how many of them are missing in it."""

    language: str
    texts: int
    missing: int


def translated_into(asked: Questionnaire | None) -> tuple[TranslatedInto, ...]:
    """Return how far each language beside the original is."""
    if asked is None:
        return ()
    found = []
    for language in asked.languages[1:]:
        units = units_of(asked, language)
        missing = sum(1 for one in units if not one.translation)
        found.append(TranslatedInto(language, len(units), missing))
    return tuple(found)


def side_by_side(
    asked: Questionnaire | None, aside: frozenset[tuple[int, int]], language: str
) -> tuple[Unit, ...]:
    """Return every text of a draft with its translation, without questions that stand aside;
    BadInput for a language that it does not list."""
    if asked is None:
        return ()
    require_language(asked, language)
    wrong = {("sections", part, "questions", place) for part, place in aside}
    return tuple(one for one in units_of(asked, language) if one.path[:4] not in wrong)
