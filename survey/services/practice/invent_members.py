"""Inventing council members for practice: each keeps their own view, and moves a little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

from survey.errors import Refused
from survey.questionnaire.files.reading import from_json
from survey.questionnaire.model import Questionnaire, Ranking, Scale, Single, Written
from survey.questionnaire.path import walk
from survey.sealing.codes.member_tags import member_root
from survey.services.steps.latest_round import latest_round
from survey.services.steps.send_response import ResponseToSend, sealing_of, send
from survey.storage.instance import Instance

_REASONS = (
    "It would save people from asking again and again.",
    "It needs somebody who answers for it.",
    "It sounds right, and small services cannot do it alone.",
)
#: Where the views on a statement lie: middles of one or two camps, and how many move in a round.
_VIEWS = (((8,), 0.1), ((8, 7), 0.5), ((2, 8), 0.3), ((5,), 0.6), ((7,), 0.4), ((3, 6), 0.5))


def answer_round(
    instance: Instance,
    council_id: str,
    words: Sequence[str],
    invented: InventedMembers,
    clock: Callable[[], datetime],
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Have the members who typed `words` answer the latest round; the first one never starts.

    `progress` takes how many are done. StudyUnknown; Refused when one is not taken in.
    """
    _, row = latest_round(instance, council_id, "Nobody has answered.")
    asked = from_json(row.questionnaire_json)
    sealing = sealing_of(row, asked)
    for member, typed in enumerate(words):
        if member:
            said = walk(asked, invented.entries(member, asked))
            root = member_root(typed, council_id)
            response = ResponseToSend(said, asked.languages[0], member=root)
            if send(instance, sealing, response, clock()) != "kept":
                raise Refused("The answers were not taken in.")
        progress(member + 1)


class InventedMembers:
    """Members who answer round after round; the same `random` gives the same members."""

    def __init__(self, people: int, random: Random) -> None:
        self._random = random
        self._views: dict[str, tuple[tuple[int, ...], float]] = {}
        self._last: list[dict[str, int]] = [{} for _ in range(people)]

    def entries(self, member: int, asked: Questionnaire) -> dict[str, tuple[str, ...]]:
        """Return what one member (from 0) says in a round."""
        said: dict[str, tuple[str, ...]] = {}
        for question in asked.questions():
            if isinstance(question, Scale):
                point = self._point(member, question.id)
                if point:
                    said[question.id] = (question.option_ids[point - 1],)
            elif isinstance(question, Written):
                if self._random.random() < 0.25:
                    said[question.id] = (self._random.choice(_REASONS),)
            elif isinstance(question, Ranking):
                order = list(question.answer_ids)
                self._random.shuffle(order)
                said[question.id] = tuple(order)
            elif isinstance(question, Single):
                said[question.id] = (self._choice(question),)
        return said

    def _point(self, member: int, question: str) -> int:
        """Return a rating from 1 to 9, near the one before; 0 where the question is skipped."""
        middles, moving = self._views.setdefault(question, self._random.choice(_VIEWS))
        before = self._last[member].get(question)
        if before is None and self._random.random() < 0.04:
            return 0
        if before is None:
            drawn = self._random.gauss(self._random.choice(middles), 1.2)
        elif self._random.random() < moving:
            drawn = before + self._random.choice((-2, -1, 1, 1, 2))
        else:
            drawn = before
        point = self._last[member][question] = max(1, min(9, round(drawn)))
        return point

    def _choice(self, question: Single) -> str:
        """Return mostly the first option: words kept, a first group; now and then another."""
        first, *others = question.answer_ids
        return first if self._random.random() < 0.7 else self._random.choice(others)
