"""Stability between rounds, kappas and ranks: published examples, scipy, and what must hold."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from survey.delphi.rule import ConsensusRule
from survey.delphi.statistics.kappa import fleiss_kappa, kappa_band, pair_kappa, table_kappa
from survey.delphi.statistics.ranks import concordance, signed_ranks, spearman
from survey.delphi.statistics.stability import advise, compare, scheibe_change
from survey.errors import BadInput

RULE = ConsensusRule()
ONE = [3, 4, 5, 5, 6, 7, 7, 8, 8, 9]
TWO = [5, 5, 6, 6, 7, 7, 7, 8, 8, 8]

PAIRS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=8, max_size=30)


def both(one, two):
    return compare(dict(enumerate(one)), dict(enumerate(two)), RULE)


def test_the_pair_where_three_measures_say_three_things():
    found = both(ONE, TWO)
    assert found.pairs == 10
    change = asdict(found.change)
    wanted = {
        "median_before": 6.5, "median_after": 7.0, "iqr_before": 2.75, "iqr_after": 1.75,
        "unchanged_percent": 40.0, "scheibe_change": 30.0, "scheibe_stable": False,
        "cv_before": 0.3116, "cv_after": 0.1731, "cv_change": 0.1386, "cv_stable": False,
        "kappa_unweighted": 0.2683, "kappa_linear": 0.6023, "kappa_quadratic": 0.8133,
        "wilcoxon_n": 6, "wilcoxon_w": 3.0, "wilcoxon_p": 0.0956,
        "wilcoxon_method": "normal approximation", "spearman": 0.9782,
        "kappa_linear_band": "moderate", "kappa_quadratic_band": "almost perfect",
    }  # fmt: skip
    for name, value in wanted.items():
        known = pytest.approx(value, abs=5e-5) if isinstance(value, float) else value
        assert change[name] == known, name
    assert found.stable == "stable"
    assert found.method == "Hyndman-Fan type 7"


def test_nothing_is_said_about_fewer_than_eight_pairs():
    found = both(ONE[:7], TWO[:7])
    assert (found.pairs, found.stable, found.change) == (7, "too few to say", None)
    assert both(ONE[:8], TWO[:8]).change is not None


def test_only_members_of_both_rounds_are_compared():
    before = dict(enumerate([*ONE, 1, None]))
    after = dict(enumerate([*TWO, None, 9])) | {99: 1}
    assert compare(before, after, RULE) == both(ONE, TWO)


def test_all_the_same_is_stable_by_definition():
    found = both([7] * 8, [7] * 8)
    assert found.stable == "stable by definition"
    assert found.change.kappa_quadratic is None
    assert found.change.kappa_quadratic_band == "stable by definition"
    assert found.change.wilcoxon_p is None
    assert found.change.wilcoxon_method == "no rating changed"
    assert found.change.spearman is None
    assert found.change.unchanged_percent == 100
    json.dumps(asdict(found), allow_nan=False)


def test_a_jump_of_everyone_is_not_stable():
    found = both([3] * 8, [7] * 8)
    assert found.stable == "not stable"
    assert found.change.kappa_quadratic == 0
    assert found.change.scheibe_change == 100


def test_when_a_statement_is_rated_no_more():
    stable, moved = both(ONE, ONE), both([3] * 8, [7] * 8)
    assert advise(None, 1, RULE) == "rate again"
    assert advise(stable, 2, RULE) == "stop: stable"
    assert advise(moved, 2, RULE) == "rate again"
    assert advise(moved, 3, RULE) == "stop: last round"
    assert advise(both(ONE[:7], ONE[:7]), 2, RULE) == "rate again"
    with pytest.raises(BadInput):
        advise(None, 0, RULE)


def test_ratings_outside_the_scale_are_refused():
    with pytest.raises(BadInput):
        compare({"a": 10}, {"a": 1}, RULE)
    with pytest.raises(BadInput):
        compare({"a": 1}, {"a": 0}, RULE)


def test_scheibe_with_other_numbers_of_people_takes_shares():
    assert scheibe_change({1: 5, 9: 5}, {1: 10, 9: 10}) == 0
    assert scheibe_change({1: 10}, {1: 10, 9: 10}) == 50
    assert scheibe_change({}, {1: 1}) is None


def test_fifteen_percent_of_change_is_not_under_fifteen():
    """Three of twenty ratings moved."""
    before = [5] * 20
    assert both(before, [5] * 17 + [6] * 3).change.scheibe_stable is False
    assert both(before, [5] * 18 + [6] * 2).change.scheibe_stable is True


def test_cohens_example_of_1968():
    table = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
    assert table_kappa(table) == pytest.approx(0.4915, abs=5e-5)
    weighted = table_kappa(table, [[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert weighted == pytest.approx(0.3478, abs=5e-5)
    assert table_kappa([[3, 0], [0, 0]]) is None
    with pytest.raises(BadInput):
        table_kappa([[1, 2]])


def test_fleiss_example():
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    assert fleiss_kappa(table) == (
        pytest.approx(0.3780, abs=5e-5), pytest.approx(0.2128, abs=5e-5),
        pytest.approx(0.2099, abs=5e-5),
    )  # fmt: skip
    assert fleiss_kappa([(4, 0), (4, 0)])[2] is None
    with pytest.raises(BadInput):
        fleiss_kappa([(4, 0), (3, 0)])


@pytest.mark.parametrize(
    ("kappa", "band"),
    [(-0.2, "poor"), (0.20, "poor"), (0.21, "fair"), (0.41, "moderate"), (0.60, "moderate"),
     (0.61, "substantial"), (0.80, "substantial"), (0.81, "almost perfect"), (1, "almost perfect")],
)  # fmt: skip
def test_bands_of_kappa(kappa, band):
    assert kappa_band(kappa) == band


def test_darwins_maize():
    """The example of scipy's documentation: exact."""
    moved = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    found = signed_ranks(moved)
    assert (found.w, found.p, found.method) == (24, 0.041259765625, "exact")


