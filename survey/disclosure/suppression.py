"""Which further cells to hide so that no small one can be worked out: greedy, with witnesses.

It knows a system and its requirements. It must not judge its own work: the attacker does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from survey.disclosure.board import STILL, Ints, Vector, board_of, owner_of, table_of
from survey.disclosure.moves import Move, Part, reach
from survey.disclosure.system import Cell, System

#: Moving people through cells that are hidden anyway costs next to nothing, but not nothing.
_HIDDEN_PRICE = 1e-3
_CLOSE = 1e-6

#: Programs solved while looking for cells that need not be hidden after all.
_CLEANING = 800


@dataclass(frozen=True, slots=True)
class Hiding:
    """The ids of hidden cells, and of the cells whose requirement no hiding can meet."""

    hidden: frozenset[str]
    hopeless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Demand:
    """One direction of one requirement: the piece at `place` must be able to move by `people`.

    `cell` is the id of a cell that asks for it; `table` ("" for everyone) and `owner` say whose it
    is.
    """

    place: int
    people: float
    cell: str
    table: str
    owner: str


def suppress(system: System, hidden: frozenset[str] = frozenset()) -> Hiding:
    """Give what to hide, `hidden` included: for each requirement the cheapest move of people that
    fits all sums, with every cell that it touches hidden (see docs/disclosure.md, section 4)."""
    search = _Search(system, hidden)
    for index in range(len(search.demands)):
        search.meet(index)
    search.clean()
    return search.result()


class _Search:
    """The state of one search: what is hidden, and the moves (witnesses) found so far.

    Everything is by pieces of the board: cells that can only move together are hidden together.
    """

    def __init__(self, system: System, hidden: frozenset[str]) -> None:
        self._board = board = board_of(system)
        cells = list(system.cells.values())
        needed = np.array([cell.need is not None for cell in cells])
        printable = np.array([cell.role == "printable" for cell in cells])
        given = np.array([cell.id in hidden for cell in cells]) & printable
        self._cells = [cell.id for cell in cells]
        self._needed, self._given = printable & needed, given
        #: cells that are printed as long as their piece is
        self._open = printable & ~given & ~needed
        self._weights = board.sums((cell.weight for cell in cells), self._open)
        self._primary = board.any(needed)
        #: pieces without a price are hidden, whatever is found
        self._hidden: NDArray[np.bool_] = self._primary | (self._weights == 0)
        self._bars = board.bars(~board.any(needed | printable))
        self._parts: dict[frozenset[str] | None, Part] = {}
        self._families = board.families()
        self.demands = self._demands(cells)
        self._places = np.array([demand.place for demand in self.demands], np.intp)
        self._people = np.array([demand.people for demand in self.demands])
        self._pool = _Pool(len(self.demands))
        self._hopeless = [cell.id for cell, piece in zip(cells, board.piece, strict=True)
                          if cell.need is not None and piece == STILL]  # fmt: skip
        self._given_up = np.zeros(board.size, np.bool_)
        lines = board.matrix
        #: which pieces stand in which sum
        self._sums = csr_array((np.ones(lines.nnz, np.int64), lines.indices, lines.indptr),
                               shape=lines.shape[::-1])  # fmt: skip

    def meet(self, index: int) -> None:
        """Hide what it takes to meet a demand, unless a known move meets it already."""
        if self._pool.times[index]:
            return
        price = np.where(self._hidden, 0.0, self._weights) + _HIDDEN_PRICE
        demand = self.demands[index]
        move = self._move(demand, price)
        if move is None:
            self._hopeless.append(demand.cell)
            self._given_up[demand.place] = True
            return
        self._hidden[move.places] = True
        self._pool.keep(move, self._met_by(move))

    def clean(self) -> None:
        """Show again, dearest first, the pieces that no requirement needs hidden."""
        spare = np.flatnonzero(self._hidden & ~self._primary & (self._weights > 0))
        budget = _CLEANING
        for place in sorted(spare.tolist(), key=lambda i: (-self._weights[i], i)):
            lost = self._pool.lost_without(place)
            if len(lost) > budget:
                continue
            self._hidden[place] = False
            found: list[tuple[Move, Ints]] = []
            if len(lost) and self._freezes():
                self._hidden[place] = True
                continue
            price = np.where(self._hidden, _HIDDEN_PRICE, np.inf)
            while len(lost):
                budget -= 1
                move = self._move_nearby(self.demands[lost[0]], price)
                if move is None:
                    break
                found.append((move, self._met_by(move)))
                lost = np.setdiff1d(lost[1:], found[-1][1], assume_unique=True)
            if len(lost):
                self._hidden[place] = True
                continue
            self._pool.forget(place)
            for move, meets in found:
                self._pool.keep(move, meets)

    def _freezes(self) -> bool:
        """Say whether a piece with a requirement would be told by what is printed, one sum after
        the other: then no program need be asked."""
        free = self._hidden.copy()
        while True:
            alone = self._sums.T @ free.astype(np.int64) == 1
            told = free & (self._sums @ alone.astype(np.int64) > 0)
            if not told.any():
                return False
            if (told & self._primary & ~self._given_up).any():
                return True
            free &= ~told

    def result(self) -> Hiding:
        """Give what is hidden and what could not be protected."""
        piece = self._board.piece
        hidden_too = np.append(self._hidden, False)[piece]  # STILL is the last: nothing may move
        closed = self._open & (piece != STILL) & hidden_too
        hidden = np.flatnonzero(closed | self._given | self._needed)
        return Hiding(frozenset(self._cells[i] for i in hidden), tuple(sorted(set(self._hopeless))))

    def _demands(self, cells: list[Cell]) -> tuple[_Demand, ...]:
        """Give every demand: cells for everyone first, then those that must move furthest."""
        found: dict[tuple[int, int], tuple[bool, int, int, _Demand]] = {}
        for i, cell in enumerate(cells):
            piece = int(self._board.piece[i])
            if cell.need is None or piece == STILL:
                continue
            up, down = max(cell.need.high - cell.count, 0), min(cell.need.low - cell.count, 0)
            for people in filter(None, (up, down)):
                way = people * int(self._board.sign[i])
                table = table_of(cell.question, cell.table) if cell.table else ""
                owner = owner_of(cell.id, cell.question)
                demand = _Demand(piece, float(way), cell.id, table, owner)
                found.setdefault((piece, way), (bool(table), -abs(people), i, demand))
        return tuple(demand for *_, demand in sorted(found.values(), key=lambda item: item[:3]))

    def _move(self, demand: _Demand, price: Vector) -> Move | None:
        """Look in the cell's table, then in its question, on the paths of that, and everywhere."""
        wanted = self._wanted()
        family = self._families[demand.owner]
        for group in (*_near(demand), *([family] if len(family) > 1 else []), None):
            for welcome in (wanted, None):
                move = self._part(group).cheapest(demand.place, demand.people, price, welcome)
                if move is not None:
                    return move
        return None

    def _part(self, names: frozenset[str] | None) -> Part:
        if names not in self._parts:
            board = self._board
            pieces = np.arange(board.size)
            if names is not None:
                none = np.zeros(0, np.int64)
                groups = [board.groups.get(name, none) for name in sorted(names)]
                pieces = np.unique(np.concatenate(groups))
            self._parts[names] = Part(board, pieces, self._bars)
        return self._parts[names]

    def _move_nearby(self, demand: _Demand, price: Vector) -> Move | None:
        """Look in the cell's table and question only."""
        parts = (self._part(group) for group in _near(demand))
        moves = (part.cheapest(demand.place, demand.people, price) for part in parts)
        return next((move for move in moves if move is not None), None)

    def _wanted(self) -> Vector:
        """Give the changes that would meet demands not met yet, one for each piece."""
        wanted = np.zeros(self._board.size)
        open_ = self._pool.times == 0
        wanted[self._places[open_]] = self._people[open_]
        return wanted

    def _met_by(self, move: Move) -> Ints:
        """Give the demands that a move meets when made as often as it can be, forth or back."""
        forward, backward = reach(self._board, move)
        change = np.zeros(self._board.size)
        change[move.places] = move.people
        steps = change[self._places]
        times = np.divide(self._people, steps, out=np.full(len(steps), np.inf), where=steps != 0)
        return np.flatnonzero((times <= forward + _CLOSE) & (times >= -backward - _CLOSE))


