"""A linear program over the same sums, solved again and again with other ranges and costs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize._highspy import _core as highs
from scipy.sparse import csc_array, csr_array

from survey.disclosure.arrays import Floats, Ints
from survey.disclosure.system.linear_system import ANYTHING

_OPTIMAL = highs.HighsModelStatus.kOptimal


class Program:
    """matrix x = right, of least cost within ranges.

    Each answer is looked for from the last one on, so what is found can depend on what was asked
    before, in this order; never on the clock. It goes to the solver that `scipy.optimize.milp`
    goes to, since that begins anew every time, which takes about four times as long.
    """

    def __init__(self, matrix: csr_array) -> None:
        columns, (rows, size) = csc_array(matrix), matrix.shape
        model = highs.HighsLp()
        model.num_row_ = model.a_matrix_.num_row_ = rows
        model.num_col_ = model.a_matrix_.num_col_ = size
        model.a_matrix_.format_ = highs.MatrixFormat.kColwise
        model.a_matrix_.start_ = columns.indptr
        model.a_matrix_.index_ = columns.indices
        model.a_matrix_.value_ = columns.data.astype(np.float64)
        self._right, self._cost = np.zeros(rows), np.zeros(size)
        self._low, self._high = np.zeros(size), np.full(size, np.inf)
        model.row_lower_ = model.row_upper_ = self._right
        model.col_lower_, model.col_upper_ = self._low, self._high
        model.col_cost_ = self._cost
        self._solver = highs._Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.passModel(model)

    def solve(self, cost: Floats, low: Ints, high: Ints, right: Ints) -> Floats | None:
        """Return what costs least, or None where nothing is within the ranges."""
        self._move_right(right.astype(np.float64))
        self._move_ranges(low.astype(np.float64), np.where(high >= ANYTHING, np.inf, high))
        self._move_cost(cost)
        self._solver.run()
        if self._solver.getModelStatus() != _OPTIMAL:
            return None
        return np.array(self._solver.getSolution().col_value)

    def _move_right(self, right: Floats) -> None:
        for row in np.flatnonzero(right != self._right).tolist():
            self._solver.changeRowBounds(row, right[row], right[row])
        self._right = right

    def _move_ranges(self, low: Floats, high: Floats) -> None:
        moved = _places((low != self._low) | (high != self._high))
        self._solver.changeColsBounds(len(moved), moved, low[moved], high[moved])
        self._low, self._high = low, high

    def _move_cost(self, cost: Floats) -> None:
        moved = _places(cost != self._cost)
        self._solver.changeColsCost(len(moved), moved, cost[moved])
        self._cost = cost


def _places(moved: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.flatnonzero(moved).astype(np.int32)
