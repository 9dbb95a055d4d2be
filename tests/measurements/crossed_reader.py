"""The reader who crosses all splitters, and knows one person but for one answer.

Whoever gave the same answers to all splitting questions is in one *crossing*. Tables are printed by
one splitter at a time, so given how many people are in each crossing the questions are free of each
other (but for paths): one unknown for each answer in each crossing is as strong as one for each way
of answering a whole survey, and a survey of 28 questions has some hundred thousand of them.

Whether somebody may have given an answer is found from two sides. *Near*: another survey of whole
people, or of the question alone with everybody in the same crossing, that prints the same. *Far*:
the question with all crossings free and all other questions forgotten, which allows no less than
is true. Where the two differ, everything is solved at once, for a limited time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.disclosure.joint_reader import Answer, Asked
from tests.disclosure.printed_rules import MANY, SILENT, Fact

Person = Mapping[str, Answer]
Crossing = tuple[str, ...]
QUIET = "silent"
#: How many exchanges of two people between crossings are tried.
TRIES = 8


@dataclass
class Program:
    """A linear program that grows: unknowns by name, and rows with a least and a most."""

    places: dict[Any, int] = field(default_factory=dict)
    rows: list[tuple[list[int], list[float], float, float]] = field(default_factory=list)
    least: dict[int, float] = field(default_factory=dict)
    most: dict[int, float] = field(default_factory=dict)

    def at(self, name: Any) -> int:
        """Return the place of an unknown."""
        return self.places.setdefault(name, len(self.places))

    def row(self, terms: Mapping[Any, float], low: float, high: float) -> None:
        """Add what is known of a sum."""
        at = [self.at(name) for name in terms]
        self.rows.append((at, list(terms.values()), low, np.inf if high >= MANY else high))

    def most_of(
        self, terms: Mapping[Any, float], seconds: float, whole: bool = False
    ) -> float | None:
        """Return the most that a sum can be: 0 where nothing fits, None at the limit of time."""
        count = len(self.places)
        cost = np.zeros(count)
        for name, factor in terms.items():
            cost[self.places[name]] -= factor
        indices = np.concatenate([np.array(at, np.int64) for at, *_ in self.rows])
        data = np.concatenate([np.array(factors) for _, factors, *_ in self.rows])
        starts = np.cumsum([0, *(len(at) for at, *_ in self.rows)])
        matrix = csr_array((data, indices, starts), shape=(len(self.rows), count))
        least, most = np.zeros(count), np.full(count, np.inf)
        for place, value in self.least.items():
            least[place] = value
        for place, value in self.most.items():
            most[place] = value
        known = LinearConstraint(
            matrix, [low for *_, low, _ in self.rows], [high for *_, high in self.rows]
        )
        found = milp(cost, constraints=known, bounds=Bounds(least, most),
                     integrality=np.full(count, int(whole)),
                     options={"time_limit": seconds})  # fmt: skip
        if found.status == 2:
            return 0.0
        return float(-found.fun) if found.status == 0 else None


@dataclass(frozen=True)
class CrossedReader:
    """Has what a release tells, as `facts`; `people` are the true ones, to be found again."""

    questions: Sequence[Asked]
    splitters: Sequence[str]
    people: Sequence[Person]
    facts: Sequence[Fact]

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """Return the questions by id."""
        return {one.id: one for one in self.questions}

    @cached_property
    def truth(self) -> NDArray[np.int64]:
        """Return of each fact how many people it counts."""
        return np.array([sum(holds(fact, p) for p in self.people) for fact in self.facts], np.int64)

    @cached_property
    def crossings(self) -> list[Crossing]:
        """Return every way of answering all splitters, silence as one answer."""
        ways = [(*self.asked[by].options, *self.asked[by].other, QUIET) for by in self.splitters]
        return list(product(*ways))

    @cached_property
    def sizes(self) -> dict[Crossing, int]:
        """Return how many people there are in each crossing that has any."""
        found: dict[Crossing, int] = {}
        for person in self.people:
            place = self.crossing(person)
            found[place] = found.get(place, 0) + 1
        return found

    def crossing(self, person: Person) -> Crossing:
        """Return the crossing of a person."""
        return tuple(QUIET if person[by][0] in SILENT else person[by][0] for by in self.splitters)

    def tied(self, question: str) -> set[str]:
        """Return the questions that are tied to one by paths, itself among them."""
        found = {question}
        while True:
            more = {one.id for one in self.questions if one.when
                    and ({one.id, one.when[0]} & found)}  # fmt: skip
            more |= {one.when[0] for one in self.questions if one.id in found and one.when}
            more -= set(self.splitters)
            if more <= found:
                return found
            found |= more

    def is_near(self, person: Person, question: str, answer: Answer) -> bool:
        """Say whether whole people print the same when one gave another answer: they alone, or in
        exchange with somebody who gave it."""
        mine = [i for i, fact in enumerate(self.facts) if question in (fact.question, fact.by)]
        few = [self.facts[i] for i in mine]
        low = np.array([fact.low for fact in few])
        high = np.array([fact.high for fact in few])

        def held(one: Person) -> NDArray[np.int64]:
            return np.array([holds(fact, one) for fact in few], np.int64)

        moved = self.truth[mine] - held(person) + held({**person, question: answer})
        if ((low <= moved) & (moved <= high)).all():
            return True
        for other in self.people:
            if other[question] == answer:
                both = moved - held(other) + held({**other, question: person[question]})
                if ((low <= both) & (both <= high)).all():
                    return True
        return False

    def program(
        self,
        questions: set[str],
        crossings: Sequence[Crossing],
        sizes: Mapping[Crossing, int] | None = None,
    ) -> Program:
        """Return what is known of some questions; `sizes`: the people in each crossing, where they
        are not free."""
        made = Program()
        for place in crossings:
            at = made.at(("people", place))
            if sizes is not None:
                made.least[at] = made.most[at] = sizes.get(place, 0)
        for question in self.questions:
            if question.id in questions and question.id not in self.splitters:
                for place in crossings:
                    self._within(made, question, place)
        for fact in self.facts:
            if fact.question in ("", *self.splitters) or fact.question in questions:
                made.row(dict(self._terms(fact, crossings)), fact.low, fact.high)
        for question_id in (*self.splitters, *questions):
            apart = [made.places.get((question_id, kind)) for kind in SILENT]
            if any(at is not None for at in apart):
                total = Fact(question_id, SILENT, "", (), 0, 0, False)
                terms = dict(self._terms(total, crossings))
                made.row(terms | {(question_id, kind): -1.0 for kind in SILENT}, 0, 0)
        return made

    def _within(self, made: Program, question: Asked, place: Crossing) -> None:
        """Add how the answers to a question in one crossing hold together."""
        id_ = question.id
        rows = ("base",) if question.multiple else question.options
        terms = {(id_, place, row): 1.0 for row in (*rows, *question.other, QUIET)}
        if question.when:
            before, option = question.when
            made.row({**terms, (before, place, option): -1.0}, 0, 0)
            terms[id_, place, "not_asked"] = 1.0
        made.row({**terms, ("people", place): -1.0}, 0, 0)
        if not question.multiple:
            return
        alone = {(id_, place, row): -1.0 for row in question.exclusive}
        base = {(id_, place, "base"): 1.0, **alone}
        free = [(id_, place, row) for row in question.options if row not in question.exclusive]
        for row in free:
            made.row({**base, row: -1.0}, 0, MANY)
        made.row({**dict.fromkeys(free, 1.0), **{k: -v for k, v in base.items()}}, 0, MANY)

    def _terms(self, fact: Fact, crossings: Sequence[Crossing]) -> Iterator[tuple[Any, float]]:
        """Yield the unknowns that a fact sums up."""
        id_, rows = fact.question, set(fact.rows)
        if len(rows & set(SILENT)) == 1:
            yield (id_, next(iter(rows))), 1.0
            return
        if rows >= set(SILENT):
            rows = rows - set(SILENT) | {QUIET}
        if id_ and self.asked[id_].multiple and rows == set(self.asked[id_].options):
            rows = {"base"}
        inside = self.splitters.index(fact.by) if fact.by else -1
        for place in crossings:
            if fact.by and place[inside] not in fact.group:
                continue
            if not id_:
                yield ("people", place), 1.0
            elif id_ in self.splitters:
                if place[self.splitters.index(id_)] in rows:
                    yield ("people", place), 1.0
            else:
                yield from (((id_, place, row), 1.0) for row in rows)

    def knows(self, made: Program, person: Person, questions: set[str]) -> None:
        """Add that somebody gave the answers of a person to some questions, in one crossing."""
        place = self.crossing(person)
        for question in questions - set(self.splitters):
            for terms in given(self.asked[question], place, person[question]):
                made.row(terms, 1, MANY)

    def may(self, person: Person, question: str, answer: Answer, seconds: float) -> bool | None:
        """Say whether a person may have given an answer to a question; None where that was not
        found out."""
        if self.is_near(person, question, answer):
            return True
        moved = {**person, question: answer}
        rest = [self.tied(one.id) for one in self.questions if one.id not in self.splitters]
        tied = rest if question in self.splitters else [self.tied(question)]
        for sizes in self._exchanges(person, moved):
            if all(self._fits(moved, some, list(sizes), seconds, sizes) for some in tied):
                return True
        if any(self._fits(moved, some, self.crossings, seconds) is False for some in tied):
            return False
        every = set().union(*rest)
        places = list({**self.sizes, self.crossing(moved): 1})
        near = self._fits(moved, every, places, seconds)
        return near or self._fits(moved, every, self.crossings, seconds)

    def _exchanges(self, person: Person, moved: Person) -> Iterator[dict[Crossing, int]]:
        """Yield people in each crossing when one person moves: alone, or for somebody else."""
        here, there = self.crossing(person), self.crossing(moved)
        alone = Counter(self.sizes)
        alone.update({there: 1})
        alone.subtract({here: 1})
        yield dict(alone)
        if here == there:
            return
        (at,) = (i for i, (one, other) in enumerate(zip(here, there, strict=True)) if one != other)
        others = [place for place in self.sizes if place[at] == there[at]]
        for place in sorted(others, key=lambda one: -self.sizes[one])[:TRIES]:
            both = Counter(alone)
            both.update({(*place[:at], here[at], *place[at + 1 :]): 1})
            both.subtract({place: 1})
            yield dict(both)

    def _fits(
        self,
        person: Person,
        questions: set[str],
        places: Sequence[Crossing],
        seconds: float,
        sizes: Mapping[Crossing, int] | None = None,
    ) -> bool | None:
        """Say whether somebody like this may be among the people: among whole people where the
        `sizes` of crossings are given."""
        made = self.program(questions, places, sizes)
        self.knows(made, person, questions)
        there = {("people", self.crossing(person)): 1.0}
        most = made.most_of(there, seconds, whole=sizes is not None)
        return None if most is None else most >= 1 - 1e-6


def given(question: Asked, place: Crossing, answer: Answer) -> Iterator[dict[Any, float]]:
    """Yield sums of which each counts at least somebody who gave this answer in a crossing."""
    id_ = question.id
    if answer[0] in SILENT:
        yield {(id_, place, QUIET): 1.0}
    elif not question.multiple or answer[0] not in question.options:
        yield {(id_, place, answer[0]): 1.0}
    else:
        for option in question.options:
            yes = (id_, place, option)
            if option in answer:
                yield {yes: 1.0}
            else:
                yield {(id_, place, "base"): 1.0, yes: -1.0}


def holds(fact: Fact, person: Person) -> bool:
    """Say whether a fact counts a person."""
    if fact.question and set(fact.rows).isdisjoint(person[fact.question]):
        return False
    return not fact.by or not set(fact.group).isdisjoint(person[fact.by])
