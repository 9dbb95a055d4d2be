"""Who answered in two rounds, as numbers: how many left, came, stayed, and answered otherwise.

It knows the answers to one question in two rounds under pseudonyms. It gives out numbers only, and
what they forbid to show: subtraction of two rounds must not tell what somebody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from survey.delphi.form.pseudonymous_answers import Pseudonym
from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.percentiles import hundredths, valid

AnswerT = TypeVar("AnswerT", bound=Hashable)
#: What a later round must hold back: nothing, percentages and shape, numbers, or everything.
Back = Literal["nothing", "shape", "numbers", "all"]


@dataclass(frozen=True, slots=True)
class MemberChanges:
    """Members who answered only before, only after, in both, and in both but otherwise.

    `apart` are the answers, of both rounds together, that are not the commonest of their round.
    """

    left: int
    joined: int
    stayed: int
    changed: int
    apart: int


def between(
    before: Mapping[Pseudonym, AnswerT | None],
    after: Mapping[Pseudonym, AnswerT | None],
    views: Iterable[Callable[[AnswerT], Hashable]] = (lambda answer: answer,),
) -> MemberChanges:
    """Count the members of two rounds; None is no answer.

    Where an answer has parts, `views` give each part, and `apart` is that of the most common one.
    """
    one, two = given(before), given(after)
    both = one.keys() & two.keys()
    return MemberChanges(
        left=len(one.keys() - both),
        joined=len(two.keys() - both),
        stayed=len(both),
        changed=sum(one[member] != two[member] for member in both),
        apart=min(
            _apart(map(view, one.values())) + _apart(map(view, two.values())) for view in views
        ),
    )


def held_back(changes: Iterable[MemberChanges], policy: CouncilPolicy) -> Back:
    """Say what a round holds back, by its changes since each earlier round that showed anything.

    With the same members nothing. Else everything, unless so many of those who stayed changed
    their answer that a difference between the rounds need not belong to those who left or came.
    Numbers, where answers are so much alike that it would still have to. And the shape, where
    fewer than `groups.people` left or came.
    """
    enough, few = policy.dissent.minority_people, range(1, policy.groups.people)
    moved = [one for one in changes if one.left or one.joined]
    if any(one.stayed and one.changed < enough for one in moved):
        return "all"
    if any(one.apart < enough + 2 + one.left + one.joined for one in moved):
        return "numbers"
    return "shape" if any(one.left in few or one.joined in few for one in moved) else "nothing"


def given(answers: Mapping[Pseudonym, AnswerT | None]) -> dict[Pseudonym, AnswerT]:
    """Return the answers without those that are missing."""
    return {member: answer for member, answer in answers.items() if answer is not None}


def alike(ratings: Iterable[int | None]) -> bool:
    """Say whether the middle half of the ratings has no width.

    Where it has a width, at least two ratings lie on each side of some point (from five ratings
    on), so that whoever knows their own never knows that all others are the same.
    """
    in_order = valid(ratings)
    return not in_order or hundredths(in_order, 25) == hundredths(in_order, 75)


def nearly_all_same(counts: Sequence[int], policy: CouncilPolicy) -> bool:
    """Say whether too few people differ from the commonest answer to tell counts of answers."""
    return sum(counts) - max(counts, default=0) < policy.dissent.minority_people


def _apart(answers: Iterable[Hashable]) -> int:
    counts = Counter(answers)
    return counts.total() - max(counts.values(), default=0)
