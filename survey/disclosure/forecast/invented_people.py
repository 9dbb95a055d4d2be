"""People who do not exist, as records of codes: before anybody is asked, nobody knows the shares.

It takes its chance as an argument and must not know how anybody really answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from survey.answers.codec import (
    DOES_NOT_APPLY,
    DONT_KNOW,
    GIVEN,
    RATHER_NOT_SAY,
    SKIPPED,
    Column,
    Layout,
)
from survey.disclosure.arrays import Flags, Floats, Ints
from survey.questionnaire.model import Question, Questionnaire, Single, Written

#: How unequal the groups are that people are in.
Skew = Literal["even", "skewed", "very skewed"]
SKEWS: tuple[Skew, ...] = ("even", "skewed", "very skewed")
#: Gives that many numbers from 0 up to 1, all as likely.
DrawNumbers = Callable[[int], Floats]

#: Of a hundred: who skips a question, who would rather not say, and who has no answer of an offered
#: kind; how many write something.
_SKIPS, _RATHER_NOT, _OTHER_KIND, _WRITES = 0.04, 0.04, 0.03, 0.3
_MORE_CHOICES = 2
_POWER: dict[Skew, int] = {"even": 0, "skewed": 1, "very skewed": 2}


def invented_records(
    asked: Questionnaire, layout: Layout, people: int, skew: Skew, draw: DrawNumbers
) -> bytes:
    """Return the joined records of so many people; the same draws give the same people.

    Every question is answered for itself, by everybody: counting leaves out what is off a path.
    """
    table = np.zeros((people, layout.width), np.uint8)
    for question, column in zip(asked.questions(), layout.columns, strict=True):
        table[:, layout.column(column.question_id)] = _answers(question, column, people, skew, draw)
    languages = len(layout.languages)
    table[:, -1] = _picked(_group_shares(languages, skew, draw), people, draw)
    return table.tobytes()


def _answers(
    question: Question, column: Column, people: int, skew: Skew, draw: DrawNumbers
) -> Ints:
    """Return everybody's bytes of one question."""
    codes = np.zeros((people, column.width), np.int64)
    fate = draw(people)
    if isinstance(question, Written):
        codes[:, 0] = np.where(fate < _WRITES, GIVEN, SKIPPED)
        return codes
    given, codes[:, 0] = _missing(question, fate)
    shares = _shares(question, len(column.options), skew, draw)
    if column.kind == "choice":
        codes[given, 0] = GIVEN + _picked(shares, people, draw)[given]
    else:
        chosen = _ranks if column.kind == "ranking" else _several
        codes[given, 0] = GIVEN
        codes[given, 1:] = chosen(column, shares, people, draw)[given]
    return codes


def _missing(question: Question, fate: Floats) -> tuple[Flags, Ints]:
    """Return who answers, and the state of those who do not."""
    offered = {option.kind for option in getattr(question, "options", ())}
    states = [(SKIPPED, _SKIPS), (RATHER_NOT_SAY, _RATHER_NOT)]
    kinds = (("dont_know", DONT_KNOW), ("does_not_apply", DOES_NOT_APPLY))
    states += [(state, _OTHER_KIND) for kind, state in kinds if kind in offered]
    ends = np.cumsum([part for _, part in states])
    place = np.searchsorted(ends, fate, side="right")
    found = np.array([state for state, _ in states] + [GIVEN])[place]
    return place == len(states), np.where(place == len(states), 0, found)


def _shares(question: Question, options: int, skew: Skew, draw: DrawNumbers) -> Floats:
    """Return how likely each answer is: of what splits tables by its rank, of others by chance."""
    if isinstance(question, Single) and question.breakdown:
        return _group_shares(options, skew, draw)
    drawn: Floats = draw(options)
    shares: Floats = 0.5 + 2.5 * drawn if skew == "even" else (-np.log1p(-drawn)) ** _POWER[skew]
    return np.asarray(shares / shares.sum(), np.float64)


def _group_shares(groups: int, skew: Skew, draw: DrawNumbers) -> Floats:
    """Return the shares of groups in an order that is drawn: alike; as 1, 1/2, 1/3 …; or as the
    squares of these."""
    rank = 1.0 + np.argsort(draw(groups)).astype(np.float64)
    shares = rank ** -_POWER[skew]
    return np.asarray(shares / shares.sum(), np.float64)


def _picked(shares: Floats, people: int, draw: DrawNumbers) -> Ints:
    """Return the place of one option for everybody."""
    found = np.searchsorted(np.cumsum(shares), draw(people), side="right")
    return np.minimum(found, len(shares) - 1).astype(np.int64)


def _several(column: Column, shares: Floats, people: int, draw: DrawNumbers) -> Ints:
    """Return which options everybody chose: one, and up to two more where they go together."""
    alone = np.array([option in column.alone for option in column.options])
    chosen = np.zeros((people, len(shares)), np.int64)
    everybody = np.arange(people)
    first = _picked(shares, people, draw)
    chosen[everybody, first] = 1
    most = min(_MORE_CHOICES, (column.most or len(shares)) - 1)
    further = np.floor(draw(people) * (most + 1))
    for number in range(most):
        also = _picked(shares, people, draw)
        yes = (further > number) & ~alone[first] & ~alone[also]
        chosen[everybody[yes], also[yes]] = 1
    return chosen


def _ranks(column: Column, shares: Floats, people: int, draw: DrawNumbers) -> Ints:
    """Return everybody's ranks from 1: likelier options come first more often."""
    width = len(column.options)
    race = -np.log1p(-draw(people * width).reshape(people, width)) / shares
    return (1 + np.argsort(np.argsort(race, axis=1), axis=1)).astype(np.int64)
