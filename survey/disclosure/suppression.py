"""Which further cells to hide so that no small one can be worked out: greedy, with witnesses.

It knows a system and its requirements. It must not judge its own work: the attacker does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from survey.disclosure.moves import Board, Part, Vector, reach
from survey.disclosure.system import System

#: Moving people through cells that are hidden anyway costs next to nothing, but not nothing.
_HIDDEN_PRICE = 1e-3
_CLOSE = 1e-6

#: Programs solved while looking for cells that need not be hidden after all.
_CLEANING = 400


@dataclass(frozen=True, slots=True)
class Hiding:
    """The ids of hidden cells, and of the cells whose requirement no hiding can meet."""

    hidden: frozenset[str]
    hopeless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Demand:
    """One direction of one requirement: the cell at `place` must be able to move by `people`."""

    place: int
    people: float


def suppress(system: System, hidden: frozenset[str] = frozenset()) -> Hiding:
    """Give what to hide, `hidden` included: for each requirement the cheapest move of people that
    fits all sums, with every cell that it touches hidden (see docs/disclosure.md, section 4)."""
    search = _Search(system, hidden)
    for index in range(len(search.demands)):
        search.meet(index)
    search.clean()
    return search.result()


class _Search:
    """The state of one search: what is hidden, and the moves (witnesses) found so far."""

    def __init__(self, system: System, hidden: frozenset[str]) -> None:
        self._board = Board(system)
        cells = list(system.cells.values())
        self._ids = [cell.id for cell in cells]
        self._weights = np.array([cell.weight for cell in cells])
        self._printable = np.array([cell.role == "printable" for cell in cells])
        self._primary = np.array([cell.need is not None for cell in cells])
        given = np.array([cell.id in hidden for cell in cells])
        self._hidden: NDArray[np.bool_] = self._printable & (self._primary | given)
        self._parts: dict[frozenset[str] | None, Part] = {}
        self.demands = self._demands()
        self._places = np.array([demand.place for demand in self.demands], np.intp)
        self._people = np.array([demand.people for demand in self.demands])
        #: one row per move found: the cells that it touches, and the demands that it meets
        self._touches: list[NDArray[np.bool_]] = []
        self._meets: list[NDArray[np.bool_]] = []
        self._met = np.zeros(len(self.demands), np.bool_)
        self._times_met = np.zeros(len(self.demands), np.int64)
        self._hopeless: list[_Demand] = []
        self._given_up = np.zeros(len(cells), np.bool_)
        self._movable = np.array([cell.role != "known" for cell in cells])
        lines = self._board.matrix
        ones = np.ones(len(lines.data), np.int64)
        #: which cells stand in which sum
        self._sums = csr_array((ones, lines.indices, lines.indptr), shape=lines.shape)

    def meet(self, index: int) -> None:
        """Hide what it takes to meet a demand, unless a known move meets it already."""
        if self._met[index]:
            return
        price = np.where(self._printable & ~self._hidden, self._weights, _HIDDEN_PRICE)
        move = self._move(self.demands[index], price)
        if move is None:
            self._hopeless.append(self.demands[index])
            self._given_up[self.demands[index].place] = True
            return
        self._hidden |= self._printable & (move != 0)
        self._keep(move)

    def clean(self) -> None:
        """Show again, dearest first, the cells that no requirement needs hidden."""
        spare = np.flatnonzero(self._hidden & ~self._primary)
        budget = _CLEANING
        for place in sorted(spare.tolist(), key=lambda i: (-self._weights[i], i)):
            lost = self._lost_without(place)
            if len(lost) > budget:
                continue
            self._hidden[place] = False
            if self._freezes(len(lost) > 0):
                self._hidden[place] = True
                continue
            price = np.where(self._printable & ~self._hidden, np.inf, _HIDDEN_PRICE)
            found: list[Vector] = []
            while lost:
                budget -= 1
                move = self._move_nearby(self.demands[lost[0]], price)
                if move is None:
                    break
                found.append(move)
                meets = self._met_by(move)
                lost = [index for index in lost[1:] if not meets[index]]
            if lost:
                self._hidden[place] = True
                continue
            self._forget(place)
            for move in found:
                self._keep(move)

    def _freezes(self, matters: bool) -> bool:
        """Say whether a cell with a requirement would be told by what is printed, one sum after the
        other: then no program need be asked."""
        free = self._movable & (self._hidden | ~self._printable)
        while matters:
            alone = self._sums @ free.astype(np.int64) == 1
            told = free & (self._sums.T @ alone.astype(np.int64) > 0)
            if not told.any():
                return False
            if (told & self._primary & ~self._given_up).any():
                return True
            free &= ~told
        return False

    def result(self) -> Hiding:
        """Give what is hidden and what could not be protected."""
        hidden = frozenset(self._ids[i] for i in np.flatnonzero(self._hidden))
        return Hiding(hidden, tuple(sorted({self._ids[d.place] for d in self._hopeless})))

    def _demands(self) -> tuple[_Demand, ...]:
        """Give every demand: cells for everyone first, then those that must move furthest."""
        found: list[tuple[bool, float, int, _Demand]] = []
        for i, cell in enumerate(self._board.system.cells.values()):
            if cell.need is None:
                continue
            up, down = max(cell.need.high - cell.count, 0), min(cell.need.low - cell.count, 0)
            for people in filter(None, (up, down)):
                demand = _Demand(i, float(people))
                found.append((bool(cell.table), -abs(people), i, demand))
        return tuple(demand for *_, demand in sorted(found, key=lambda item: item[:3]))

    def _move(self, demand: _Demand, price: Vector) -> Vector | None:
        """Look in the cell's table, then in its question, on the paths of that, and everywhere."""
        wanted = self._wanted()
        owner = self._board.owners[demand.place]
        family = self._board.families[owner]
        for group in (*self._near(demand), *([family] if len(family) > 1 else []), None):
            for welcome in (wanted, None):
                move = self._part(group).cheapest(demand.place, demand.people, price, welcome)
                if move is not None:
                    return move
        return None

    def _near(self, demand: _Demand) -> tuple[frozenset[str], ...]:
        owner = frozenset({self._board.owners[demand.place]})
        table = self._board.tables[demand.place]
        return (frozenset({table}), owner) if table else (owner,)

    def _part(self, names: frozenset[str] | None) -> Part:
        if names not in self._parts:
            self._parts[names] = Part(self._board, names)
        return self._parts[names]

    def _move_nearby(self, demand: _Demand, price: Vector) -> Vector | None:
        """Look in the cell's table and question only."""
        parts = (self._part(group) for group in self._near(demand))
        moves = (part.cheapest(demand.place, demand.people, price) for part in parts)
        return next((move for move in moves if move is not None), None)

    def _wanted(self) -> Vector:
        """Give the changes that would meet demands not met yet, one for each cell."""
        wanted = np.zeros(len(self._ids))
        open_ = ~self._met
        wanted[self._places[open_]] = self._people[open_]
        return wanted

    def _keep(self, move: Vector) -> None:
        """Keep a move, and note every demand that it meets."""
        meets = self._met_by(move)
        self._touches.append(move != 0)
        self._meets.append(meets)
        self._met |= meets
        self._times_met += meets

    def _met_by(self, move: Vector) -> NDArray[np.bool_]:
        """Say which demands a move meets when made as often as it can be, forth or back."""
        forward, backward = reach(self._board.counts, self._board.room, move)
        steps = move[self._places]
        times = np.divide(self._people, steps, out=np.full(len(steps), np.inf), where=steps != 0)
        meets: NDArray[np.bool_] = (times <= forward + _CLOSE) & (times >= -backward - _CLOSE)
        return meets

    def _lost_without(self, place: int) -> list[int]:
        """Give the demands that only moves through this cell meet."""
        through = [meets for touches, meets in zip(self._touches, self._meets, strict=True)
                   if touches[place]]  # fmt: skip
        lost = self._met & (self._times_met == sum(through))
        return [int(index) for index in np.flatnonzero(lost)]

    def _forget(self, place: int) -> None:
        """Drop the moves that use a cell."""
        kept = [i for i, touches in enumerate(self._touches) if not touches[place]]
        self._touches = [self._touches[i] for i in kept]
        self._meets = [self._meets[i] for i in kept]
        self._times_met = np.zeros(len(self.demands), np.int64)
        for meets in self._meets:
            self._times_met += meets
