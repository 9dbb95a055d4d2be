"""Agreement of one statement: published examples, an independent library, and what must hold."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey.delphi.rule import ConsensusRule
from survey.delphi.statistics.agreement import (
    classic_limit,
    measure,
    median_of,
    third,
    variation_band,
)
from survey.delphi.statistics.percentiles import percentile
from survey.delphi.statistics.proportions import agree_percent, apmo, narrow, oppose_percent, wilson
from survey.errors import BadInput

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "delphi.json").read_text())
RULE = ConsensusRule()
V6 = [2, 2, 3, 7, 7, 8, 8, 8, 9, 9]

RATINGS = st.lists(st.integers(1, 9), min_size=8, max_size=40)


def flat(ratings):
    return measure(ratings, RULE).flat()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_vectors(vector):
    found = flat(vector["ratings"])
    same = ("median", "q1", "q3", "p30", "p70", "ipr", "ipras", "low", "high")
    assert {name: found[name] for name in same} == {name: vector[name] for name in same}
    assert found["ipras_disagreement"] is vector["ipras_disagree"]
    assert found["classic_limit"] == vector["D"]
    assert found["classic_disagreement"] is vector["classic_disagree"]
    assert found["agree_percent"] == pytest.approx(vector["pct_7_9"], abs=5e-5)


def test_the_published_table_needs_the_constant_235():
    """BMJ Open 2012;2:e001431, table 1: its text prints 2.5, its result needs 2.35."""
    found = flat([4, 5, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9])
    assert (found["iprcp"], found["ai"], found["ipras"]) == (7.5, 2.5, 6.1)
    assert found["classic_agreement"] is True
    assert found["verdict"] == "consensus for"


def test_limits_of_the_classic_rule():
    """BMC MIDM 2012;12:93, table 7, and PMC5966219, table 4."""
    assert [classic_limit(n) for n in range(8, 17)] == [3, 3, 3, 4, 4, 4, 5, 5, 5]
    limits = [2] * 3 + [3] * 3 + [4] * 3 + [5] * 3 + [6] * 3 + [7] * 3
    assert [classic_limit(n) - 1 for n in range(8, 26)] == limits


@pytest.mark.parametrize(
    ("centre", "allowed"),
    [(1, 8.35), (2, 6.85), (3, 5.35), (4, 3.85), (5, 2.35), (6, 3.85), (7, 5.35), (8, 6.85),
     (9, 8.35)],
)  # fmt: skip
def test_the_allowed_range_by_its_centre(centre, allowed):
    assert flat([centre] * 9)["ipras"] == allowed


def test_the_allowed_range_between_whole_centres():
    for ratings, centre, allowed in (([5] * 5 + [6] * 5, 5.5, 3.1), ([7] * 5 + [8] * 5, 7.5, 6.1)):
        found = flat(ratings)
        assert (found["iprcp"], found["ipras"]) == (centre, allowed)


def test_one_vector_shows_that_rules_differ():
    """Seventy percent at 7-9, and three of ten at 2-3."""
    found = flat(V6)
    assert found["ipras_disagreement"] is False
    assert found["one_third_disagreement"] is False
    assert found["classic_disagreement"] is True
    assert found["verdict"] == "disagreement"
    assert found["comet"] == "no consensus"
    assert found["method"] == "Hyndman-Fan type 7"


@pytest.mark.parametrize(
    ("ratings", "verdict", "comet"),
    [
        ([8] * 9, "consensus for", "consensus in"),
        ([1, 1, 1, 2, 2, 2, 3, 3, 7], "consensus against", "consensus out"),
        ([3, 4, 4, 5, 5, 5, 6, 6, 7], "no consensus yet", "no consensus"),
        ([7] * 6 + [6] * 2, "consensus for", "consensus in"),  # exactly 75 percent
        ([7] * 14 + [4] * 3 + [1] * 3, "no consensus yet", "no consensus"),  # exactly 15 percent
        ([7] * 17 + [1] * 3, "no consensus yet", "no consensus"),
        ([7] * 18 + [1] * 2, "consensus for", "consensus in"),
        ([8] * 7, "too few to say", None),
        ([], "too few to say", None),
    ],
)
def test_verdicts(ratings, verdict, comet):
    found = flat(ratings)
    assert found["verdict"] == verdict
    assert found["comet"] == comet


def test_equal_is_not_more():
    """Where the range is exactly the allowed one, no rounding of floats turns it into more."""
    equal = 0
    for ratings in combinations_with_replacement((1, 3, 4, 6, 7, 9), 8):
        found = measure(ratings, RULE).ipras
        assert found is not None
        p30, p70 = (_slow(ratings, Fraction(place, 10)) for place in (3, 7))
        allowed = Fraction(235, 100) + Fraction(3, 2) * abs(5 - (p30 + p70) / 2)
        assert found.ipras_disagreement is (p70 - p30 > allowed)
        assert (found.disagreement_index or 0) == float((p70 - p30) / allowed)
        equal += p70 - p30 == allowed
    assert equal > 0


@pytest.mark.parametrize(
    ("ratings", "agreement"),
    [([8] * 8 + [5] * 2, True), ([8] * 7 + [5] * 3, False), ([8] * 10 + [5] * 3, True),
     ([8] * 9 + [5] * 4, False), ([2] * 6 + [5] * 2, True), ([4] * 4 + [3] * 4, False)],
)  # fmt: skip
def test_agreement_by_the_classic_rule(ratings, agreement):
    """At most 2 of 8 and of 10, and 3 of 13, lie outside the third of the median."""
    assert flat(ratings)["classic_agreement"] is agreement


@pytest.mark.parametrize(
    ("ratings", "apart"),
    [([1] * 3 + [5] * 3 + [9] * 3, True), ([1] * 3 + [5] * 4 + [9] * 3, False),
     ([1] * 4 + [5] * 2 + [9] * 4, True)],
)  # fmt: skip
def test_the_rule_of_one_third(ratings, apart):
    assert flat(ratings)["one_third_disagreement"] is apart


def test_few_ratings_have_numbers_and_no_verdict():
    found = flat([2, 5, 8])
    assert (found["n"], found["median"], found["ipr"]) == (3, 5.0, pytest.approx(2.4))
    for name in ("ipras_disagreement", "classic_disagreement", "one_third_disagreement", "comet",
                 "classic_agreement", "disagreement_index", "iqr_rule"):  # fmt: skip
        assert found[name] is None
    assert found["verdict"] == "too few to say"


def test_nothing_rated_is_not_a_number():
    found = flat([None, None])
    assert found["n"] == 0
    undefined = {name for name, value in found.items() if value is None}
    assert {"median", "ipras", "agree_percent", "agree_lower", "cv", "mean"} <= undefined
    assert flat([5])["sd"] is None
    assert percentile([], 50) is None
    assert median_of([None]) is None
    assert agree_percent([]) is None
    assert narrow([]) is None


def test_missing_ratings_are_left_out():
    assert flat([None, *V6, None]) == flat(V6)


@pytest.mark.parametrize("wrong", [[0], [10], [5.5], [True], [float("nan")], ["7"]])
def test_what_is_no_rating_is_refused(wrong):
    with pytest.raises(BadInput) as problem:
        measure(wrong, RULE)
    assert "rating" in str(problem.value)


def test_other_scales_are_refused_where_constants_do_not_hold():
    with pytest.raises(BadInput) as problem:
        measure([1, 2, 3], RULE, points=5)
    assert "1 to 9 only" in str(problem.value)
    with pytest.raises(BadInput):
        narrow([1, 2], points=7)
    with pytest.raises(BadInput):
        agree_percent([1], points=11)


def test_agreement_on_other_scales():
    assert agree_percent([1, 2, 3, 4, 5], points=5) == 40
    assert oppose_percent([1, 2, 3, 4, 5], points=5) == 40
    assert agree_percent([5, 6, 7, 7], points=7) == 75
    assert oppose_percent([1, 2, 3, 4], points=7) == 50
    assert agree_percent(V6) == 70
    assert narrow([3, 3, 4, 4], points=5) is True
    assert narrow([1, 3, 5], points=5) is False
    assert narrow([5, 6, 7, 8, 9], points=10) is True


@pytest.mark.parametrize(
    ("cv", "band"), [(0, "good"), (0.5, "good"), (0.51, "weak"), (0.8, "weak"), (0.81, "poor")]
)
def test_bands_of_variation(cv, band):
    assert variation_band(cv) == band


@pytest.mark.parametrize(
    ("median", "name"),
    [(1, "low"), (3, "low"), (3.5, "middle"), (6, "middle"), (6.5, "high"), (9, "high")],
)
def test_halves_belong_to_the_higher_third(median, name):
    assert third(median) == name


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(9, 12, 46.8, 91.1), (15, 20, 53.1, 88.8), (0, 10, 0, 27.8)],
)
def test_wilson_examples(part, whole, low, high):
    assert wilson(part, whole) == (pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05))


def test_wilson_of_nobody_and_of_nonsense():
    assert wilson(0, 0) is None
    with pytest.raises(BadInput):
        wilson(3, 2)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_scipy(counts):
    part, whole = counts
    theirs = stats.binomtest(part, whole).proportion_ci(method="wilson")
    ours = wilson(part, whole)
    assert ours == (
        pytest.approx(100 * theirs.low, abs=1e-7), pytest.approx(100 * theirs.high, abs=1e-7)
    )  # fmt: skip


def test_the_cut_off_of_a_round():
    """Two majorities of 8 and 6 among 30 opinions; a half is no majority."""
    assert apmo([(8, 1, 10), (2, 6, 10), (5, 5, 10)]) == pytest.approx(100 * 14 / 30)
    assert apmo([]) is None
    assert apmo([(0, 0, 0)]) is None
    with pytest.raises(BadInput):
        apmo([(6, 6, 10)])


@given(RATINGS)
def test_numbers_are_those_of_numpy_and_scipy(ratings):
    found = flat(ratings)
    places = {"q1": 25, "median": 50, "q3": 75, "p30": 30, "p70": 70}
    for name, place in places.items():
        assert found[name] == pytest.approx(np.percentile(ratings, place, method="linear"))
    assert found["mean"] == pytest.approx(np.mean(ratings))
    assert found["sd"] == pytest.approx(np.std(ratings, ddof=1))
    assert found["cv"] == pytest.approx(stats.variation(ratings, ddof=1))


@given(RATINGS, st.randoms())
def test_the_order_of_ratings_changes_nothing(ratings, random):
    mixed = ratings[:]
    random.shuffle(mixed)
    assert flat(mixed) == flat(ratings)


@given(RATINGS)
def test_bounds(ratings):
    found = flat(ratings)
    assert 1 <= found["q1"] <= found["p30"] <= found["median"] <= found["p70"] <= found["q3"] <= 9
    assert 0 <= found["ipr"] <= found["iqr"] <= 8
    assert 2.35 <= found["ipras"] <= 8.35
    assert found["low"] + found["middle"] + found["high"] == found["n"] == len(ratings)
    assert 0 <= found["agree_lower"] <= found["agree_percent"] <= found["agree_upper"] <= 100
    assert found["agree_percent"] + found["oppose_percent"] <= 100
    assert (found["disagreement_index"] > 1) is found["ipras_disagreement"]
    assert not (found["classic_disagreement"] and found["classic_agreement"])


@given(RATINGS)
def test_the_scale_read_backwards_turns_for_into_against(ratings):
    found, turned = flat(ratings), flat([10 - rating for rating in ratings])
    mirror = {"consensus for": "consensus against", "consensus against": "consensus for"}
    assert turned["verdict"] == mirror.get(found["verdict"], found["verdict"])
    assert turned["ipras"] == found["ipras"]
    assert turned["agree_percent"] == found["oppose_percent"]


@given(RATINGS, st.data())
def test_one_higher_rating_never_lowers_the_group(ratings, data):
    place = data.draw(st.integers(0, len(ratings) - 1))
    raised = ratings[:]
    raised[place] = data.draw(st.integers(ratings[place], 9))
    before, after = flat(ratings), flat(raised)
    for name in ("median", "q1", "q3", "p30", "p70", "mean", "agree_percent"):
        assert after[name] >= before[name]
    assert after["oppose_percent"] <= before["oppose_percent"]


def _slow(ratings, share):
    ordered, place = sorted(ratings), (len(ratings) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