def _near(demand: _Demand) -> tuple[frozenset[str], ...]:
    owner = frozenset({demand.owner})
    return (frozenset({demand.table}), owner) if demand.table else (owner,)


class _Pool:
    """The moves found so far: the demands that each meets, and the pieces that it touches."""

    def __init__(self, demands: int) -> None:
        #: how many moves meet each demand
        self.times = np.zeros(demands, np.int64)
        self._meets: dict[int, Ints] = {}
        self._places: dict[int, Ints] = {}
        self._through: dict[int, set[int]] = {}
        self._next = 0

    def keep(self, move: Move, meets: Ints) -> None:
        """Keep a move, with the demands that it meets."""
        self._meets[self._next], self._places[self._next] = meets, move.places
        for place in move.places.tolist():
            self._through.setdefault(place, set()).add(self._next)
        self.times[meets] += 1
        self._next += 1

    def lost_without(self, place: int) -> Ints:
        """Give the demands that only moves through this piece meet."""
        through = [self._meets[k] for k in sorted(self._through.get(place, ()))]
        if not through:
            return np.zeros(0, np.int64)
        met, times = np.unique(np.concatenate(through), return_counts=True)
        lost: Ints = met[times == self.times[met]]
        return lost

    def forget(self, place: int) -> None:
        """Drop the moves that use a piece."""
        for k in sorted(self._through.pop(place, set())):
            self.times[self._meets.pop(k)] -= 1
            for other in self._places.pop(k).tolist():
                self._through.get(other, set()).discard(k)
