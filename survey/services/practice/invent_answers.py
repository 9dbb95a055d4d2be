"""Inventing answers for practice: plausible, repeatable, and nobody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from survey.errors import Refused
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import (
    MAY_QUOTE,
    RATHER_NOT_SAY,
    Multiple,
    Question,
    Questionnaire,
    Ranking,
    Scale,
    Single,
    Written,
)
from survey.questionnaire.path import entries_on_path, walk
from survey.services.steps.send_response import ResponseToSend, sealing_of, send
from survey.storage.instance import Instance
from survey.storage.studies import study_rows

_SENTENCES = (
    "Clear steps in plain words would help.",
    "I would like to hear back sooner.",
    "It should be easier to find the right page.",
    "A person to talk to would make a difference.",
    "Please keep asking people what they need.",
)


def answer_as_invented(
    instance: Instance,
    study_id: str,
    people: int,
    random: Random,
    clock: Callable[[], datetime],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Have invented people answer a study; the same `random` gives the same people.

    `progress` takes how many have answered. StudyUnknown; Refused when one is not taken in.
    """
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study_id)
    asked = from_json(row.questionnaire_json)
    sealing, inventor = sealing_of(row, asked), Inventor(asked, random)
    for done in range(1, people + 1):
        response = ResponseToSend(walk(asked, inventor.person()), asked.languages[0])
        if send(instance, sealing, response, clock()) not in ("kept", "blank"):
            raise Refused("The answers were not taken in.")
        progress(done)


class Inventor:
    """Invents people who answer one questionnaire; the same `random` gives the same people."""

    def __init__(self, questionnaire: Questionnaire, random: Random) -> None:
        self._questionnaire = questionnaire
        self._random = random
        self._weights = {
            question.id: _weights(question, random)
            for question in questionnaire.questions()
            if not isinstance(question, Written)
        }

    def person(self) -> dict[str, tuple[str, ...]]:
        """Return the entries of one invented person, on their path only."""
        said = {}
        for question in self._questionnaire.questions():
            chosen = self._answer(question)
            if chosen:
                said[question.id] = chosen
        return entries_on_path(self._questionnaire, said)

    def _answer(self, question: Question) -> tuple[str, ...]:
        fate = self._random.random()
        if isinstance(question, Written):
            if fate >= 0.3:
                return ()
            words = self._random.choice(_SENTENCES)
            return (words, MAY_QUOTE) if fate < 0.1 else (words,)
        if fate < 0.03:
            return ()
        if fate < (0.09 if question.sensitive else 0.05):
            return (RATHER_NOT_SAY,)
        if isinstance(question, Multiple):
            return self._several(question)
        if isinstance(question, Ranking):
            return self._order(question)
        return (self._one(question),)

    def _one(self, question: Single | Scale | Multiple) -> str:
        options = [option.id for option in question.options]
        return self._random.choices(options, self._weights[question.id])[0]

    def _several(self, question: Multiple) -> tuple[str, ...]:
        first = self._one(question)
        alone = {o.id for o in question.options if o.exclusive or o.kind != "option"}
        if first in alone:
            return (first,)
        picked = {first}
        for _ in range(min(self._random.randrange(3), (question.at_most or 3) - 1)):
            picked.add(self._one(question))
        return tuple(o.id for o in question.options if o.id in picked - alone)

    def _order(self, question: Ranking) -> tuple[str, ...]:
        options = [option.id for option in question.options if option.kind == "option"]
        self._random.shuffle(options)
        return tuple(options[: self._random.randint(1, len(options))])


def _weights(question: Question, random: Random) -> list[float]:
    """Return each option a weight of its own, so that some answers are rarer than others."""
    assert not isinstance(question, Written)
    return [
        random.uniform(0.5, 3.0) if option.kind == "option" and not option.exclusive else 0.4
        for option in question.options
    ]
