"""A program that is asked again and again answers like one that begins anew each time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from survey.disclosure.reader.program import Program


@pytest.mark.parametrize("seed", range(20))
def test_an_answer_costs_the_same_whatever_was_asked_before(seed: int) -> None:
    chance = np.random.default_rng(seed)
    matrix = csr_array(chance.integers(-1, 2, (6, 15)))
    program, answers = Program(matrix), []
    for _ in range(40):
        low = chance.integers(0, 3, 15)
        high = low + chance.integers(0, 6, 15)
        people = chance.integers(low, high + 1)
        right = matrix @ people
        # some have no answer
        right[0] += chance.integers(0, 3) * 20
        cost = chance.integers(-2, 3, 15).astype(np.float64)
        anew = milp(
            cost, bounds=Bounds(low, high), constraints=LinearConstraint(matrix, right, right)
        )
        found = program.solve(cost, low, high, right)
        answers.append(found is not None)
        assert (found is None) == (anew.x is None)
        if found is not None:
            assert found @ cost == pytest.approx(anew.fun, abs=1e-6)
            assert np.allclose(matrix @ found, right)
            assert (found >= low - 1e-6).all()
            assert (found <= high + 1e-6).all()
    assert {True, False} == set(answers)
