"""The strongest reader there can be: one unknown for every way of answering a whole survey.

It shares no code with `survey.disclosure`, and no way of thinking: there are no cells and no sums
of tables here, only people. Whatever is printed is a number of people of some kinds. What it knows
beside that is the questionnaire: which answers exclude each other, and who is asked what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

#: One person's answer to one question: the options chosen, or one kind of missing in a tuple.
Answer = tuple[str, ...]
#: The wave in which a person came, then their answer to each question in order.
Kind = tuple[Any, ...]
SILENT = ("skipped", "rather_not_say")


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


@dataclass
class JointReader:
    """Knows how many people came in each wave, and what `learns` told."""

    questions: Sequence[Asked]
    waves: Sequence[Sequence[Mapping[str, Answer]]]
    kinds: dict[Kind, int] = field(default_factory=dict)
    facts: dict[frozenset[int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = {question.id: i + 1 for i, question in enumerate(self.questions)}
        for kind in product(range(len(self.waves)), *(self._ends(q) for q in self.questions)):
            if all(self._fits(kind, q) for q in self.questions):
                self.kinds[kind] = len(self.kinds)
        self.truth = np.zeros(len(self.kinds), np.int64)
        for wave, people in enumerate(self.waves):
            for person in people:
                self.truth[self.kinds[self.kind_of(wave, person)]] += 1
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
        """What a person's entries come to: off the path nothing counts."""
        kind: list[Any] = [wave]
        for question in self.questions:
            given = person.get(question.id, ())
            if question.when and question.when[1] not in kind[self.place[question.when[0]]]:
                kind.append(("not_asked",))
            elif not given:
                kind.append(("skipped",))
            elif given == ("_rns",):
                kind.append(("rather_not_say",))
            else:
                kind.append(tuple(o for o in (*question.options, *question.other) if o in given))
        return tuple(kind)

    def who(self, holds: Callable[[Kind], bool]) -> list[int]:
        """The kinds of people of whom something holds."""
        return [i for kind, i in self.kinds.items() if holds(kind)]

    def learns(self, holds: Callable[[Kind], bool]) -> None:
        """Learn exactly how many people there are of whom something holds."""
        inside = self.who(holds)
        self.facts[frozenset(inside)] = int(self.truth[inside].sum())

    def reads(
        self, release: Any, groups: Mapping[str, Sequence[str]], waves: Iterable[int]
    ) -> None:
        """Learn the exact number behind everything that a release prints of some waves; `groups`:
        the options of each column by its id, where it is not one option of that name."""
        counted = frozenset(waves)
        for result in release.questions:
            if result.form == "numbers":
                self._reads(result, groups, counted)

    def _reads(
        self, result: Any, groups: Mapping[str, Sequence[str]], waves: frozenset[int]
    ) -> None:
        at = self.place[result.id]
        options = {row.id for row in result.rows}

        def told(shown: Any, rows: Iterable[str], by: str = "", column: str = "") -> None:
            wanted, inside = frozenset(rows), frozenset(groups.get(column, (column,)))
            if not shown.hidden:
                self.learns(
                    lambda kind: kind[0] in waves and not wanted.isdisjoint(kind[at])
                    and (not by or not inside.isdisjoint(kind[self.place[by]]))
                )  # fmt: skip

        told(result.base, options)
        for row in result.rows:
            told(row.shown, [row.id])
        for row in result.missing:
            told(row.shown, SILENT if row.kind == "no_answer" else [row.kind])
        for split in result.breakdowns:
            for j, category in enumerate(split.categories):
                told(category.base, options, split.by, category.id)
                for row, cells in zip(split.row_ids, split.cells, strict=True):
                    told(cells[j], [row], split.by, category.id)

    def _program(self) -> tuple[Any, np.ndarray]:
        rows = np.repeat(np.arange(len(self.facts)), [len(fact) for fact in self.facts])
        columns = np.array([i for fact in self.facts for i in fact])
        shape = (len(self.facts), len(self.kinds))
        matrix = csr_array((np.ones(len(columns)), (rows, columns)), shape=shape)
        return matrix, np.array(list(self.facts.values()), float)

    def ends(self, inside: Sequence[int]) -> tuple[float, float]:
        """Least and most people of some kinds, by a linear program."""
        matrix, right = self._program()
        cost = np.zeros(len(self.kinds))
        cost[list(inside)] = 1
        low, high = (
            linprog(sign * cost, A_eq=matrix, b_eq=right, method="highs") for sign in (1, -1)
        )
        assert low.status == high.status == 0, (low.message, high.message)
        return round(low.fun, 4), round(-high.fun, 4)

    def whole(self, inside: Sequence[int], least: int, most: int) -> bool:
        """Say whether whole people fit, of whom so many are of some kinds."""
        matrix, right = self._program()
        row = np.zeros((1, len(self.kinds)))
        row[0, list(inside)] = 1
        found = milp(
            np.zeros(len(self.kinds)),
            integrality=np.ones(len(self.kinds)),
            bounds=Bounds(0, np.inf),
            constraints=[
                LinearConstraint(matrix, right, right),
                LinearConstraint(row, least, most),
            ],
            options={"time_limit": 20},
        )
        if found.x is None:
            return False
        people = np.rint(found.x).astype(np.int64)
        return bool(
            np.array_equal(matrix @ people, right) and least <= people[list(inside)].sum() <= most
        )

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

    def _small(
        self, question: Asked, by: str, column: Sequence[str], span: frozenset[int]
    ) -> Iterator[tuple[str, list[int], int, int]]:
        split = {q.id: q for q in self.questions}.get(by)
        t = 10 if question.sensitive or (split and split.sensitive) else 5
        group, at = frozenset(column), self.place[question.id]

        def people(rows: Iterable[str]) -> list[int]:
            wanted = frozenset(rows)
            return self.who(
                lambda kind: kind[0] in span and not wanted.isdisjoint(kind[at])
                and (not by or not group.isdisjoint(kind[self.place[by]]))
            )  # fmt: skip

        base = int(self.truth[people(question.options)].sum())
        careful = question.sensitive or bool(split and split.sensitive)
        for row in (*question.options, *(() if by else question.other)):
            inside = people([row])
            count = int(self.truth[inside].sum())
            name = f"{question.id}/{row}@{by}:{'+'.join(column)} of {sorted(span)}"
            most = min(t, base) if by else t
            if most and (0 < count < t or (count == 0 and careful and row != "dont_know")):
                yield name, inside, 0, most
            if row in question.options and count == base >= t:
                yield f"{name} (all of them)", inside, base - t, base
