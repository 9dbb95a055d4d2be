"""Printed numbers: they add nothing to the rounded counts, and their range is never too narrow."""

from __future__ import annotations

from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

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
