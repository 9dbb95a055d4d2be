"""How people are put into the groups of a breakdown: its options, or coarser ones from its ladder.

It knows one breakdown question and its counts. It must not know the tables that it splits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.questionnaire.model import Single, Text, valid_options
from survey.tally.counting import OneWay

#: Fewer groups than this are no breakdown.
GROUPS_LEFT = 2


@dataclass(frozen=True, slots=True)
class Group:
    """One column: its id and words, and the option ids of the breakdown question in it."""

    id: str
    text: Text
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A breakdown question with the groups that are used in every table of the study."""

    by: Single
    groups: tuple[Group, ...]
    merged: bool

    def gather(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the counts per group along the last axis, and last those of the people in none.

        The last axis of `counts` has the valid options of the question, then the kinds of missing.
        """
        places = {option.id: i for i, option in enumerate(valid_options(self.by))}
        inside = [counts[..., [places[o] for o in g.options]].sum(axis=-1) for g in self.groups]
        rest = counts.sum(axis=-1) - sum(inside)
        return np.stack([*inside, rest], axis=-1)


def split(by: Single, one_way: OneWay, people: int) -> Split | None:
    """Give the finest groups of which each has at least `people`, or None where two do not exist.

    The merge ladder is walked first; where its last step still has a group that is too small, the
    groups of that step that are large enough are used, and the others join those in no group.
    """
    row = np.concatenate((one_way.valid, one_way.missing))
    best: Split | None = None
    for step, groups in enumerate(_ladder(by)):
        trial = Split(by, groups, merged=step > 0)
        counts = trial.gather(row)[:-1]
        large = tuple(g for g, count in zip(groups, counts, strict=True) if count >= people)
        if len(large) < GROUPS_LEFT:
            continue
        best = Split(by, large, merged=step > 0)
        if len(large) == len(groups):
            break
    return best


def _ladder(by: Single) -> Iterator[tuple[Group, ...]]:
    yield tuple(Group(o.id, o.text, (o.id,)) for o in valid_options(by))
    for rung in by.merge:
        yield tuple(Group(c.id, c.text, c.options) for c in rung)
