"""Whose numbers lead: the group of a breakdown that has lived through what is asked about.

It knows the mark of a questionnaire and the groups that are printed.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.disclosure.release import QuestionResult
from survey.questionnaire.model import Questionnaire, Single


@dataclass(frozen=True, slots=True)
class LivedGroup:
    """A group of a breakdown: the question that splits, and its category."""

    by: str
    category: str

    @classmethod
    def of(cls, questionnaire: Questionnaire, question: QuestionResult) -> LivedGroup | None:
        """Return the one group of a question's tables that holds everybody with lived experience
        and nobody else; None where there is none."""
        marked = lived_question(questionnaire)
        if marked is None:
            return None
        wanted = set(marked.lived_experience)
        for split in question.breakdowns:
            if split.by != marked.id:
                continue
            for category in split.categories:
                if set(category.options or (category.id,)) == wanted:
                    return cls(split.by, category.id)
        return None


def lived_question(questionnaire: Questionnaire) -> Single | None:
    """Return the question that says who has lived through what is asked about, or None."""
    for one in questionnaire.breakdowns():
        if one.lived_experience:
            return one
    return None
