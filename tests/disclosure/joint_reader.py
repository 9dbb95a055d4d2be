"""The strongest reader there can be: one unknown for every way of answering a whole survey.

It shares no code with `survey.disclosure`, and no way of thinking: there are no cells and no sums
of tables here, only people. Whatever is printed is a number of people of some kinds. What it knows
beside that is the questionnaire: which answers exclude each other, and who is asked what.

It reads a release as it is printed: rounded counts and public rules, as ranges. The `exact` reader
is told the number behind everything that is printed; nobody is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.disclosure.printed_rules import MANY, SILENT, Fact, facts, reaches

#: One person's answer to one question: the options chosen, or one kind of missing in a tuple.
Answer = tuple[str, ...]
#: The wave in which a person came, then their answer to each question in order.
Kind = tuple[Any, ...]


def blank(kind: Kind) -> bool:
    """Say whether nothing was answered: that is counted apart, and nobody among the people."""
    return all(answer in (("skipped",), ("not_asked",)) for answer in kind[1:])


@dataclass(frozen=True)
class Asked:
    """A question as the reader knows it. `when`: (question id, option) for those who are asked."""

    id: str
    options: tuple[str, ...]
    multiple: bool = False
    exclusive: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    when: tuple[str, str] | None = None
    sensitive: bool = False

    def answers(self) -> Iterator[Answer]:
        """Every way in which the question can end for somebody who is asked."""
        if self.multiple:
            free = [option for option in self.options if option not in self.exclusive]
            yield from chain(*(combinations(free, k) for k in range(1, len(free) + 1)))
            yield from ((option,) for option in self.exclusive)
        else:
            yield from ((option,) for option in self.options)
        yield from ((kind,) for kind in (*SILENT, *self.other))


def answers_of(questions: Sequence[Asked], person: Mapping[str, Answer]) -> dict[str, Answer]:
    """What a person's entries come to: off the path nothing counts."""
    said: dict[str, Answer] = {}
    for question in questions:
        given = person.get(question.id, ())
        if question.when and question.when[1] not in said[question.when[0]]:
            said[question.id] = ("not_asked",)
        elif not given:
            said[question.id] = ("skipped",)
        elif given == ("_rns",):
            said[question.id] = ("rather_not_say",)
        else:
            said[question.id] = tuple(o for o in (*question.options, *question.other) if o in given)
    return said


