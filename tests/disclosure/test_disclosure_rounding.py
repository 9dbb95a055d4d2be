"""Rounded counts: near the exact ones, and no more than the audit of plain tables assumed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.reader.attacker import intervals
from survey.disclosure.rounding import nearest
from survey.disclosure.tables.plain import protect_table
from survey.disclosure.tables.plain_reading import PlainPolicy, PlainTable


@given(st.integers(0, 10_000), st.integers(5, 20))
def test_nearest_is_at_most_half_a_step_away(value, step):
    assert abs(nearest(value, step) - value) <= step / 2
    assert nearest(value, step) % step == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_reader_of_rounded_numbers_knows_no_more_than_the_audit_assumed(seed):
    """All tables that fit exact numbers fit the rounded ones: no interval gets narrower."""
    chance = np.random.default_rng(seed)
    counts = chance.poisson(chance.gamma(0.8, 12, (5, 5)))
    names = tuple("abcde")
    table = PlainTable("t", names, names, tuple(tuple(map(int, row)) for row in counts), False)
    done = protect_table(table, PlainPolicy(5, 10), lambda: 0.0)
    assert not done.refused
    printed = {c.id: c.count for c in done.system.cells.values() if c.id not in done.hidden}
    rounded = {id_: (max(0, nearest(n, 5) - 2), nearest(n, 5) + 2) for id_, n in printed.items()}
    exact = done.intervals()
    loose = intervals(done.system, rounded, exact)
    for cell in done.system.required():
        assert loose[cell.id][0] <= exact[cell.id][0] <= cell.need.low
        assert loose[cell.id][1] >= exact[cell.id][1] >= cell.need.high
