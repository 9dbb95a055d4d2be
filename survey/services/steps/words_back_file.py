"""What reading words on a machine without a network leaves to be brought back, as one file.

It holds what a report may print, who let it, and nothing that is hidden.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

from pydantic import Field, ValidationError

from survey.disclosure.theme_counts import ThemeCounts
from survey.errors import BadInput
from survey.questionnaire.texts import Frozen


class QuoteBack(Frozen):
    """One quote, the question it answers, the code of its language, and the two people who let it
    be printed."""

    words: str
    question_id: str
    language: str
    proposed_by: str
    approved_by: str


class WordsBack(Frozen):
    """Quotes in the order of their words, and counted themes, of one closed set; when its words
    were opened there, until which day they are there, and whether they are still."""

    format: Literal["survivor-survey-words-back/1"] = "survivor-survey-words-back/1"
    study_id: str
    closed_set: str
    opened_on: date
    until: date
    ended: bool
    quotes: tuple[QuoteBack, ...] = Field(repr=False)
    themes: tuple[ThemeCounts, ...]


def words_back_digest(text: str) -> str:
    """Return the digest of such a file in hex, which people compare."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_words_back(text: str, name: str) -> WordsBack:
    """Return what such a file, called `name`, holds; BadInput where it is none."""
    try:
        return WordsBack.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(
            f"{name} is not a file of words that were read on another machine.",
            kept="Nothing was stored, and nothing was changed.",
            do="Bring the file that was written there to be handed back. Copy it whole.",
        ) from error