@given(st.lists(st.integers(1, 200), min_size=1, max_size=25, unique=True), st.data())
def test_the_exact_test_is_that_of_scipy(sizes, data):
    signs = data.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(sizes), max_size=len(sizes)))
    moved = [size * sign for size, sign in zip(sizes, signs, strict=True)]
    theirs, ours = stats.wilcoxon(moved, method="exact"), signed_ranks([0, *moved, 0])
    assert ours.method == "exact"
    assert (ours.w, ours.p) == (theirs.statistic, pytest.approx(theirs.pvalue))


@given(PAIRS)
def test_the_approximate_test_is_that_of_scipy(pairs):
    moved = [two - one for one, two in pairs]
    ours = signed_ranks(moved)
    assume(ours.method == "normal approximation")
    theirs = stats.wilcoxon(moved, zero_method="wilcox", correction=False, method="approx")
    assert (ours.w, ours.p) == (theirs.statistic, pytest.approx(theirs.pvalue))


def test_more_than_25_differences_are_approximated():
    assert signed_ranks(range(1, 26)).method == "exact"
    assert signed_ranks(range(1, 27)).method == "normal approximation"


@given(PAIRS)
def test_spearman_is_that_of_scipy(pairs):
    one, two = zip(*pairs, strict=True)
    if len(set(one)) == 1 or len(set(two)) == 1:
        assert spearman(pairs) is None
    else:
        assert spearman(pairs) == pytest.approx(stats.spearmanr(one, two).statistic)


@given(PAIRS, st.sampled_from([("none", 0), ("linear", 1), ("quadratic", 2)]))
def test_kappa_of_pairs_is_that_of_their_table(pairs, weights):
    name, power = weights
    table = np.zeros((9, 9))
    for one, two in pairs:
        table[one - 1, two - 1] += 1
    i, j = np.indices((9, 9))
    weigh = np.where(i == j, 0.0, np.abs(i - j) ** float(power))
    expected = (weigh * np.outer(table.sum(1), table.sum(0))).sum()
    found = pair_kappa(pairs, name)
    if expected == 0:
        assert found is None
    else:
        wanted = 1 - table.sum() * (weigh * table).sum() / expected
        assert float(found) == pytest.approx(wanted, abs=1e-12)
        assert table_kappa(table.tolist(), weigh.tolist()) == pytest.approx(wanted, abs=1e-12)
        assert -1 <= found <= 1


@given(PAIRS)
def test_bounds_and_the_names_of_members(pairs):
    one, two = zip(*pairs, strict=True)
    found = both(one, two)
    names = [f"member {len(pairs) - place}" for place in range(len(pairs))]
    turned = dict(reversed(list(zip(names, two, strict=True))))
    assert compare(dict(zip(names, one, strict=True)), turned, RULE) == found
    change = found.change
    assert 0 <= change.unchanged_percent <= 100
    assert 0 <= change.scheibe_change <= 100 - change.unchanged_percent + 1e-9
    assert both(two, one).change.scheibe_change == change.scheibe_change
    json.dumps(asdict(found), allow_nan=False)


@pytest.mark.parametrize(
    ("rankings", "w", "chi", "reading"),
    [
        ([[1, 2, 3, 4]] * 3, 1.0, 9.0, "unusually strong"),
        ([[1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]], 0.7778, 7.0, "strong"),
        ([[1, 2, 3, 4], [4, 3, 2, 1]], 0.0, 0.0, "very weak"),
    ],
)
def test_kendalls_examples(rankings, w, chi, reading):
    found = concordance(rankings)
    assert (found.w, found.chi_squared) == (pytest.approx(w, abs=5e-5), pytest.approx(chi))
    assert (found.full, found.partial, found.degrees, found.reading) == (
        len(rankings), 0, 3, reading
    )  # fmt: skip


def test_partial_rankings_are_counted_apart():
    found = concordance([[1, 2, 3], [1, None, None], [1, 3, 2], [None, None, None]])
    assert (found.full, found.partial) == (2, 2)
    assert found.w == concordance([[1, 2, 3], [1, 3, 2]]).w


def test_rankings_without_an_order_have_no_w():
    assert concordance([[1, 1, 1], [2, 2, 2]]).w is None
    assert concordance([]).w is None
    assert concordance([[1, None]]).w is None
    with pytest.raises(BadInput):
        concordance([[1, 2], [1, 2, 3]])
    with pytest.raises(BadInput):
        concordance([[1]])


@given(
    st.integers(3, 7).flatmap(
        lambda items: st.lists(
            st.lists(st.integers(1, items), min_size=items, max_size=items), min_size=3, max_size=12
        )
    )
)
def test_w_is_that_of_friedmans_test(rankings):
    found = concordance(rankings)
    if any(len(set(ranking)) > 1 for ranking in rankings):
        theirs = stats.friedmanchisquare(*zip(*rankings, strict=True)).statistic
        assert found.chi_squared == pytest.approx(theirs, abs=1e-9)
        assert 0 <= found.w <= 1
        assert concordance(rankings[::-1]) == found
        assert concordance([ranking[::-1] for ranking in rankings]).w == found.w
    else:
        assert found.w is None
