"""A reader of a council's rounds who knows the rules, and one member's own ratings.

It shares no way of thinking with `survey.disclosure`: it goes through all ways in which members
could have rated, keeps those that would be printed the same, and looks at what they have in common.
A member's rating is known for sure where it is one and the same in all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, product
from random import Random

import numpy as np
from numpy.typing import NDArray

from survey.delphi.form.pseudonymous_answers import RoundAnswers
from survey.delphi.life.council_life import RoundKind
from survey.delphi.rule import CouncilPolicy
from survey.disclosure.council.protect_round import RoundFacts, protect_round
from survey.disclosure.council.round_release import (
    RoundHeading,
    RoundIntegrity,
    RoundRelease,
    StatementShown,
)

POLICY = CouncilPolicy()
#: What one member rated in each round; None is nothing.
Life = tuple[int | None, ...]


def facts(
    number: int, people: int, kind: RoundKind = "rate", items: Sequence[str] = ()
) -> RoundFacts:
    """Give facts of a round in which `people` took part."""
    heading = RoundHeading(
        council="words",
        title={"en": "Words"},
        practice=False,
        number=number,
        kind=kind,
        opened_on="2030-01-01",
        closed_on="2030-01-08",
        released_on="2030-01-09",
        shares=3,
        threshold=2,
        closed_set="00",
    )
    return RoundFacts(
        heading=heading,
        words={"S1": "Reports should get an answer within a day."},
        invited=40,
        joined=40,
        started=[(people, people)] * number,
        integrity=RoundIntegrity(envelopes=people, counted=people),
        items=items,
    )


def rated(number: int, ratings: Sequence[int | None], roles: Mapping[int, str]) -> RoundAnswers:
    """Give the answers of a round; members are known by their place."""
    own = {bytes([who]): rating for who, rating in enumerate(ratings) if rating is not None}
    return RoundAnswers(
        number=number,
        kind="rate",
        members=frozenset(own),
        ratings={("S1", ""): dict(own)},
        roles={bytes([who]): role for who, role in roles.items()},
    )


def publish(
    lives: Sequence[Life], roles: Mapping[int, str] | None = None, policy: CouncilPolicy = POLICY
) -> list[StatementShown]:
    """Publish every round in which these members rated, and give the statement of each."""
    answers: list[RoundAnswers] = []
    before: list[RoundRelease] = []
    for number, ratings in enumerate(zip(*lives, strict=True), 1):
        answers.append(rated(number, ratings, roles or {}))
        people = len(answers[-1].members)
        before.append(protect_round(answers, facts(number, people), before, policy))
    return [release.statements[0] for release in before]


def groups_of(points: Sequence[int], people: int) -> Iterator[tuple[int, ...]]:
    """Give every group of so many ratings from these points, in order of size."""
    return combinations_with_replacement(points, people)


def by_role(
    survivors: int, others: int, points: Sequence[int]
) -> Iterator[tuple[str, dict[str, Sequence[int]]]]:
    """Publish every way in which so many survivors and others could have rated."""
    roles = {who: "survivor" if who < survivors else "other" for who in range(survivors + others)}
    for one in groups_of(points, survivors):
        for two in groups_of(points, others):
            (shown,) = publish([(rating,) for rating in one + two], roles)
            yield shown.model_dump_json(), {"survivor": one, "other": two}


def some_council(rng: Random, people: int, rounds: int) -> list[Life]:
    """Invent a council that agrees, or is divided, or neither, and whose members come and go."""
    weights = rng.choice(([1] * 9, [0, 0, 0, 0, 1, 2, 4, 6, 8], [6, 3, 1, 0, 0, 0, 1, 3, 6]))
    keep, away = rng.choice((0.3, 0.6, 0.9)), rng.choice((0, 0.05, 0.3))
    lives = []
    for _ in range(people):
        last, life = 0, list[int | None]()
        for _ in range(rounds):
            if not last or rng.random() > keep:
                (last,) = rng.choices(range(1, 10), weights)
            life.append(None if rng.random() < away else last)
        lives.append(tuple(life))
    return lives


def surely_known(worlds: Iterable[tuple[str, Mapping[str, Sequence[int]]]]) -> list[object]:
    """Give what one member can know for sure of the others, in any of the worlds.

    A world is what is printed, and the ratings of each group that a member can tell apart.
    """
    common: dict[tuple[str, str, int, str], set[int]] = defaultdict(set)
    for printed, groups in worlds:
        counts = {name: Counter(ratings) for name, ratings in groups.items()}
        for own_group, own in ((name, one) for name, given in counts.items() for one in given):
            for name, given in counts.items():
                rest = given - Counter([own]) if name == own_group else given
                if rest:
                    common[printed, own_group, own, name] |= rest.keys()
    return [found for found, values in common.items() if len(values) == 1]


@dataclass
class TwoRounds:
    """Exhaustive attack on two rounds with `left` members gone and `joined` come in between.

    The reader knows who left and came. `others` is how many of the other members, at most, are
    taken to have changed their rating; None is any. `enough` is how many have to change before
    new numbers are shown; with 0 they always are.
    """

    points: Sequence[int]
    before: int
    left: int
    joined: int
    others: int | None = None
    enough: int = 3
    common: dict[tuple[object, ...], NDArray[np.int64]] = field(default_factory=dict)

    def known(self) -> list[object]:
        """Give every rating of another member that some member knows for sure."""
        self.second = self._all(self.before - self.left + self.joined)
        first = self._all(self.before)
        self.numbers, self.parts, _ = self._printed(self.second)
        codes, _, self.first_apart = self._printed(first)
        for place, row in enumerate(first):
            for gone in self._all(self.left):
                if (row >= gone).all():
                    for come in self._all(self.joined):
                        self._owners(codes[place], int(self.first_apart[place]), row - gone,
                                     gone, come)  # fmt: skip
        return [
            (own, code, target)
            for own, found in self.common.items()
            for code, target in np.argwhere((found > 0) & (found & (found - 1) == 0))
        ]

    def _all(self, people: int) -> NDArray[np.int64]:
        rows = [[group.count(p) for p in self.points] for group in groups_of(self.points, people)]
        return np.array(rows, dtype=np.int64)

    def _printed(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """Number what is printed of each group: in numbers, as a part of the scale; and count the
        ratings that are not the commonest."""
        numbers: dict[object, int] = {}
        parts: dict[object, int] = {}
        out = []
        for row in rows:
            ratings = [p for p, count in zip(self.points, row, strict=True) for _ in range(count)]
            (shown,) = publish([(rating,) for rating in ratings])
            middle = float(np.median(ratings))
            third = "low" if middle < 3.5 else "middle" if middle < 6.5 else "high"
            key = (third, shown.verdict)
            full = (shown.median, shown.q1, shown.q3, shown.views, *key)
            out.append((
                numbers.setdefault(full, 2 * len(numbers) + 1),
                parts.setdefault(key, 2 * len(parts) + 2),
                row.sum() - row.max(),
            ))  # fmt: skip
            if shown.third is not None:
                out[-1] = (out[-1][1], *out[-1][1:])
        return tuple(np.array(column, dtype=np.int64) for column in zip(*out, strict=True))

    def _owners(
        self,
        printed: int,
        apart: int,
        stayed: NDArray[np.int64],
        gone: NDArray[np.int64],
        come: NDArray[np.int64],
    ) -> None:
        """Take each member in turn as the reader, who knows their own ratings."""
        size = range(len(self.points))
        one = np.eye(len(self.points), dtype=np.int64)
        for a, b in product(size, size):
            if stayed[a]:
                self._learn(("stayed", a, b, printed), apart, stayed - one[a], gone, come, one[b],
                            changed=int(a != b))  # fmt: skip
        for a in size:
            if gone[a]:
                self._learn(("left", a, printed), apart, stayed, gone - one[a], come, 0 * gone)
            if come[a]:
                self._learn(("came", a, printed), apart, stayed, gone, come - one[a], one[a])

    def _learn(
        self,
        own: tuple[object, ...],
        apart: int,
        stayed: NDArray[np.int64],
        gone: NDArray[np.int64],
        come: NDArray[np.int64],
        own_now: NDArray[np.int64],
        changed: int = 0,
    ) -> None:
        """Add all second rounds that fit to what this reader holds possible."""
        now = self.second - come - own_now
        here, people = (now >= 0).all(axis=1), stayed.sum()
        least = people - np.minimum(now, stayed).sum(axis=1)
        most = people - np.maximum((now + stayed).max(axis=1) - people, 0)
        if self.others is not None:
            here, most = here & (least <= self.others), np.minimum(most, self.others)
        least_apart = self.enough + 2 + self.left + self.joined if self.enough else 0
        tight = apart + self.second.sum(axis=1) - self.second.max(axis=1) < least_apart
        codes = np.where(tight, self.parts, self.numbers)
        bits = 1 << np.arange(len(self.points))
        masks = np.empty((len(now), 4), dtype=np.int64)
        masks[:, 0], masks[:, 2], masks[:, 3] = (
            (group > 0) @ bits for group in (stayed, gone, come)
        )
        masks[:, 1] = (now > 0) @ bits
        found = self.common.setdefault(
            own, np.zeros((2 * len(self.second) + 3, 4), dtype=np.int64)
        )  # fmt: skip
        nothing, told = least + changed < self.enough, most + changed >= self.enough
        for fits, code in ((nothing, 0 * codes), (told, codes)):
            chosen = here & fits
            np.bitwise_or.at(found, code[chosen], masks[chosen])


def expected(lives: Sequence[Life], enough: int = 3) -> str:
    """Say what the second of two rounds shows by the rules as they are written, if the first
    showed something: "nothing", the "part" of the scale, or "numbers"."""
    one, two = ([life[side] for life in lives if life[side] is not None] for side in (0, 1))
    stayed = [life for life in lives if None not in life]
    moved = len(one) + len(two) - 2 * len(stayed)
    apart = sum(len(side) - max(Counter(side).values()) for side in (one, two))
    if len(two) < 5 or (moved and sum(a != b for a, b in stayed) < enough):
        return "nothing"
    q1, q3 = np.percentile(np.array(two, dtype=float), (25, 75))
    return "part" if q1 == q3 or (moved and apart < enough + 2 + moved) else "numbers"


def another_world(
    lives: Sequence[Life], target: tuple[int, int], rng: Random, tries: int = 3000
) -> list[Life] | None:
    """Find other ratings that would be printed the same, and in which a member's rating is another.

    `target` is (member, round); member 0 is the reader, whose ratings stay as they are. None where
    none was found in so many tries.
    """
    truth = publish(lives)
    member, number = target
    for _ in range(tries):
        changed = [list(life) for life in lives]
        for _ in range(rng.choice((1, 1, 2, 3, 4))):
            _alter(changed, number if rng.random() < 0.5 else rng.randrange(len(lives[0])), rng)
        if changed[member][number] != lives[member][number]:
            world = [tuple(life) for life in changed]
            if publish(world) == truth:
                return world
    return None


def _alter(lives: list[list[int | None]], number: int, rng: Random) -> None:
    """Exchange two members' ratings of one round or of all, move one, or move all that are one."""
    there = [who for who in range(1, len(lives)) if lives[who][number] is not None]
    if not there:
        return
    one, two = lives[rng.choice(there)], lives[rng.choice(there)]
    value, step = one[number], rng.choice((-2, -1, 1, 2))
    assert value is not None
    match rng.choice(("round", "round", "lives", "kept", "one", "all", "ever")):
        case "round":
            one[number], two[number] = two[number], one[number]
        case "lives":
            for place, pair in enumerate(zip(one, two, strict=True)):
                if None not in pair:
                    two[place], one[place] = pair
        case "kept":
            one[:], two[:] = _as(one, two), _as(two, one)
        case "one":
            one[number] = min(9, max(1, value + step))
        case scope:
            for life in lives[1:]:
                for place, rating in enumerate(life):
                    if rating == value and (place == number or scope == "ever"):
                        life[place] = min(9, max(1, value + step))


def _as(life: list[int | None], other: list[int | None]) -> list[int | None]:
    """Give a life with the ratings of another, who would not have changed where they were not."""
    ratings = [rating for rating in other if rating is not None]
    kept, last = [], ratings[0]
    for own, rating in zip(life, other, strict=True):
        last = last if rating is None else rating
        kept.append(None if own is None else last)
    return kept