@dataclass
class JointReader:
    """Knows what `learns` told: the least and most people of some kinds. `exact`: also how many
    came in each wave, and the number behind everything printed."""

    questions: Sequence[Asked]
    waves: Sequence[Sequence[Mapping[str, Answer]]]
    exact: bool = False
    kinds: dict[Kind, int] = field(default_factory=dict)
    facts: dict[frozenset[int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = {question.id: i + 1 for i, question in enumerate(self.questions)}
        for kind in product(range(len(self.waves)), *(self._ends(q) for q in self.questions)):
            if not blank(kind) and all(self._fits(kind, q) for q in self.questions):
                self.kinds[kind] = len(self.kinds)
        self.truth = np.zeros(len(self.kinds), np.int64)
        for wave, people in enumerate(self.waves):
            for kind in (self.kind_of(wave, person) for person in people):
                if not blank(kind):
                    self.truth[self.kinds[kind]] += 1
            if self.exact:
                self.learns(lambda kind, wave=wave: kind[0] == wave)

    def _ends(self, question: Asked) -> list[Answer]:
        return [*question.answers(), *([("not_asked",)] if question.when else [])]

    def _fits(self, kind: Kind, question: Asked) -> bool:
        if question.when is None:
            return True
        before, option = question.when
        return (option in kind[self.place[before]]) == (
            kind[self.place[question.id]] != ("not_asked",)
        )

    def kind_of(self, wave: int, person: Mapping[str, Answer]) -> Kind:
        """What a person's entries come to in a wave."""
        return (wave, *answers_of(self.questions, person).values())

    def who(self, holds: Callable[[Kind], bool]) -> list[int]:
        """The kinds of people of whom something holds."""
        return [i for kind, i in self.kinds.items() if holds(kind)]

    def learns(
        self, holds: Callable[[Kind], bool], low: int | None = None, high: int = MANY
    ) -> None:
        """Learn how many people there are of whom something holds: exactly, or at least and at
        most so many. What is learnt is true, or the rules of printing were not kept."""
        inside = self.who(holds)
        people = int(self.truth[inside].sum())
        if low is None:
            low = high = people
        assert low <= people <= high, (low, people, high)
        least, most = self.facts.get(frozenset(inside), (0, MANY))
        self.facts[frozenset(inside)] = max(low, least), min(high, most)

    def reads(self, release: Any, waves: Iterable[int]) -> None:
        """Learn everything that a release tells of some waves."""
        counted = frozenset(waves)
        paths = {q.id: q.when[0] for q in self.questions if q.when}
        careful = {q.id for q in self.questions if q.sensitive}
        for fact in facts(release, {id_ for id_, before in paths.items() if before in careful}):
            if fact.shown or not self.exact:
                self._reads(fact, counted)

    def _reads(self, fact: Fact, waves: frozenset[int]) -> None:
        rows, group = frozenset(fact.rows), frozenset(fact.group)

        def holds(kind: Kind) -> bool:
            if kind[0] not in waves or (
                fact.question and rows.isdisjoint(kind[self.place[fact.question]])
            ):
                return False
            return not fact.by or not group.isdisjoint(kind[self.place[fact.by]])

        if self.exact:
            self.learns(holds)
        else:
            self.learns(holds, fact.low, fact.high)

    def _program(self) -> LinearConstraint:
        rows = np.repeat(np.arange(len(self.facts)), [len(fact) for fact in self.facts])
        columns = np.array([i for fact in self.facts for i in fact])
        shape = (len(self.facts), len(self.kinds))
        matrix = csr_array((np.ones(len(columns)), (rows, columns)), shape=shape)
        low, high = np.array(list(self.facts.values()), float).T
        return LinearConstraint(matrix, low, np.where(high >= MANY, np.inf, high))

    def ends(self, inside: Sequence[int]) -> tuple[float, float]:
        """Least and most people of some kinds, by a linear program."""
        program = self._program()
        cost = np.zeros(len(self.kinds))
        cost[list(inside)] = 1
        low, high = (milp(sign * cost, constraints=program) for sign in (1, -1))
        assert low.status == high.status == 0, (low.message, high.message)
        return round(low.fun, 4), round(-high.fun, 4)

    def whole(self, inside: Sequence[int], least: int, most: int) -> bool:
        """Say whether whole people fit, of whom so many are of some kinds."""
        program = self._program()
        row = np.zeros((1, len(self.kinds)))
        row[0, list(inside)] = 1
        found = milp(
            np.zeros(len(self.kinds)),
            integrality=np.ones(len(self.kinds)),
            bounds=Bounds(0, np.inf),
            constraints=[program, LinearConstraint(row, least, most)],
            options={"time_limit": 20},
        )
        if found.x is None:
            return False
        people = np.rint(found.x).astype(np.int64)
        fits = program.A @ people
        return bool(
            (program.lb <= fits).all() and (fits <= program.ub).all()
            and least <= people[list(inside)].sum() <= most
        )  # fmt: skip

    def secrets(
        self, printed: Iterable[tuple[str, str]], columns: Mapping[str, Sequence[Sequence[str]]],
        spans: Sequence[frozenset[int]],
    ) -> Iterator[tuple[str, list[int], int, int]]:  # fmt: skip
        """Every number that may not be known: its name, its people, and what a reader must be
        unable to exclude (at most so few, at least so many). `printed`: (question, by)."""
        tables = set(printed)
        for question in self.questions:
            for span in spans:
                yield from self._small(question, "", (), span)
                for by in (by for x, by in sorted(tables) if x == question.id):
                    for column in columns[by]:
                        yield from self._small(question, by, column, span)

    def untold(
        self, sums: Iterable[tuple[str, Sequence[str]]], spans: Sequence[frozenset[int]]
    ) -> Iterator[tuple[str, list[int], int, int]]:
        """Small numbers of people who gave another answer than those of a sum, and of some waves
        who gave any of them: as `secrets` says of single answers."""
        asked = {question.id: question for question in self.questions}
        for (id_, options), span in product(sorted(sums), spans):
            question, at, some = asked[id_], self.place[id_], frozenset(options)
            valid, t = frozenset(question.options), 10 if question.sensitive else 5
            for gave in (True, False):

                def holds(kind: Kind, gave: bool = gave, at: int = at, span: Any = span,
                          some: Any = some, valid: Any = valid) -> bool:  # fmt: skip
                    there = kind[0] in span and not valid.isdisjoint(kind[at])
                    return there and some.isdisjoint(kind[at]) != gave

                inside = self.who(holds)
                count = int(self.truth[inside].sum())
                if 0 < count < t or (count == 0 and question.sensitive):
                    yield f"{id_}/{'+'.join(options)} {gave} of {sorted(span)}", inside, 0, t

    def _small(
        self, question: Asked, by: str, column: Sequence[str], span: frozenset[int]
    ) -> Iterator[tuple[str, list[int], int, int]]:
        split = {q.id: q for q in self.questions}.get(by)
        t = 10 if question.sensitive or (split and split.sensitive) else 5
        group, at = frozenset(column), self.place[question.id]

        def people(rows: Iterable[str], anywhere: bool = not by) -> list[int]:
            wanted = frozenset(rows)
            return self.who(
                lambda kind: kind[0] in span and not wanted.isdisjoint(kind[at])
                and (anywhere or not group.isdisjoint(kind[self.place[by]]))
            )  # fmt: skip

        base = int(self.truth[people(question.options)].sum())
        careful = question.sensitive or bool(split and split.sensitive)
        for row in (*question.options, *(() if by else question.other)):
            inside = people([row])
            count = int(self.truth[inside].sum())
            name = f"{question.id}/{row}@{by}:{'+'.join(column)} of {sorted(span)}"
            gave = int(self.truth[people([row], anywhere=True)].sum())
            most = reaches(t, base, gave) if by else t
            if most and (0 < count < t or (count == 0 and careful and row != "dont_know")):
                yield name, inside, 0, most
            if row in question.options and count == base >= t:
                yield f"{name} (all of them)", inside, base - t, base
