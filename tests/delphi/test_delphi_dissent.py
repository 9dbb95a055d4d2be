"""Minority reports by rule, attrition, and statements that many chose not to rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.delphi.rule import ConsensusRule, CouncilPolicy
from survey.delphi.statistics import dissent
from survey.delphi.statistics.attrition import flow, flow_by_role, leavers_differ
from survey.delphi.statistics.dissent import PrintedDissent, minority_report, require_whole
from survey.delphi.statistics.feedback import pressing
from survey.delphi.statistics.missing import missing
from survey.errors import BadInput, Refused

POLICY = CouncilPolicy()
V6 = [2, 2, 3, 7, 7, 8, 8, 8, 9, 9]


def report(ratings, **groups):
    return minority_report(ratings, POLICY, **groups)


def printed(ratings):
    return PrintedDissent("S1", 2, report(ratings))


def test_three_of_ten_at_the_other_end_make_a_report():
    made = report(V6)
    assert made.grounds == ("disagreement", "opposite third")
    assert str(made.sentences[1]) == "Some members rated this at the other end of the scale."


@pytest.mark.parametrize(
    ("ratings", "grounds"),
    [
        ([8] * 9, None),
        ([8] * 17 + [2] * 3, ("opposite third",)),  # exactly 15 percent, three people
        ([8] * 18 + [2] * 3, None),  # three people, under 15 percent
        ([8] * 8 + [2] * 2, None),  # 20 percent, two people
        ([2] * 17 + [8] * 3, ("opposite third",)),
        ([1, 1, 1, 1, 5, 9, 9, 9, 9], ("disagreement",)),  # no third is opposite to the middle
        ([2, 2, 2, 8, 8, 8, 8], None),  # seven: too few to say
    ],
)
def test_when_a_report_is_made(ratings, grounds):
    made = report(ratings)
    assert (made.grounds if made else None) == grounds


def test_a_role_in_another_third_makes_a_report():
    ratings = [8] * 15 + [5] * 5
    roles = {"survivor": [5] * 5, "practitioner": [8] * 15}
    made = report(ratings, roles=roles)
    assert (made.grounds, made.groups) == (("group in another third",), ("survivor",))
    assert report(ratings, roles={"survivor": [5] * 4}) is None


def test_survivors_apart_make_a_report():
    ratings = [9] * 5 + [7] * 10
    assert report(ratings, survivors=[9] * 5, others=[7] * 10).grounds == ("survivors apart",)
    assert report(ratings, survivors=[9] * 4, others=[7] * 10) is None
    assert report(ratings, survivors=[8] * 5, others=[7] * 10) is None
    assert report(ratings, survivors=[], others=[7] * 10) is None


def test_reports_are_added_to_and_never_shortened():
    made = printed(V6)
    told = made.explained("This name blames the person in the picture.").annotated("See round one.")
    require_whole([made], [told])
    require_whole([told], [told])
    for less in ([], [made], [printed([8] * 17 + [2] * 3).explained("Another.")]):
        with pytest.raises(Refused) as problem:
            require_whole([told], less)
        assert "S1" in str(problem.value)


@pytest.mark.parametrize("words", ["", "  ", "3 members said so", "a third (33%) said so"])
def test_reasons_hold_words_and_no_count(words):
    with pytest.raises(BadInput):
        printed(V6).explained(words)
    with pytest.raises(BadInput):
        printed(V6).annotated(words)


def test_words_of_dissent_press_nobody():
    assert [pressing(words) for words in dissent.SENTENCES.values()] == [()] * 4


@given(st.lists(st.integers(1, 9), min_size=8, max_size=40), st.randoms())
def test_the_order_of_ratings_changes_no_report(ratings, random):
    mixed = ratings[:]
    random.shuffle(mixed)
    assert report(mixed) == report(ratings)


@pytest.mark.parametrize(
    ("invited", "done", "response", "kept", "of_first"),
    [
        (1072, [91, 69, 56], 8.5, [75.8, 81.2], 61.5),  # doi 10.1371/journal.pone.0304651
        (72, [58, 54, 51], 80.6, [93.1, 94.4], 87.9),  # ACCORD 2024
    ],
)
def test_published_flows(invited, done, response, kept, of_first):
    found = flow(invited, invited, [(count, count) for count in done])
    assert found.response == pytest.approx(response, abs=0.05)
    assert [one.retention_previous for one in found.rounds[1:]] == pytest.approx(kept, abs=0.05)
    assert found.rounds[-1].retention_first == pytest.approx(of_first, abs=0.05)
    assert found.rounds[0].retention_previous is None


def test_flows_that_cannot_be():
    assert flow(0, 0, []).response is None
    assert flow(5, 5, [(0, 0), (0, 0)]).rounds[1].retention_previous is None
    for invited, counts in ((5, (6, 1)), (5, (3, 4)), (5, (3, -1))):
        with pytest.raises(BadInput):
            flow(invited, invited, [counts])


def test_roles_are_shown_only_where_every_number_is_large_enough():
    large, small = (20, [(15, 10)]), (12, [(12, 9)])
    assert set(flow_by_role({"a": large, "b": large}, POLICY)) == {"a", "b"}
    assert flow_by_role({"a": large, "b": large, "c": small}, POLICY) == {}
    rest = {"c": (10, [(8, 6)]), "d": (10, [(7, 4)])}
    assert set(flow_by_role({"a": large, **rest}, POLICY)) == {"a"}
    assert flow_by_role({"a": (20, [(20, 20), (20, 16)])}, POLICY) == {}


def test_leavers_are_compared_only_where_both_groups_are_large_enough():
    assert leavers_differ([3] * 8, [7] * 9, POLICY) == (3, 7)
    assert leavers_differ([3] * 7 + [None], [7] * 9, POLICY) is None


@pytest.mark.parametrize(
    ("rated", "responders", "percent", "many"),
    [(14, 20, 70, False), (13, 20, 65, True), (0, 0, None, False), (0, 9, 0, True)],
)
def test_many_chose_not_to_answer(rated, responders, percent, many):
    found = missing(rated, responders, ConsensusRule())
    assert (found.percent, found.many_chose_not_to_answer) == (percent, many)


def test_more_than_there_are_cannot_have_rated():
    with pytest.raises(BadInput):
        missing(3, 2, ConsensusRule())
