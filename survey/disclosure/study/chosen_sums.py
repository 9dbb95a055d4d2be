"""Which sums of answers are printed: those for which nothing else has to be hidden.

What is printed and hidden without them is settled before, and stays. It must not know a page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from survey.disclosure.arrays import Ints
from survey.disclosure.reader.hiding import fixed_cells
from survey.disclosure.reader.ranges import Demand, SumArrays, demanded, propagated
from survey.disclosure.reader.whole_tables import Part, Pieces, Search
from survey.disclosure.rounding import nearest
from survey.disclosure.study.answer_sums import Options, sums_of
from survey.disclosure.system.building import ALL, PrintPlan, Study
from survey.disclosure.system.cell_key import CellKey, sum_row
from survey.disclosure.system.cells import Slice
from survey.disclosure.system.linear_system import Cell, System
from survey.disclosure.system.release_history import LinkedSystems

#: A sum of a question.
Wanted = tuple[str, Options]


@dataclass(frozen=True, slots=True)
class WithSums:
    """A plan with the sums that are printed, its system, and what is stated beside them."""

    plan: PrintPlan
    system: System
    stated: frozenset[str]


def with_sums(
    systems: LinkedSystems,
    settled: WithSums,
    hidden: frozenset[str],
    without: Collection[str],
) -> WithSums:
    """Return a settled plan with every sum that needs nothing else hidden: one after the other, in
    the order of `sums_of`, none of the questions `without`.

    A sum is printed where it holds no small group and its base is printed, and where all that is
    demanded of what is not printed can be shown beside it, of those who gave another answer too.
    """
    study = systems.study
    wanted = list(_candidates(study, settled, hidden, without))
    if not wanted:
        return settled
    wide = replace(settled.plan, sums=frozenset(wanted))
    choice = _Choice(systems.system(wide), wanted, hidden, settled.stated, study, wide)
    chosen = choice.made()
    plan = replace(settled.plan, sums=frozenset(chosen))
    system = systems.system(plan)
    stated = frozenset(cell for cell in choice.stated if cell in system.cells)
    return WithSums(plan, system, stated)


def _candidates(
    study: Study, settled: WithSums, hidden: frozenset[str], without: Collection[str]
) -> Iterator[Wanted]:
    """Return the sums that hold no small group, of questions whose base is printed: the first of
    each question, then the second."""
    step, language = study.policy.count_rounding, study.q.languages[0]
    found = []
    for question in study.q.questions():
        base = settled.system.cells.get(str(CellKey(question.id, "base")))
        if question.id in without or base is None or base.id in hidden:
            continue
        if question.id not in settled.plan.questions or base.role != "printable":
            continue
        least = study.policy.t(question.sensitive)
        counts = (
            (one.options, study.together(question, one.options))
            for one in sums_of(question, language)
        )
        found.append(
            [(question.id, options) for options, n in counts if n >= least and nearest(n, step)]
        )
    for row in zip_longest(*found):
        yield from (one for one in row if one is not None)


class _Choice:
    """The sums of one release, taken or left."""

    def __init__(
        self,
        system: System,
        wanted: list[Wanted],
        hidden: frozenset[str],
        stated: frozenset[str],
        study: Study,
        plan: PrintPlan,
    ) -> None:
        self._sums, self._wanted, self._hidden = SumArrays(system), wanted, hidden
        self.stated = set(stated)
        self._step = study.policy.count_rounding
        self._splitters = {by for _, by in plan.tables}
        self._cell = {one: Slice(ALL).option(one[0], sum_row(one[1])) for one in wanted}
        self._rest = {one: f"{cell}/no" for one, cell in self._cell.items()}
        self._known = self._sums.everyone
        self._taken: list[Wanted] = []
        self._ranges_of: tuple[object, tuple[Ints, Ints]] | None = None

    def made(self) -> list[Wanted]:
        """Return the sums that are printed."""
        before = self._impossible(*self._look())
        questions = list(dict.fromkeys(question for question, _ in self._wanted))
        waiting = {id_: [one for one in self._wanted if one[0] == id_] for id_ in questions}
        while any(waiting.values()):
            batch = [of.pop(0) for of in waiting.values() if of]
            self._try(batch, before)
        self._prove_possible()
        return self._taken

    def _try(self, batch: list[Wanted], before: set[int]) -> None:
        """Take those of a batch, one of each question, that rule nothing out by arithmetic."""
        kept = self._taken
        self._taken = kept + batch
        wrong = self._impossible(*self._look()) - before
        if wrong:
            of = {self._sums.cells[place].question for place in wrong}
            self._taken = kept + [one for one in batch if one[0] not in of]
            if self._impossible(*self._look()) - before:
                self._taken = kept

    def _look(self) -> tuple[Ints, Ints, Demand]:
        """Return the ranges with what is taken, and what is demanded; those who gave none of a sum
        are stated where they surely are some and are no small group."""
        left = {cell for one, cell in self._cell.items() if one not in self._taken}
        aside = {
            self._sums.at[cell]
            for one, cell in self._rest.items()
            if one not in self._taken and cell in self._sums.at
        }
        aside |= {self._sums.at[cell] for cell in left}
        while True:
            low, high = propagated(self._sums.public, *self._ranges(left))
            more = {cell for cell in self._own() if self._can_be_stated(cell, low)}
            if not more:
                break
            self.stated |= more
        high = np.where(self._known, self._sums.counts, high)
        demand = demanded(self._sums, self._hidden | left, low, high)
        kept = ~np.isin(demand.places, list(aside))
        return low, high, Demand(demand.places[kept], demand.high[kept])

    def _own(self) -> Iterator[str]:
        """Return the cells of those who gave none of the sums that are taken."""
        return (self._rest[one] for one in self._taken if self._rest[one] in self._sums.at)

    def _can_be_stated(self, cell_id: str, low: Ints) -> bool:
        cell, least = self._sums.system.cells[cell_id], low[self._sums.at[cell_id]]
        return bool(cell.rule and 0 < least < cell.rule.threshold <= cell.count)

    def _impossible(self, low: Ints, high: Ints, demand: Demand) -> set[int]:
        """Return the places of which ranges alone rule out what is demanded."""
        out = (low[demand.places] > 0) | (high[demand.places] < demand.high)
        return set(demand.places[out].tolist())

    def _prove_possible(self) -> None:
        """Let go of sums until whole tables show what is demanded, in every part of the system that
        has any."""
        fixed = fixed_cells(self._sums, self._splitters)
        counts = self._sums.counts
        pieces = Pieces(self._sums.matrix, fixed)
        search = Search(pieces, counts)
        places = {self._sums.at[self._cell[one]]: one for one in self._taken}
        for part in pieces.parts:
            mine = [places[i] for i in part.places.tolist() if i in places]
            if mine:
                self._in_part(search, part, sorted(mine, key=self._taken.index))

    def _in_part(self, search: Search, part: Part, mine: list[Wanted]) -> None:
        """Let go of sums of a part, the last first, as long as something cannot be shown that can
        be shown without any."""
        ignored: set[tuple[int, int]] | None = None
        while mine:
            open_ = self._open(search, part)
            if open_ and ignored is None:
                kept, self._taken = self._taken, [one for one in self._taken if one not in mine]
                ignored, self._taken = set(self._open(search, part)), kept
            left = [one for one in open_ if one not in (ignored or ())]
            if not left:
                return
            cell = self._sums.cells[left[0][0]]
            if left[0][1] > 0 and cell.id in set(self._own()) and self._is_large(cell):
                self.stated.add(cell.id)
                search.keep_within(*self._ends())
                continue
            of = [one for one in mine if one[0] == cell.question] or mine
            mine.remove(of[-1])
            self._taken = [one for one in self._taken if one != of[-1]]

    def _is_large(self, cell: Cell) -> bool:
        return cell.rule is not None and cell.count >= cell.rule.threshold

    def _ends(self) -> tuple[Ints, Ints]:
        left = {cell for one, cell in self._cell.items() if one not in self._taken}
        low, high = self._ranges(left)
        exact = self._sums.counts
        return np.where(self._known, exact, low), np.where(self._known, exact, high)

    def _ranges(self, left: set[str]) -> tuple[Ints, Ints]:
        """Return what each cell tells by itself without the sums that are left; worked out once as
        long as nothing changes: every part asks."""
        key = (frozenset(left), frozenset(self.stated))
        if self._ranges_of is None or self._ranges_of[0] != key:
            ranges = self._sums.ranges(self._hidden | left, self.stated, self._step)
            self._ranges_of = key, ranges
        return self._ranges_of[1]

    def _open(self, search: Search, part: Part) -> list[tuple[int, int]]:
        """Return what cannot be shown in a part with the sums that are taken."""
        demand = self._look()[2]
        inside = np.isin(demand.places, part.places)
        demand = Demand(demand.places[inside], demand.high[inside])
        search.in_part(part, self._sums.counts, demand, *self._ends())
        return search.waiting(demand)
