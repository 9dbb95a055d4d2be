"""Printed numbers: they add nothing to the rounded counts, and their range is never too narrow."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from survey.disclosure.attacker import intervals
from survey.disclosure.plain import protect_table
from survey.disclosure.plain_reading import PlainPolicy, PlainTable
from survey.disclosure.rounding import nearest, share, wilson


@given(st.integers(0, 10_000), st.integers(5, 20))
def test_nearest_is_at_most_half_a_step_away(value, step):
    assert abs(nearest(value, step) - value) <= step / 2
    assert nearest(value, step) % step == 0


@given(st.integers(20, 5_000), st.data(), st.sampled_from([(5, 1), (5, 5), (10, 1)]))
def test_a_printed_share_is_a_function_of_rounded_numbers(base, data, steps):
    count = data.draw(st.integers(0, base))
    shown = share(count, base, *steps)
    again = share(nearest(count, steps[0]), nearest(base, steps[0]), *steps)
    assert shown == again
    assert 0 <= shown.percent <= 100
    assert shown.percent % steps[1] == 0


@given(st.integers(20, 2_000), st.data())
def test_the_printed_range_holds_the_range_of_the_data(base, data):
    count = data.draw(st.integers(0, base))
    low, high = wilson(count, base)
    shown = share(count, base, 5, 1)
    assert shown.low <= floor(low)
    assert shown.high >= ceil(min(high, 100 - 1e-9))
    assert 0 <= shown.low <= shown.percent <= shown.high <= 100


@pytest.mark.parametrize("base", [20, 23, 47, 128, 999])
def test_the_printed_range_holds_every_range_that_scipy_gives(base):
    for count in range(0, base + 1, max(1, base // 40)):
        shown = share(count, base, 5, 1)
        for of in range(max(1, nearest(base, 5) - 2), nearest(base, 5) + 3):
            for k in range(max(0, shown.count - 2), min(of, shown.count + 2) + 1):
                ends = binomtest(k, of).proportion_ci(0.95, "wilson")
                assert shown.low <= 100 * ends.low + 1e-9
                assert shown.high >= 100 * ends.high - 1e-9


@pytest.mark.parametrize("step", [5, 10, 7])
def test_every_count_that_rounds_alike_is_left_open(step):
    """Neither a count nor its percentage tells which of the counts that round alike it was."""
    for base in range(20, 130):
        alike = {}
        for count in range(base + 1):
            shown = share(count, base, step, 1)
            alike.setdefault(shown.count, set()).add((shown.percent, shown.low, shown.high))
            low, high = shown.count - step // 2, shown.count + step // 2
            assert low <= count <= high
        assert {len(shares) for shares in alike.values()} == {1}


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
