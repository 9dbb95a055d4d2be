"""Percentages and the ranges beside them, against fractions and decimals of the tests' own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from survey.delphi.statistics.proportions import wilson_outwards
from survey.disclosure.proof.verify_shares import shares_fit
from survey.disclosure.release import Shown
from survey.disclosure.rounding import Steps, shares

Z, SLIGHT = Decimal("1.959963984540054"), Decimal("1e-40")
STEPS = st.builds(Steps, st.sampled_from([5, 7, 15]), st.sampled_from([1, 5]),
                  st.sampled_from([5, 10, 20]))  # fmt: skip
#: Steps of a study so large that percentages have one decimal where the printed base is large.
TENTHS = Steps(5, 1, 5, 1000)
#: Exact counts of the rows of a question of which everybody chose one.
CHOSEN = st.lists(st.integers(0, 400), min_size=2, max_size=9).filter(lambda n: sum(n) >= 20)


def rounded(value: Fraction | int, step: int) -> int:
    """Give the nearest multiple of a step by looking at the two beside it; a half goes up."""
    below = step * (value // step)
    return int(below if value - below < below + step - value else below + step)


def interval(k: int, n: int) -> tuple[Decimal, Decimal]:
    """Give the 95 % Wilson interval in percent, by its formula, with fifty digits."""
    with localcontext() as context:
        context.prec = 50
        spread = (Decimal(k * (n - k)) / n + Z * Z / 4).sqrt()
        low, high = ((k + Z * Z / 2 + sign * Z * spread) / (n + Z * Z) for sign in (-1, 1))
        return 100 * low, 100 * high


def pairs(count: int, base: int, step: int) -> list[tuple[int, int]]:
    """Give every exact count of every exact base that is printed so."""
    around = range(-(step // 2), step // 2 + 1)
    return [(count + i, base + j) for i in around for j in around
            if 0 <= count + i <= base + j and base + j > 0]  # fmt: skip


def as_json(rows: Sequence[Shown]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in rows]


def as_policy(steps: Steps) -> dict[str, int]:
    return {"count_rounding": steps.count, "percent_rounding": steps.points,
            "percent_rounding_small": steps.few_points,
            "decimal_from": steps.decimal_from}  # fmt: skip


def test_25_of_55_is_printed_as_45() -> None:
    """It was rounded to tenths first, and then again."""
    for hidden in ([], [None]):
        row = shares(
            [25, 30, *hidden][: 2 - len(hidden)] + hidden, 55, Steps(5, 1, 5), adds_up=True
        )
        assert row[0].percent == 45
    assert shares([25, 40, 15], 55, Steps(5, 1, 5), adds_up=False)[0].percent == 45


def to_step(share: Fraction, step: int) -> int:
    """Give the nearest multiple of a step by looking at the two beside it; a half to the even."""
    below = step * (share // step)
    apart = share - below - Fraction(step, 2)
    return int(below + step if apart > 0 or (not apart and (below // step) % 2) else below)


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from([1, 5, 10]))
def test_two_rows_that_are_printed_add_up_to_100(one: int, other: int, points: int) -> None:
    """Also where both lie on a half: 25 and 15 are 62.5 and 37.5 %."""
    steps = Steps(5, points, 5)
    for counts in ((5 * one, 5 * other), (25, 15)):
        rows = shares(counts, rounded(sum(counts) + 1, 5), steps, adds_up=True)
        assert sum(row.percent or 0 for row in rows) == 100


@given(CHOSEN, STEPS)
def test_a_percentage_is_rounded_once_and_a_column_adds_up(exact: list[int], steps: Steps) -> None:
    counts, base = [rounded(n, steps.count) for n in exact], rounded(sum(exact), steps.count)
    whole = sum(counts)
    assume(base and whole)
    points = max(steps.points, steps.few_points) if base < 50 else steps.points
    printed = [row.percent for row in shares(counts, base, steps, adds_up=True)]
    assert printed == [min(100, to_step(Fraction(100 * n, whole), points)) for n in counts]
    assert abs(sum(printed) - 100) <= Fraction(points, 2) * len(printed)


@given(CHOSEN, STEPS, st.data())
def test_where_a_row_is_hidden_the_others_never_add_up_to_more_than_all(
    exact: list[int], steps: Steps, data: st.DataObject
) -> None:
    counts: list[int | None] = [rounded(n, steps.count) for n in exact]
    base = rounded(sum(exact), steps.count)
    counts[data.draw(st.integers(0, len(counts) - 1))] = None
    points = steps.points_of(base)
    if base:
        rows = shares(counts, base, steps, adds_up=True)
        assert [row.hidden for row in rows] == [count is None for count in counts]
        shown = [row.percent for row in rows if row.percent is not None]
        assert sum(shown) <= 100 + Fraction(points, 2) * len(shown)
        if sum(count or 0 for count in counts) <= base:
            assert shown == [to_step(Fraction(100 * n, base), points)
                             for n in counts if n is not None]  # fmt: skip


@given(st.integers(20, 3000), STEPS, st.data())
def test_of_several_answers_a_percentage_is_of_the_base(
    people: int, steps: Steps, data: st.DataObject
) -> None:
    counts = [rounded(data.draw(st.integers(0, people)), steps.count) for _ in range(4)]
    base = rounded(people, steps.count)
    points = steps.points_of(base)
    printed = [row.percent for row in shares(counts, base, steps, adds_up=False)]
    assert printed == [min(100, to_step(Fraction(100 * n, base), points)) for n in counts]


@pytest.mark.parametrize("steps", [Steps(5, 1, 5), Steps(5, 5, 5), Steps(15, 1, 20)])
def test_the_range_holds_that_of_every_pair_that_is_printed_so_and_is_no_wider(
    steps: Steps,
) -> None:
    for people in (20, 25, 45, 50, 55, 120, 205, 1010):
        base, tenth = rounded(people, steps.count), rounded(people // 10, steps.count)
        points = steps.points_of(base)
        for count in range(0, base + 1, tenth or steps.count):
            (row,) = shares([count], base, steps, adds_up=False)
            assert row.percent is not None
            assert row.low is not None
            assert row.high is not None
            ends = [interval(*pair) for pair in pairs(count, base, steps.count)]
            low, high = min(end[0] for end in ends), max(end[1] for end in ends)
            assert row.low <= low + SLIGHT
            assert row.high >= high - SLIGHT
            assert row.low + points > low
            assert row.high - points < high
            assert 0 <= row.low <= row.percent <= row.high <= 100
            assert all(part % points == 0 for part in (row.percent, row.low, row.high))


@pytest.mark.parametrize(
    ("count", "base", "expected"),
    [(90, 8715, (1.0, 0.8, 1.3)), (85, 995, (9, 6, 11)), (85, 1000, (8.5, 6.7, 10.7)),
     (1000, 1000, (100.0, 98.9, 100.0)), (0, 1000, (0.0, 0.0, 0.8))],
)  # fmt: skip
def test_a_percentage_of_a_base_of_a_thousand_has_one_decimal(
    count: int, base: int, expected: tuple[float, ...]
) -> None:
    (row,) = shares([count], base, TENTHS, adds_up=False)
    assert (row.percent, row.low, row.high) == expected
    assert isinstance(row.percent, float) == (base >= 1000)
    said = row.model_dump_json()
    assert Shown.model_validate_json(said) == row
    assert Shown.model_validate_json(said).model_dump_json() == said


@pytest.mark.parametrize("people", [1000, 1005, 4321, 13945])
def test_a_range_with_a_decimal_holds_that_of_every_pair_and_is_no_wider(people: int) -> None:
    base = rounded(people, 5)
    for count in range(0, base + 1, rounded(base // 7, 5)):
        (row,) = shares([count], base, TENTHS, adds_up=False)
        ends = [interval(*pair) for pair in pairs(count, base, 5)]
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        told = [Decimal(str(one)) for one in (row.low, row.percent, row.high)]
        assert told == sorted(told)
        assert told[0] <= low + SLIGHT < told[0] + Decimal("0.1")
        assert told[2] >= high - SLIGHT > told[2] - Decimal("0.1")
        assert abs(told[1] - 100 * Decimal(count) / base) <= Decimal("0.05")


@given(st.lists(st.integers(150, 4000), min_size=7, max_size=9), st.booleans())
def test_the_verifier_has_the_same_tenths_and_takes_no_other(
    exact: list[int], adds_up: bool
) -> None:
    counts, base = [rounded(n, 5) for n in exact], rounded(sum(exact), 5)
    rows, policy = as_json(shares(counts, base, TENTHS, adds_up=adds_up)), as_policy(TENTHS)
    assert shares_fit(rows, {"count": base}, policy, adds_up)
    assert not shares_fit(rows, {"count": base}, {**policy, "decimal_from": None}, adds_up)
    assert not shares_fit(rows, {"count": base}, {**policy, "decimal_from": base + 5}, adds_up)
    for key in ("percent", "low", "high"):
        before = rows[0][key]
        rows[0][key] = (round(10 * before) + 1) / 10
        assert not shares_fit(rows, {"count": base}, policy, adds_up)
        rows[0][key] = before
    whole = as_json(shares(counts, base, Steps(5, 1, 5), adds_up=adds_up))
    assert shares_fit(whole, {"count": base}, as_policy(Steps(5, 1, 5)), adds_up)
    assert not shares_fit(whole, {"count": base}, policy, adds_up)


def test_two_rows_with_decimals_add_up_to_100() -> None:
    for one in range(5, 1000, 5):
        rows = shares([one, 2000 - one], 2000, TENTHS, adds_up=True)
        assert sum(round(10 * (row.percent or 0)) for row in rows) == 1000


@given(CHOSEN, STEPS)
def test_the_range_holds_the_percentage_that_it_stands_beside(
    exact: list[int], steps: Steps
) -> None:
    counts, base = [rounded(n, steps.count) for n in exact], rounded(sum(exact), steps.count)
    if base and sum(counts):
        for row in shares(counts, base, steps, adds_up=True):
            assert 0 <= row.low <= row.percent <= row.high <= 100  # type: ignore[operator]


def test_the_range_holds_a_percentage_of_a_sum_far_from_the_base() -> None:
    """Twenty rows of 7 print 5: the sum of what is printed is far below the base."""
    row = shares([200, *[5] * 20], 340, Steps(5, 1, 5), adds_up=True)[0]
    assert (row.percent, row.high) == (67, 67)


@given(st.integers(1, 3000), st.data())
def test_the_interval_is_rounded_outwards_and_no_further(base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    low, high = interval(count, base)
    for whole in (100, 1000):
        ends, scale = wilson_outwards(count, base, whole=whole), whole // 100
        assert ends[0] <= scale * low + SLIGHT
        assert ends[1] >= scale * high - SLIGHT
        assert ends[0] + 1 > scale * low
        assert ends[1] - 1 < scale * high


@given(CHOSEN, STEPS, st.booleans(), st.data())
def test_the_verifier_has_the_same_percentages_and_finds_any_other(
    exact: list[int], steps: Steps, adds_up: bool, data: st.DataObject
) -> None:
    counts: list[int | None] = [rounded(n, steps.count) for n in exact]
    base = {"count": rounded(sum(exact), steps.count)}
    if data.draw(st.booleans()):
        counts[0] = None
    assume(base["count"])
    rows = as_json(shares(counts, base["count"], steps, adds_up=adds_up))
    policy = as_policy(steps)
    assert shares_fit(rows, base, policy, adds_up)
    for row in rows:
        for key in ("percent", "low", "high"):
            before = row[key]
            for other in (0, 1, 5, -1, -5, None):
                row[key] = other if other is None else (before or 0) + other
                assert shares_fit(rows, base, policy, adds_up) == (row[key] == before)
            row[key] = before
    assert not shares_fit(rows, {"count": None}, policy, adds_up)
    assert not shares_fit(rows, None, policy, adds_up)
    assert not shares_fit(rows, base, {**policy, "percent_rounding_small": None}, adds_up)
    assert shares_fit([{**row, "percent": None, "low": None, "high": None} for row in rows],
                      base, policy, adds_up)  # fmt: skip


def test_the_verifier_takes_no_whole_points_below_50() -> None:
    rows = as_json(shares([10, 20], 30, Steps(5, 1, 1), adds_up=True))
    assert rows[0]["percent"] == 33
    weak = {"count_rounding": 5, "percent_rounding": 1, "percent_rounding_small": 1}
    assert not shares_fit(rows, {"count": 30}, weak, adds_up=True)


@pytest.mark.parametrize("n", [60, 155, 700, 2400])
def test_what_is_printed_follows_from_printed_counts_alone(kit: Any, n: int) -> None:
    """Through the public door: every column of a release, worked out anew from its counts."""
    q = kit.questionnaire([
        {"id": "by", "type": "single", "options": kit.options(3), "breakdown": True},
        {"id": "one", "type": "single", "options": kit.options(3)},
        {"id": "many", "type": "multiple", "options": kit.options(4)},
        {"id": "first", "type": "ranking", "options": kit.options(3)},
    ])  # fmt: skip
    release = kit.release_of(q, kit.tally_of(q, kit.crowd(q, n, 3, 0.6, 0.05)))
    seen = 0
    for question in release.questions:
        columns = [([row.shown for row in question.rows], question.base)]
        for split in question.breakdowns:
            columns += [([line[j] for line in split.cells], column.base)
                        for j, column in enumerate(split.categories)]  # fmt: skip
        for cells, base in columns:
            seen += _looked_at(cells, base, 5 if n < 100 else 1, question.type != "multiple")
    assert seen > 8
    decimals = [row.shown.percent for x in release.questions for row in x.rows]
    assert all(isinstance(one, float) for one in decimals) == (n == 2400)
    assert (release.policy.decimal_from == 1000) == (n == 2400)
    assert ("decimal" in release.model_dump_json()) == (n == 2400)


def _looked_at(cells: list[Shown], base: Shown, points: int, adds_up: bool) -> int:
    """Look at one column with whole numbers only; give how many percentages it has."""
    shares_shown = [cell.percent for cell in cells if cell.percent is not None]
    if not shares_shown:
        return 0
    assert base.count is not None
    points = 5 if base.count < 50 else points
    parts = 10 if base.count >= 1000 else 1
    printed = [cell.count for cell in cells if cell.count is not None]
    complete = adds_up and len(printed) == len(cells)
    whole = sum(printed) if complete else max(base.count, sum(printed) if adds_up else 0)
    assert [parts * one for one in shares_shown] == [
        to_step(Fraction(parts * 100 * count, whole), points) for count in printed
    ]
    if complete:
        assert abs(sum(shares_shown) - 100) <= Fraction(points, 2) * len(cells)
    return len(shares_shown)
