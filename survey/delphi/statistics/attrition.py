"""Who was invited, started and completed, round by round, and whether those who left differed.

It knows numbers of people, and last ratings without members. It must not know who left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from pydantic import Field

from survey.delphi.rule import CouncilPolicy
from survey.delphi.statistics.agreement import median_of
from survey.delphi.statistics.percentiles import valid
from survey.delphi.statistics.proportions import percent
from survey.errors import BadInput
from survey.questionnaire.texts import Frozen

#: People who started and people who completed a round.
StartedAndCompleted = tuple[int, int]


class RoundFlow(Frozen):
    """Members who started and completed one round; percentages of those who completed, None where
    nobody was there before."""

    round: int
    started: int
    completed: int
    retention_previous: float | None
    retention_first: float | None


class Flow(Frozen):
    """Who was invited, joined, and took part. `response` is the percent of those invited who
    completed the first round; `roles` only where differences tell of nobody."""

    invited: int
    joined: int
    response: float | None = None
    rounds: tuple[RoundFlow, ...] = ()
    roles: dict[str, tuple[RoundFlow, ...]] = Field(default_factory=dict)


def flow(
    invited: int,
    joined: int,
    rounds: Sequence[StartedAndCompleted],
    roles: Mapping[str, tuple[RoundFlow, ...]] | None = None,
) -> Flow:
    """Return the table of attrition; `roles` are those of `flow_by_role`, "" left out.

    BadInput for counts that cannot be: more completed than started, or started than invited.
    """
    return Flow(
        invited=invited,
        joined=joined,
        response=percent(rounds[0][1], invited) if rounds else None,
        rounds=round_flows(invited, rounds),
        roles={role: told for role, told in sorted((roles or {}).items()) if role},
    )


def round_flows(invited: int, rounds: Sequence[StartedAndCompleted]) -> tuple[RoundFlow, ...]:
    """Return each round of a council or role; one (started, completed) per round, in order.

    BadInput for counts that cannot be: more completed than started, or started than invited.
    """
    for started, completed in rounds:
        if not 0 <= completed <= started <= invited:
            raise BadInput(
                f"{completed} of {started} of {invited} invited people cannot have completed.",
                do="A round has at most as many completed as started, and started as invited.",
            )
    done = [completed for _, completed in rounds]
    return tuple(
        RoundFlow(
            round=place + 1,
            started=started,
            completed=completed,
            retention_previous=percent(completed, done[place - 1]) if place else None,
            retention_first=percent(completed, done[0]) if place else None,
        )
        for place, (started, completed) in enumerate(rounds)
    )


def flow_by_role(
    roles: Mapping[str, tuple[int, Sequence[StartedAndCompleted]]], policy: CouncilPolicy
) -> dict[str, tuple[RoundFlow, ...]]:
    """Return the rounds of each role (invited, rounds) that may be shown beside that of everyone.

    A role is shown when each of its numbers, and each difference from one step to the next, is
    zero or at least `groups.people`. The roles left out together must pass too, because they can
    be worked out by subtraction; if they do not, no role is shown.
    """
    least = policy.groups.people
    shown = {role for role, counts in roles.items() if _large(*counts, least)}
    rest = [counts for role, counts in roles.items() if role not in shown]
    if rest:
        lengths = {len(rounds) for _, rounds in rest}
        together = [
            (sum(one[0] for one in step), sum(one[1] for one in step))
            for step in zip(*(rounds for _, rounds in rest), strict=False)
        ]
        if len(lengths) > 1 or not _large(sum(invited for invited, _ in rest), together, least):
            return {}
    return {role: round_flows(*counts) for role, counts in roles.items() if role in shown}


def leavers_differ(
    leavers: Iterable[int | None], stayers: Iterable[int | None], policy: CouncilPolicy
) -> tuple[float, float] | None:
    """Return the medians of the last ratings of those who left and those who stayed.

    None unless both groups have at least `too_few_under` ratings of the statement.
    """
    left, stayed = valid(leavers), valid(stayers)
    enough = min(len(left), len(stayed)) >= policy.rule.too_few_under
    gone, here = median_of(left), median_of(stayed)
    return (gone, here) if enough and gone is not None and here is not None else None


def _large(invited: int, rounds: Sequence[StartedAndCompleted], least: int) -> bool:
    steps = [invited]
    for counts in rounds:
        steps += counts
    cells = steps + [one - two for one, two in pairwise(steps)]
    cells += [one[1] - two[1] for one, two in pairwise(rounds)]
    return all(cell == 0 or abs(cell) >= least for cell in cells)
