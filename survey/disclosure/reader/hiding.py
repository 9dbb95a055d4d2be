"""What else to hide, until whole tables show that no small count can be told from the print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from survey.disclosure.arrays import Flags, Ints
from survey.disclosure.reader.block_search import BlockPrint, BlockTask, hide_in_block
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.reader.ranges import Demand, SumArrays, demanded, propagated, small
from survey.disclosure.reader.whole_tables import Part, Pieces, Search
from survey.disclosure.reader.zeros import Face, given_away
from survey.disclosure.system.linear_system import CellRule

#: How often all tables are looked at together before more is hidden.
_FRAMES = 12


@dataclass(frozen=True, slots=True)
class Hiding:
    """The ids of hidden cells, of cells that are stated to hold no small group, and of the cells
    that no hiding can protect."""

    hidden: frozenset[str]
    stated: frozenset[str]
    hopeless: tuple[str, ...]


def hide(
    sums: SumArrays,
    faces: Sequence[Face],
    fixed: Flags,
    step: int,
    hidden: frozenset[str],
    stated: frozenset[str] = frozenset(),
    hands: Hands = NO_HANDS,
) -> Hiding:
    """Return what to hide, `hidden` included, of numbers that are printed rounded to `step`.

    `fixed`: cells that tie the questions to each other; `stated`: what was stated before. Small
    counts first, then the cheapest cells that let each cell which is not printed be empty, and be
    as large as is demanded of it. Where a cell that is never printed is large, and readers could
    not take it for empty, that is stated. `hands` share the work where there is much of it.
    """
    return _Hider(sums, faces, fixed, step, hidden | small(sums.cells), stated, hands).done()


_NO_RULE = CellRule()


class _Hider:
    def __init__(
        self,
        sums: SumArrays,
        faces: Sequence[Face],
        fixed: Flags,
        step: int,
        hidden: frozenset[str],
        stated: frozenset[str],
        hands: Hands,
    ) -> None:
        self._sums, self._faces, self._step = sums, faces, step
        self._hidden = set(hidden)
        self._stated = set(stated)
        self._pieces = Pieces(sums.matrix, fixed, hands)
        self._search = Search(self._pieces, sums.counts)
        self._hopeless: set[int] = set()
        self._weights = np.array([cell.weight for cell in sums.cells])
        #: readers may know elsewhere how many people there are
        self._known = sums.everyone
        self._joined = Pieces(sums.matrix, self._known)

    def done(self) -> Hiding:
        """Hide until everything that is demanded is shown to be possible, or hopeless."""
        while True:
            before = len(self._hidden), len(self._stated)
            self._meet(self._demand())
            if (len(self._hidden), len(self._stated)) == before:
                # numbers printed before can keep a large cell from ever looking small
                large = {i for i in self._hopeless if self._holds_no_small_group(i)}
                if large:
                    self._hopeless = set()
                    self._state({self._sums.cells[i].id for i in large})
                    continue
                names = sorted(self._sums.cells[i].id for i in self._hopeless)
                return Hiding(frozenset(self._hidden), frozenset(self._stated), tuple(names))

    def _demand(self) -> Demand:
        """Return what is demanded of what is printed now, with enough zeros hidden."""
        while True:
            ranges = self._sums.ranges(self._hidden, self._stated, self._step)
            low, high = propagated(self._sums.public, *ranges)
            sure = self._surely_not_empty(low)
            if sure:
                self._state(sure)
                continue
            empty = {cell.id for cell, most in zip(self._sums.cells, high, strict=True) if not most}
            more = self._telling_zeros(empty.__contains__)
            if not more:
                high = np.where(self._known, self._sums.counts, high)
                demand = demanded(self._sums, self._hidden, low, high)
                kept = ~np.isin(demand.places, list(self._hopeless))
                return Demand(demand.places[kept], demand.high[kept])
            self._hidden |= more

    def _surely_not_empty(self, low: Ints) -> set[str]:
        """Return the cells that are never printed and hold no small group, and of which sums tell
        that somebody is there: they cannot look empty."""
        cells = self._sums.cells
        return {
            cells[i].id
            for i in np.flatnonzero(low > 0)
            if cells[i].role == "silent"
            and cells[i].id not in self._stated
            and self._holds_no_small_group(int(i))
            and low[i] < (cells[i].rule or _NO_RULE).threshold
        }

    def _telling_zeros(self, is_empty: Callable[[str], bool]) -> set[str]:
        """Return one printed zero for each question of which a set of groups tells the answer."""
        found = set()
        for face in self._faces:
            cells = self._sums.system.cells
            times: dict[str, int] = {}
            for groups in given_away(face, is_empty):
                for cell in {face.told_in.get(cell, cell) for group in groups for cell in group}:
                    if (
                        is_empty(cell)
                        and cell in cells
                        and cell not in self._hidden
                        and (cells[cell].role == "printable")
                    ):
                        times[cell] = times.get(cell, 0) + 1
            if times:
                found.add(min(times, key=lambda cell: (cells[cell].weight / times[cell], cell)))
        return found

    def _refresh(self) -> None:
        """Work out the ranges anew, with the number of people known."""
        low, high = self._sums.ranges(self._hidden, self._stated, self._step)
        exact = self._sums.counts
        self._low = np.where(self._known, exact, low)
        self._high = np.where(self._known, exact, high)

    def _widen(self, places: Ints) -> None:
        """Hide cells: their ranges are as wide as the public rules leave them."""
        self._hidden |= {self._sums.cells[i].id for i in places.tolist()}
        self._low[places] = self._sums.widest[0][places]
        self._high[places] = np.minimum(self._sums.widest[1][places], self._sums.system.total)

    def _meet(self, demand: Demand) -> None:
        self._refresh()
        self._pieces.share(len(demand.places))
        self._search.around(self._sums.counts, demand, self._low, self._high)
        large = self._large(demand)
        if large:
            self._state(large)
            return
        self._search.everywhere(demand, self._low, self._high, most=_FRAMES)
        self._hide_in(self._pieces, demand)
        if self._search.waiting(demand):
            self._hide_in(self._joined, demand)
        self._hopeless |= {place for place, _ in self._search.waiting(demand)}

    def _state(self, cells: set[str]) -> None:
        """State cells, and let go of what was found with fewer people there."""
        self._stated |= cells
        self._refresh()
        self._search.keep_within(self._low, self._high)

    def _large(self, demand: Demand) -> set[str]:
        """Return the cells that are never printed, hold no small group, and cannot look empty."""
        cells = self._sums.cells
        return {
            cells[i].id
            for i in self._search.reached.open(demand)[0]
            if cells[i].role == "silent" and self._holds_no_small_group(int(i))
        }

    def _holds_no_small_group(self, place: int) -> bool:
        cell = self._sums.cells[place]
        return cell.rule is not None and cell.count >= cell.rule.threshold

    def _hide_in(self, pieces: Pieces, demand: Demand) -> None:
        """Hide what it takes for each demand that is still open, part by part."""
        start = self._sums.counts

        def given(part: Part) -> tuple[BlockTask, BlockPrint] | None:
            task = self._search.task(part, start, demand, self._low, self._high)
            return (task, self._printed(part.places)) if task.waiting else None

        for part, (found, widened) in pieces.each(hide_in_block, given):
            self._search.keep(part, start, found)
            self._widen(part.places[widened])

    def _printed(self, places: Ints) -> BlockPrint:
        cells = self._sums.cells
        return BlockPrint(
            self._sums.printable[places],
            np.array([cells[i].id not in self._hidden for i in places], np.bool_),
            self._sums.widest[:, places],
            self._weights[places],
            self._sums.system.total,
        )


def fixed_cells(sums: SumArrays, splitters: Iterable[str]) -> Flags:
    """Return the cells that tie questions to each other: how many people there are, and in each
    group of each breakdown."""
    by = set(splitters)
    of_splitters = [not cell.table and cell.question in by for cell in sums.cells]
    return sums.everyone | np.array(of_splitters, np.bool_)
