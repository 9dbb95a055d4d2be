"""From what the forms gave (entries) to what was said: one answer for every question.

It knows nothing of pages, sealing or people.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey.answers.answer_types import (
    Answer,
    DoesNotApply,
    DontKnow,
    Given,
    NotAsked,
    RatherNotSay,
    Skipped,
)
from survey.questionnaire.checking import contradiction
from survey.questionnaire.model import (
    MAY_QUOTE,
    RATHER_NOT_SAY,
    Closed,
    Question,
    Questionnaire,
    Written,
    valid_options,
)
from survey.questionnaire.path import WalkedPath, walk
from survey.questionnaire.rules import Entries
from survey.questionnaire.texts import seen

_NOT_ASKED, _SKIPPED = NotAsked(), Skipped()


class Interpreter:
    """Turns the entries of one questionnaire into answers. Build it once per study."""

    def __init__(self, q: Questionnaire) -> None:
        self._questionnaire = q
        # Per question: what each single token means; None for a text.
        self._meanings: tuple[tuple[Question, Mapping[str, Answer] | None], ...] = tuple(
            (question, None if isinstance(question, Written) else _meanings(question))
            for question in q.questions()
        )

    def answers(self, entries: Entries) -> dict[str, Answer]:
        """Return an answer for every question, in order, as on the path of these entries."""
        return self.answers_on(walk(self._questionnaire, entries))

    def answers_on(self, path: WalkedPath) -> dict[str, Answer]:
        """Return an answer for every question, in order; NotAsked for those off the path.

        ValueError for a choice that the questionnaire does not have, and for choices that
        contradict each other: the form is checked before, and nothing else may be sealed.
        """
        asked, entries = path.asked, path.entries
        return {
            question.id: _answer(question, meanings, entries.get(question.id, ()))
            if question.id in asked
            else _NOT_ASKED
            for question, meanings in self._meanings
        }


def answers_from_entries(q: Questionnaire, entries: Entries) -> dict[str, Answer]:
    """Return an answer for every question of `q`; for many people build a Hearing once.

    ValueError for a choice that the questionnaire does not have.
    """
    return Interpreter(q).answers(entries)


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
    question: Question, meanings: Mapping[str, Answer] | None, tokens: tuple[str, ...]
) -> Answer:
    if not tokens:
        return _SKIPPED
    if meanings is None:
        words = tokens[0]
        return Given(words=words, quote=MAY_QUOTE in tokens[1:]) if seen(words) else _SKIPPED
    if contradiction(question, tokens):
        raise ValueError(f"question {question.id}: answers that exclude each other")
    try:
        if len(tokens) == 1:
            return meanings[tokens[0]]
        for token in tokens:
            if not isinstance(meanings[token], Given):
                raise ValueError(f"question {question.id}: answers that exclude each other")
    except KeyError:
        raise ValueError(f"question {question.id} has no such choice") from None
    return Given(tuple(tokens))
