"""Ways to move people between cells without breaking a sum: a linear program over some of them.

It knows a board. It must not know requirements or what is printed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from survey.disclosure.board import STILL, Bars, Board, Ints, Vector

#: Moves smaller than this are the solver's noise.
NOISE = 1e-7
#: What a welcome change is worth, per person: far less than the cheapest cell that could be hidden.
BONUS = 2e-3
#: Programs with fewer columns than this are solved as they are, without looking for what to leave
#: out first.
_SMALL = 4_000


@dataclass(frozen=True, slots=True)
class Move:
    """People per piece, at the places of those pieces that it changes, in order."""

    places: Ints
    people: Vector


class Part:
    """Some pieces of a board, in order; every other piece stays as it is, but for bars.

    Bars are no unknowns of the program: they say how far a sum may be broken.
    """

    def __init__(self, board: Board, pieces: Ints, bars: Bars) -> None:
        self._board = board
        self.columns = pieces[~np.isin(pieces, bars.piece)]
        own = board.matrix[:, self.columns]
        rows, where = np.unique(own.indices, return_inverse=True)
        shape = (len(rows), len(self.columns))
        self._sums = csc_array((own.data, where, own.indptr), shape=shape)
        #: people up in the first half of the columns, down in the second
        self._both = hstack([self._sums, -self._sums], format="csc")
        # the bar of each sum, and how far the sum may be broken, down and up
        self._bars, self._factors = bars.piece[rows], bars.factor[rows]
        ends = self._factors * -board.rise[self._bars], self._factors * board.fall[self._bars]
        barred = self._bars != STILL
        self._least = np.where(barred, np.minimum(*ends), 0.0)
        self._most = np.where(barred, np.maximum(*ends), 0.0)

    def cheapest(
        self, place: int, people: float, price: Vector, wanted: Vector | None = None
    ) -> Move | None:
        """Give the cheapest move that changes the piece at `place` by `people`, or None where there
        is none.

        `price` is per person moved; an infinite price keeps a piece as it is. `wanted`: changes
        that are welcome on the way, as far as they cost next to nothing.
        """
        board, here = self._board, int(np.searchsorted(self.columns, place))
        room = (board.rise if people > 0 else board.fall)[place]
        if here == len(self.columns) or self.columns[here] != place:
            return None
        if room < abs(people) or not np.isfinite(price[place]):
            return None
        free = np.isfinite(price[self.columns])
        if not free.all():
            free &= self._tied(free, here)
        live = np.flatnonzero(free)
        columns = self.columns[live]
        most = np.concatenate((board.rise[columns], board.fall[columns]))
        cost = np.tile(price[columns], 2)
        if wanted is not None:
            _welcome(wanted[columns], cost, most)
        least, size, i = np.zeros(2 * len(live)), len(live), int(np.searchsorted(live, here))
        target, opposite = (i, size + i) if people > 0 else (size + i, i)
        most[target], least[target], most[opposite] = abs(people), abs(people), 0.0
        cost[target] = price[place]
        both = self._both
        if len(live) < len(free):
            both = both[:, np.concatenate((live, live + len(free)))]
        change = self._solved(both, cost, least, most)
        return None if change is None else self._move(live, change)

    def _tied(self, free: NDArray[np.bool_], here: int) -> NDArray[np.bool_]:
        """Say which free columns are tied to one of them by sums."""
        sums = self._sums[:, np.flatnonzero(free)]
        rows, size = sums.shape
        ends = np.repeat(np.arange(size), np.diff(sums.indptr)) + rows
        graph = csr_array((np.ones(len(ends)), (sums.indices, ends)), shape=(rows + size,) * 2)
        label = connected_components(graph, directed=False)[1][rows:]
        tied = np.zeros(len(free), np.bool_)
        tied[free] = label == label[np.count_nonzero(free[:here])]
        return tied

    def _solved(self, both: csc_array, cost: Vector, least: Vector, most: Vector) -> Vector | None:
        """Give the cheapest change of people within limits, or None."""
        # a program without whole numbers; this door to the solver is the quicker one
        found = milp(
            cost,
            bounds=Bounds(least, most),
            constraints=LinearConstraint(both, self._least, self._most),
            options={"presolve": len(cost) > _SMALL},
        )
        if found.status != 0 or found.x is None:
            return None
        change: Vector = found.x[: len(cost) // 2] - found.x[len(cost) // 2 :]
        return change

    def _move(self, live: Ints, change: Vector) -> Move:
        """Give a move of the live columns, with what the bars take on."""
        change[np.abs(change) < NOISE] = 0.0
        people = np.zeros(len(self.columns))
        people[live] = change
        broken = self._sums @ people
        rows = np.flatnonzero((np.abs(broken) > NOISE) & (self._bars != STILL))
        taken = -broken[rows] / self._factors[rows]
        moved = np.flatnonzero(people)
        places = np.concatenate((self.columns[moved], self._bars[rows]))
        order = np.argsort(places)
        return Move(places[order], np.concatenate((people[moved], taken))[order])


def _welcome(wanted: Vector, cost: Vector, most: Vector) -> None:
    """Reward wanted changes, up to what is wanted; going there and back again earns nothing."""
    size = len(wanted)
    for places, forth, back in ((wanted > 0, 0, size), (wanted < 0, size, 0)):
        at = np.flatnonzero(places)
        cost[at + forth] = -BONUS
        cost[at + back] = 2 * BONUS
        most[at + forth] = np.minimum(most[at + forth], np.abs(wanted[at]))


def reach(board: Board, move: Move) -> tuple[float, float]:
    """Give how often a move can be made, forward and backward, before a piece is empty or full."""
    rise, fall = board.rise[move.places], board.fall[move.places]
    up, size = move.people > 0, np.abs(move.people)
    forward = np.min(np.where(up, rise, fall) / size, initial=np.inf)
    backward = np.min(np.where(up, fall, rise) / size, initial=np.inf)
    return float(forward), float(backward)
