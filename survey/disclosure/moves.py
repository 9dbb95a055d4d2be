"""Ways to move people between cells without breaking a sum: the solver's view of a system.

It knows cells as columns and lines as rows. It must not know requirements or what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from survey.disclosure.system import System

Vector = NDArray[np.float64]

#: Moves smaller than this are the solver's noise.
NOISE = 1e-7
#: What a welcome change is worth, per person: far less than the cheapest cell that could be hidden.
BONUS = 2e-3
_UNBOUNDED = 1e9


@dataclass(frozen=True)
class Board:
    """A system as arrays: `counts`, `room` (people that may still be added), `matrix` M."""

    system: System

    @cached_property
    def places(self) -> dict[str, int]:
        """Give the column of each cell."""
        return {cell_id: i for i, cell_id in enumerate(self.system.cells)}

    @cached_property
    def counts(self) -> Vector:
        """Give the people in each cell."""
        return np.array([cell.count for cell in self.system.cells.values()], np.float64)

    @cached_property
    def room(self) -> Vector:
        """Give the people that each cell could still take."""
        most = [self.system.total if cell.bounded else _UNBOUNDED
                for cell in self.system.cells.values()]  # fmt: skip
        return np.array(most) - self.counts

    @cached_property
    def matrix(self) -> csr_array:
        """Give M: one row per line, one column per cell."""
        rows = [i for i, line in enumerate(self.system.lines) for _ in line]
        columns = [self.places[cell] for line in self.system.lines for cell, _ in line]
        factors = [float(factor) for line in self.system.lines for _, factor in line]
        shape = (len(self.system.lines), len(self.system.cells))
        return csr_array((factors, (rows, columns)), shape=shape)

    @cached_property
    def owners(self) -> list[str]:
        """Give whose each cell is: its question, or itself where it has none."""
        return [cell.question or cell.id for cell in self.system.cells.values()]

    @cached_property
    def tables(self) -> list[str]:
        """Give in which table each cell is; "" for those of everyone."""
        cells = self.system.cells.values()
        return [f"{cell.question} by {cell.table}" if cell.table else "" for cell in cells]

    @cached_property
    def families(self) -> dict[str, frozenset[str]]:
        """Give for each owner all that are tied to it by paths through the questionnaire."""
        families: dict[str, set[str]] = {owner: {owner} for owner in self.owners}
        for line in self.system.lines:
            cells = [self.system.cells[cell] for cell, _ in line]
            splitters = {cell.table for cell in cells if cell.table}
            tied = {
                cell.question or cell.id
                for cell in cells
                if cell.role != "known" and (cell.table or cell.question not in splitters)
            }
            joined: set[str] = set().union(*(families[owner] for owner in tied))
            for owner in joined:
                families[owner] = joined
        return {owner: frozenset(family) for owner, family in families.items()}


class Part:
    """The cells of some owners or tables (None: of all); every other cell stays as it is."""

    def __init__(self, board: Board, names: frozenset[str] | None) -> None:
        known = [cell.role == "known" for cell in board.system.cells.values()]
        both = zip(board.owners, board.tables, strict=True)
        inside = [names is None or owner in names or table in names for owner, table in both]
        self.columns = np.flatnonzero(np.array(inside) & ~np.array(known))
        own = board.matrix[:, self.columns]
        used = np.flatnonzero(np.diff(own.indptr))
        own = own[used]
        self._matrix = hstack([own, -own], format="csc")
        self._sums = LinearConstraint(self._matrix, 0, 0)
        self._board = board

    def cheapest(
        self, place: int, people: float, price: Vector, wanted: Vector | None = None
    ) -> Vector | None:
        """Give the cheapest move (people per cell of the whole system) that changes the cell at
        `place` by `people`, or None where there is none.

        `price` is per person moved; an infinite price keeps a cell as it is. `wanted`: changes
        that are welcome on the way, as far as they cost next to nothing.
        """
        board, columns = self._board, self.columns
        here = np.flatnonzero(columns == place)
        if not len(here):
            return None
        i, size = int(here[0]), len(columns)
        own = price[columns]
        free = np.isfinite(own)
        most = np.concatenate((board.room[columns] * free, board.counts[columns] * free))
        least = np.zeros(2 * size)
        cost = np.tile(np.where(free, own, 0.0), 2)
        if wanted is not None:
            _welcome(wanted[columns], cost, most)
        target, opposite = (i, size + i) if people > 0 else (size + i, i)
        most[target] = max(most[target], abs(people)) if free[i] else 0.0
        if (board.room if people > 0 else board.counts)[place] < abs(people) or not free[i]:
            return None
        least[target], most[opposite], cost[target] = abs(people), 0.0, own[i]
        change = self._solved(cost, least, most)
        if change is None:
            return None
        move = np.zeros(len(board.counts))
        move[columns] = change[:size] - change[size:]
        move[np.abs(move) < NOISE] = 0.0
        return move

    def _solved(self, cost: Vector, least: Vector, most: Vector) -> Vector | None:
        """Give the cheapest change of people up and down within limits, or None."""
        live = np.flatnonzero(most > 0)
        few = 2 * len(live) < len(most)
        sums = self._sums
        if few:
            # where most cells stay as they are, the program has those that move only
            cost, least, most = cost[live], least[live], most[live]
            sums = LinearConstraint(self._matrix[:, live], 0, 0)
        # a program without whole numbers; this door to the solver is the quicker one
        found = milp(cost, bounds=Bounds(least, most), constraints=sums)
        if found.status != 0 or found.x is None:
            return None
        if not few:
            change: Vector = found.x
            return change
        change = np.zeros(self._matrix.shape[1])
        change[live] = found.x
        return change


def _welcome(wanted: Vector, cost: Vector, most: Vector) -> None:
    """Reward wanted changes, up to what is wanted; going there and back again earns nothing."""
    size = len(wanted)
    for places, forth, back in ((wanted > 0, 0, size), (wanted < 0, size, 0)):
        at = np.flatnonzero(places & (most[:size] + most[size:] > 0))
        cost[at + forth] = -BONUS
        cost[at + back] = 2 * BONUS
        most[at + forth] = np.minimum(most[at + forth], np.abs(wanted[at]))


def reach(counts: Vector, room: Vector, move: Vector) -> tuple[float, float]:
    """Give how often a move can be made, forward and backward, before a cell is empty or full."""
    up, down = move > 0, move < 0
    forward = min(
        np.min(room[up] / move[up], initial=np.inf),
        np.min(counts[down] / -move[down], initial=np.inf),
    )
    backward = min(
        np.min(counts[up] / move[up], initial=np.inf),
        np.min(room[down] / -move[down], initial=np.inf),
    )
    return float(forward), float(backward)
