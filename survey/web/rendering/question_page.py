"""What a page of questions needs of a questionnaire, wherever it is shown.

It knows no study, no person and no answer.
"""

from __future__ import annotations

from survey.questionnaire.catalogues import spoken
from survey.questionnaire.checking import field_name, quote_field, rank_field
from survey.questionnaire.languages import direction, language_name
from survey.questionnaire.model import (
    RATHER_NOT_SAY,
    TEXT_LIMIT,
    Questionnaire,
    Ranking,
    Section,
    valid_options,
)
from survey.web.rendering.fallback_text import teller
from survey.web.rendering.frames import safe
from survey.web.rendering.localisation import speaker


def words_context(q: Questionnaire, language: str) -> dict[str, object]:
    """Return what templates say the words of a questionnaire in a language with."""
    return {
        "_": speaker(language),
        "t": teller(q.languages[0], language),
        "q": q,
        "language": language,
        "spoken": spoken(language),
        "direction": direction(language),
        "direction_of": direction,
        "language_name": language_name,
        "field_name": field_name,
    }


def question_context() -> dict[str, object]:
    """Return what templates of questions make fields with."""
    return {
        "rank_field": rank_field,
        "quote_field": quote_field,
        "ranks": _ranks,
        "rather_not_say": RATHER_NOT_SAY,
        "text_limit": TEXT_LIMIT,
    }


def part_of(q: Questionnaire, section: Section, language: str) -> str:
    """Return which part of all a section is: of all there may be, so that it never grows."""
    here = [part.id for part in q.sections].index(section.id) + 1
    return safe(speaker(language)("Part %(here)s of %(all)s", here=here, all=len(q.sections)))


def _ranks(question: Ranking) -> int:
    return len(valid_options(question))
