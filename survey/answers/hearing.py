"""From what the forms gave (entries) to what was said: one answer for every question.

It knows the questionnaire and its path. It knows nothing of pages, sealing or people.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.answers.model import (
    Answer,
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.questionnaire.model import (
    MAY_QUOTE,
    RATHER_NOT_SAY,
    Closed,
    Questionnaire,
    Written,
    valid_options,
)
from survey.questionnaire.path import on_path
from survey.questionnaire.rules import Entries

_NOT_ASKED, _SKIPPED = NotAsked(), Skipped()


class Hearing:
    """Turns the entries of one questionnaire into answers. Build it once per study."""

    def __init__(self, q: Questionnaire) -> None:
        self._questionnaire = q
        # Per question: what each single token means; None for a text.
        self._meanings: tuple[tuple[str, Mapping[str, Answer] | None], ...] = tuple(
            (question.id, None if isinstance(question, Written) else _meanings(question))
            for question in q.questions()
        )

    def answers(self, entries: Entries) -> dict[str, Answer]:
        """Give an answer for every question, in order; NotAsked for those off the path.

        ValueError for a choice that the questionnaire does not have: the form is checked before.
        """
        asked = on_path(self._questionnaire, entries)
        return {
            question_id: _answer(question_id, meanings, entries.get(question_id, ()))
            if question_id in asked
            else _NOT_ASKED
            for question_id, meanings in self._meanings
        }


def answers_from_entries(q: Questionnaire, entries: Entries) -> dict[str, Answer]:
    """Give an answer for every question of `q`; for many people build a Hearing once.

    ValueError for a choice that the questionnaire does not have.
    """
    return Hearing(q).answers(entries)


def _meanings(question: Closed) -> dict[str, Answer]:
    meanings: dict[str, Answer] = {
        option.id: Given((option.id,)) for option in valid_options(question)
    }
    for option in question.options:
        if option.kind == "dont_know":
            meanings[option.id] = DontKnow()
        elif option.kind == "does_not_apply":
            meanings[option.id] = DoesNotApply()
    meanings[RATHER_NOT_SAY] = RatherNotSay()
    return meanings


def _answer(
    question_id: str, meanings: Mapping[str, Answer] | None, tokens: tuple[str, ...]
) -> Answer:
    if not tokens:
        return _SKIPPED
    if meanings is None:
        words = tokens[0]
        return Given(words=words, quote=MAY_QUOTE in tokens[1:]) if words.strip() else _SKIPPED
    try:
        if len(tokens) == 1:
            return meanings[tokens[0]]
        if all(isinstance(meanings[token], Given) for token in tokens):
            return Given(tuple(tokens))
    except KeyError:
        raise ValueError(f"question {question_id} has no such choice") from None
    raise ValueError(
        f"question {question_id}: an answer and a way of not answering exclude each other"
    )
