"""What a report could print of a questionnaire, before anybody is asked: many tries, put together.

It draws invented people, the same ones for the same questionnaire. It must not know real answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from random import Random
from typing import TypeVar

import numpy as np

from survey.disclosure.forecast.coarser_groups import (
    CoarserGroups,
    advice_of,
    leave_out,
    ways_to_merge,
)
from survey.disclosure.forecast.foretold import (
    Forecast,
    ForecastAdvice,
    ForecastRow,
    Groups,
    WhatPrints,
)
from survey.disclosure.forecast.invented_people import SKEWS, DrawNumbers
from survey.disclosure.forecast.matrix import Tried, matrix
from survey.disclosure.forecast.one_try import (
    SAMPLE,
    BreakdownSeen,
    InventedTry,
    TrySeen,
    seen_in,
    seen_when_merged,
    split_by,
)
from survey.disclosure.forecast.what_prints import AS_IT_IS, what_would_print
from survey.disclosure.policy import Policy
from survey.errors import BadInput
from survey.questionnaire.codebook import fingerprint
from survey.questionnaire.model import Questionnaire
from survey.services.steps.answers_cost import cost_of_answers
from survey.services.steps.open_shelf import MakeExecutor, Progress, one_thread
from survey.studies.askings import ASKINGS
from survey.tally.counting import LANGUAGE

Key = TypeVar("Key")
Outcome = TypeVar("Outcome")

#: The numbers of people that are looked at beside the one expected.
BESIDE = (25, 50, 300)
#: Tries for each of them: so many draws for each way in which groups are unequal.
_DRAWS = 4
#: More people than this answer as these do.
_MOST = 5_000


def forecast_study(
    asked: Questionnaire,
    expected: int,
    policy: Policy,
    make_executor: MakeExecutor = one_thread,
    progress: Progress = lambda done, total: None,
) -> Forecast:
    """Return what could be printed of a questionnaire with about `expected` people.

    The same questionnaire and number give the same forecast. `make_executor` gives the executor
    that tries run on; `progress` takes tries done and to do. BadInput for a number of people that
    makes no sense.
    """
    if expected < 1:
        raise BadInput("At least one person must be expected.", do="Write about how many.")
    lots = _lots(sorted({*BESIDE, min(expected, _MOST)}), policy)
    work = _Work(asked, policy, progress)
    with make_executor() as executor:
        tried = work.tried(executor, lots)
        rows = matrix(asked, min(expected, _MOST), tried)
        unsure = [row for row in rows[1:] if _could_gain(row)]
        before = _of(tried, min(expected, _MOST))
        advice, what_if = work.advice(executor, unsure, before)
    return Forecast(
        expected=expected,
        people=tuple(
            dict.fromkeys(
                expected if lot.people == min(expected, _MOST) else lot.people for lot in lots
            )
        ),
        rows=rows,
        advice=advice,
        impossible=tuple(row.by for row in rows if not row.possible and row.by != LANGUAGE),
        what_if=tuple(_what_if(asked, rows[1:], before, what_if)),
        said=(*_said(policy, expected), *_said_of_room(asked, expected)),
    )


def _lots(people: Sequence[int], policy: Policy) -> list[InventedTry]:
    """Return every lot of people: so many draws for each number and way of being unequal, and one
    where so few people are told in words or not at all, whatever they say."""
    return [
        InventedTry(many, skew, number * len(SKEWS) + place)
        for many in people
        for number in range(1 if many < policy.numbers_from else _DRAWS)
        for place, skew in enumerate(SKEWS)
    ]


def _of(tried: Tried, people: int) -> Tried:
    return {lot: seen for lot, seen in tried.items() if lot.people == people}


def _what_if(
    asked: Questionnaire,
    rows: Sequence[ForecastRow],
    before: Tried,
    ways: Mapping[str, Sequence[WhatPrints]],
) -> Iterator[WhatPrints]:
    """Yield what would be printed of each breakdown as it is, and in each way that was tried."""
    for row in rows:
        seen = [one.breakdowns[row.by] for one in before.values()]
        title = f"{row.title}: {AS_IT_IS.lower()}"
        yield what_would_print(row.by, title, seen, len(split_by(asked, row.by)))
        yield from ways.get(row.by, ())


def _could_gain(row: ForecastRow) -> bool:
    """Say whether a breakdown is not printed as it is in all tries with the people expected."""
    cell = row.expected
    return row.by != LANGUAGE and (cell.kind != "groups" or cell.often < cell.tries)


class _Work:
    """The tries of one forecast, with how many are done."""

    def __init__(self, asked: Questionnaire, policy: Policy, progress: Progress) -> None:
        self._asked, self._policy, self._progress = asked, policy, progress
        self._seed = fingerprint(asked).hex()
        self._done = self._total = 0

    def tried(self, executor: Executor, lots: Sequence[InventedTry]) -> dict[InventedTry, TrySeen]:
        """Return what each lot of people gives."""
        given = (self._asked, self._policy, self._seed)
        order = sorted(lots, key=lambda lot: -lot.people)  # no process is left with a large one
        found = self._results({lot: executor.submit(_one_try, lot, *given) for lot in order})
        return {lot: found[lot] for lot in lots}

    def advice(
        self, executor: Executor, rows: Sequence[ForecastRow], before: Tried
    ) -> tuple[tuple[ForecastAdvice, ...], dict[str, list[WhatPrints]]]:
        """Return what helps breakdowns, each tried with the same people, and what each way that was
        tried would print."""
        seen = {row.by: [one.breakdowns[row.by] for one in before.values()] for row in rows}
        large = all(self._policy.step(lot.people) == "100 and more" for lot in before)
        ways = {
            row.by: [*ways_to_merge(self._asked, row.by, seen[row.by], self._policy)]
            if large
            else []
            for row in rows
        }
        given = (self._asked, self._policy, self._seed)
        after = self._results(
            {
                (way, lot): executor.submit(_one_try_merged, lot, *given, way.by, way.groups)
                for tried in ways.values()
                for way in tried
                for lot in before
            }
        )
        found = tuple(
            advice
            for row in rows
            if (advice := self._advice_on(row, ways[row.by], seen[row.by], after, before))
        )
        return found, {
            row.by: [
                what_would_print(
                    row.by,
                    way.title,
                    [after[way, lot] for lot in before],
                    len(split_by(self._asked, row.by)),
                )
                for way in ways[row.by]
            ]
            for row in rows
        }

    def _advice_on(
        self,
        row: ForecastRow,
        ways: Sequence[CoarserGroups],
        now: Sequence[BreakdownSeen],
        after: Mapping[tuple[CoarserGroups, InventedTry], BreakdownSeen],
        before: Tried,
    ) -> ForecastAdvice | None:
        """Return the way that helps a breakdown; or to leave it out where that is better."""
        tried = [
            advice_of(self._asked, way, now, [after[way, lot] for lot in before]) for way in ways
        ]
        gained = [one for one in tried if one is not None]
        if gained:
            return _best(gained)
        poor = row.expected.kind != "groups"
        return leave_out(self._asked, row, len(ways)) if poor else None

    def _results(self, waiting: Mapping[Key, Future[Outcome]]) -> dict[Key, Outcome]:
        """Wait for the results of some tries, and tell how many are done."""
        self._total += len(waiting)
        found = {}
        for key, one in waiting.items():
            found[key] = one.result()
            self._done += 1
            self._progress(self._done, self._total)
        return found


def _best(ways: Sequence[tuple[float, ForecastAdvice]]) -> ForecastAdvice:
    """Return the first advice (which keeps most groups), unless another gains twice as much."""
    most = max(ways, key=lambda one: one[0])
    return ways[0][1] if most[0] < 2 * ways[0][0] else most[1]


def _one_try(lot: InventedTry, asked: Questionnaire, policy: Policy, seed: str) -> TrySeen:
    return seen_in(asked, lot, policy, _drawing(seed, lot))


def _one_try_merged(
    lot: InventedTry, asked: Questionnaire, policy: Policy, seed: str, by: str, groups: Groups
) -> BreakdownSeen:
    return seen_when_merged(asked, lot, policy, _drawing(seed, lot), by, groups)


def _drawing(seed: str, lot: InventedTry) -> DrawNumbers:
    chance = Random(f"{seed}/{lot.people}/{lot.number}")  # noqa: S311 (invented people)
    return lambda many: np.array([chance.random() for _ in range(many)])


def _said(policy: Policy, expected: int) -> Iterator[str]:
    """Say how a forecast is worked out, and what it leaves out."""
    yield (
        f"{_DRAWS * len(SKEWS)} tries for each column ({len(SKEWS)} below {policy.numbers_from} "
        "people), each with invented people who answer every "
        "question for itself. How people will really answer is not known."
    )
    yield (
        "In a third of the tries the groups of a breakdown are alike, in a third they are unequal, "
        "and in a third very unequal: the smallest may be below ten."
    )
    yield (
        f"A table is printed when at most {policy.most_hidden} % of its numbers are hidden; groups "
        "and neighbouring answers are put together as far as that helps. A breakdown counts as "
        "printed when at least half of its tables are."
    )
    yield (
        "Each breakdown is tried for itself, and without its proof: next to each other, a few more "
        f"numbers may be hidden. Of more than {SAMPLE} questions, each try looks at {SAMPLE}."
    )
    if policy.step(min(expected, _MOST)) != "100 and more":
        yield f"Nothing is split into groups below {policy.breakdowns_from} people."
    if expected > _MOST:
        yield f"More than {_MOST:,} people are tried as {_MOST:,}."


def _said_of_room(asked: Questionnaire, expected: int) -> Iterator[str]:
    """Say what it costs to take more answers than are expected, as is chosen at publishing."""
    most = ASKINGS["partners"].ceiling(expected)
    yield (
        "How many answers are taken at most is chosen when it is published: about twice as many as "
        f"are expected leave room. {cost_of_answers(asked, most).sentence}"
    )
    yield f"Ten times as many cost: {cost_of_answers(asked, 10 * most).words}."
