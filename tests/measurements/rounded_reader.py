"""A reader of printed numbers: what two-way tables tell of small counts, by linear programs.

Each printed count is a range of people; nothing is known of a cell that is not printed. For each
wanted table the reader knows the numbers of the question, of that table, and of what splits it.
It shares no code with the hiding or its audit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from survey.questionnaire.codebook import rows
from survey.questionnaire.model import Multiple, Written
from survey.tally.counting import LANGUAGE
from tests.measurements.printed_numbers import Counts, Number, Table

_ROUGH = 1e-6


@dataclass(frozen=True, slots=True)
class Learnt:
    """Small counts, those that the reader knows, and those not known to be neither nobody nor a
    group large enough to print (the known ones among them)."""

    small: int = 0
    known: int = 0
    narrow: int = 0

    def __add__(self, other: Learnt) -> Learnt:
        return Learnt(self.small + other.small, self.known + other.known,
                      self.narrow + other.narrow)  # fmt: skip


def learnt(counts: Counts, tables: list[Table], numbers: list[Number], step: int) -> Learnt:
    """Return what a reader learns of the small counts of every question, and of every table of
    which anything is printed; step 1: from exact counts."""
    about: dict[str, list[Number]] = {}
    for number in numbers:
        about.setdefault(number.question, []).append(number)
    total = Learnt()
    for table in tables:
        told = any(number.by == table.by for number in about.get(table.question, ()))
        small = _small(counts, table) if told or not table.by else []
        if small:
            total += _Puzzle(counts, table, about, step).learnt(small)
    return total


#: The row and the options of a small group, and how many people it must be able to be: no more than
#: there are in the group, or than gave the answer at all.
_Small = tuple[str, tuple[str, ...], int]


def _small(counts: Counts, table: Table) -> list[_Small]:
    found = []
    for group in table.groups:
        base = counts.people(table.question, (), table.by, group)
        for row in rows(counts.questions[table.question]):
            people = counts.people(table.question, (row.id,), table.by, group)
            gave = counts.people(table.question, (row.id,), "", ())
            high = min(table.t, base, gave) if table.by else table.t
            if high and people < table.t and (people or table.zeros):
                found.append((row.id, group, high))
    return found


@dataclass
class _Puzzle:
    """The linear program of one table: people by row and option of what splits it, last of none."""

    counts: Counts
    table: Table
    about: dict[str, list[Number]]
    step: int
    lines: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        question, by = self.counts.questions[self.table.question], self.table.by
        options = self.counts.options(by) if by else ()
        #: what splits the table, "" for the people who gave it no answer
        self.columns = (*options, "") if by != LANGUAGE else options
        self.rows = [row.id for row in rows(question)]
        self.several = isinstance(question, Multiple | Written)
        height = len(self.rows) + self.several
        self.most = float(self.counts.tally.n + self.step // 2)
        self.size = height * len(self.columns)
        for number in self.about.get(question.id, ()):
            if number.by in ("", by):
                self.lines.append((self._terms(number.rows, number.group), *self._range(number)))
        self._tie(is_text=isinstance(question, Written))

    def _at(self, row: int, column: int) -> int:
        return row * len(self.columns) + column

    def _terms(self, chosen: tuple[str, ...], group: tuple[str, ...]) -> dict[int, int]:
        """Return the unknowns of those who gave an answer in a group (none: everywhere)."""
        held = [self.columns.index(o) for o in group] if group else range(len(self.columns))
        lines = [self.rows.index(row) for row in chosen]
        if not chosen:
            lines = [len(self.rows)] if self.several else [*range(len(self.rows))]
        return {self._at(i, j): 1 for i in lines for j in held}

    def _range(self, number: Number) -> tuple[float, float]:
        if self.step == 1:
            people = self.counts.people(number.question, number.rows, number.by, number.group)
            return people, people
        middle, slack = _nearest(number.count, self.step), self.step // 2
        if number.rows and not number.count:
            return 0, 0
        return max(number.least, middle - slack), middle + slack

    def _tie(self, *, is_text: bool) -> None:
        """Add that nobody is in more than one column, and how a choice of several adds up."""
        base = len(self.rows)
        everyone = {}
        for j, column in enumerate(self.columns):
            people = {self._at(base, j): 1} if self.several else self._column(j)
            everyone |= people
            known = [
                n for n in self.about.get(self.table.by, ()) if n.rows == (column,) and not n.by
            ]
            if known:
                self.lines.append((people, 0, self._range(known[0])[1]))
            if self.several:
                for i in range(base):
                    self.lines.append(({self._at(i, j): 1, self._at(base, j): -1}, -np.inf, 0))
                if not is_text:
                    self.lines.append((self._column(j) | {self._at(base, j): -1}, 0, np.inf))
        self.lines.append((everyone, 0, self.most))

    def _column(self, j: int) -> dict[int, int]:
        return {self._at(i, j): 1 for i in range(len(self.rows))}

    def learnt(self, small: list[_Small]) -> Learnt:
        """Return what is learnt of these small counts."""
        goals = np.zeros((len(small), self.size))
        for k, (row, group, _) in enumerate(small):
            goals[k, [*self._terms((row,), group)]] = 1
        high = np.array([high for *_, high in small])
        narrow = self._missed(goals, np.zeros(len(small)), 1) | self._missed(goals, high, -1)
        known = 0
        for k in narrow:
            low, up = self._solve(goals[k]) @ goals[k], self._solve(-goals[k]) @ goals[k]
            known += ceil(low - _ROUGH) >= floor(up + _ROUGH)
        return Learnt(len(small), known, len(narrow))

    def _missed(self, goals: np.ndarray, ends: np.ndarray, sign: int) -> set[int]:
        """Return the small counts that cannot reach an end: the least (sign 1), or the most."""
        open_, missed = [*range(len(goals))], set()
        while open_:
            first = open_[0]
            for cost in (goals[first] + 1e-3 * goals[open_].sum(axis=0), goals[first]):
                values = goals @ self._solve(sign * cost)
                left = [k for k in open_ if (values[k] - ends[k]) * sign > _ROUGH]
                if first not in left:
                    break
            else:
                missed.add(first)
            open_ = [k for k in left if k != first]
        return missed

    def _solve(self, cost: np.ndarray) -> np.ndarray:
        if not hasattr(self, "_within"):
            entries = [
                (i, j, f) for i, (terms, *_) in enumerate(self.lines) for j, f in terms.items()
            ]
            at_row, at_column, factors = zip(*entries, strict=True)
            matrix = csr_array((factors, (at_row, at_column)), shape=(len(self.lines), self.size))
            self._within = LinearConstraint(matrix, [low for _, low, _ in self.lines],
                                            [high for *_, high in self.lines])  # fmt: skip
        found = milp(cost, bounds=Bounds(0, self.most), constraints=self._within)
        assert found.x is not None, f"no table fits what is printed: {self.table}"
        solution: np.ndarray = found.x
        return solution


def _nearest(people: int, step: int) -> int:
    return step * ((2 * people + step) // (2 * step))
