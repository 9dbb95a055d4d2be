"""What is published of a round of a council: by size, by closeness, by who left, by role."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from survey.delphi.form.pseudonymous_answers import RoundAnswers
from survey.delphi.rule import CouncilPolicy, Showing
from survey.disclosure.council.protect_round import policy_sentences, protect_round
from survey.disclosure.council.round_policy import (
    CLOSE,
    SAME_AGAIN,
    SENTENCES,
    SOME_LEFT,
    policy_said,
)
from survey.disclosure.council.round_release import RoundRelease
from survey.disclosure.council.round_terms import ranking_shown, term_shown
from survey.errors import DisclosureRefused
from tests.disclosure.round_reader import POLICY, facts, publish, rated
from tests.reports.council_sample import answers as sample_answers
from tests.reports.council_sample import ordering, releases

VECTORS = {
    one["id"]: one
    for one in json.loads((Path(__file__).parents[1] / "vectors" / "delphi.json").read_text())
}
V6 = VECTORS["V6"]["ratings"]
STORED = (Path(__file__).parents[1] / "vectors" / "council_rounds.jsonl").read_text().splitlines()
SIX = [(5, 6), (7, 7), (8, 7), (9, 9), (6, 8), (3, 4)]


def once(ratings, roles=None, policy=POLICY):
    return publish([(rating,) for rating in ratings], roles, policy)[0]


def test_a_large_group_sees_percentages_and_the_shape():
    shown = once(VECTORS["P1"]["ratings"])
    assert (shown.shown, shown.n, shown.median, shown.q1, shown.q3) == ("percentages", 15, 7, 7, 8)
    assert shown.shape == (0, 0, 0, 1, 1, 1, 5, 5, 2)
    assert [share.percent for share in shown.shares] == [0, 20, 80]
    assert shown.withheld == ""


def test_a_middle_group_sees_median_middle_half_and_verdict():
    shown = once(V6)
    assert (shown.n, shown.median, shown.q1, shown.q3) == (10, 7.5, 4, 8)
    assert shown.verdict == "disagreement"
    assert (shown.shares, shown.shape, shown.views) == (None, None, None)


def test_a_small_group_sees_the_median_and_words_only():
    shown = once([3, 5, 6, 7, 7, 8, 9])
    assert (shown.shown, shown.median, shown.views) == ("median", 7, "close together")
    assert (shown.n, shown.q1, shown.q3, shown.verdict) == (None, None, None, None)


@pytest.mark.parametrize("policy", [POLICY, CouncilPolicy(feedback=Showing(median_from=3))])
def test_under_five_nothing_is_shown_however_low_the_policy_goes(policy):
    shown = once([1, 1, 1, 9], policy=policy)
    assert (shown.shown, shown.median, shown.withheld) == ("nothing", None, "")
    assert "Too few" in str(shown.sentences[0])


@pytest.mark.parametrize(
    ("ratings", "part", "words"),
    [
        ([1] + [9] * 7, "high", "The middle of the group lies at 7 to 9."),
        ([9] * 8, "high", "The middle of the group lies at 7 to 9."),
        ([5] * 9, "middle", "The middle of the group lies at 4 to 6."),
        ([1] * 6, "low", "The middle of the group lies at 1 to 3."),
        ([2, 5] + [9] * 15, "high", "The middle of the group lies at 7 to 9."),
    ],
)
def test_ratings_that_lie_very_close_are_told_as_a_part_of_the_scale(ratings, part, words):
    shown = once(ratings)
    assert (shown.third, shown.median, shown.q1, shown.q3, shown.shape) == (
        part, None, None, None, None,
    )  # fmt: skip
    assert str(shown.sentences[0]) == words
    assert shown.withheld == CLOSE


def test_three_who_differ_are_enough_for_the_shape():
    shown = once([2, 5, 5] + [9] * 15)
    assert (shown.shape[8], shown.median, shown.third) == (15, 9, None)


def test_where_a_few_left_percentages_are_not_shown_again():
    lives = [(rating, rating % 9 + 1) for rating in [2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 9, 9, 9, 8]]
    before, after = publish([*lives, (3, None)])
    assert before.shape
    assert (after.n, after.shown, after.shape, after.shares) == (15, "verdict", None, None)
    assert after.median is not None
    assert after.withheld == SOME_LEFT


def test_where_a_group_left_percentages_are_shown_again():
    lives = [(rating, rating % 9 + 1) for rating in [2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 9, 9, 9, 8]]
    after = publish([*lives, *((rating, None) for rating in (1, 3, 5, 7, 9))])[1]
    assert (after.shown, sum(after.shape)) == ("percentages", 15)


@pytest.mark.parametrize("stranger", [(4, None), (None, 4)])
def test_where_others_rated_as_before_the_earlier_result_stands(stranger):
    lives = [(one, one) for one in (2, 3, 5, 6, 7, 8, 8)] + [(9, 8), (1, 2)]
    after = publish([*lives, stranger])[1]
    assert (after.shown, after.n, after.median, after.verdict) == ("nothing", None, None, None)
    assert str(after.sentences[0]) == after.withheld == SAME_AGAIN


def test_a_group_that_falls_from_eight_to_seven_sees_the_median():
    before, after = publish([(9, 7), *SIX, (2, None)])
    assert (before.shown, before.n) == ("verdict", 8)
    assert (after.shown, after.median, after.n, after.q1) == ("median", 7, None, None)


def test_rounds_are_compared_with_every_earlier_one_that_was_shown():
    """Nobody left since round 2, and one since round 1: the shape would tell what that one had."""
    lives = [(r, r % 9 + 1, r) for r in [2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 9, 9, 9, 8]]
    _, second, third = publish([*lives, (3, None, None)])
    assert second.shape is None
    assert third.shown == "nothing"  # round 1 without one member, if it were shown
    lives = [(r, r % 9 + 1, (r + 3) % 9 + 1) for r, *_ in lives]
    third = publish([*lives, (3, None, None)])[2]
    assert (third.shown, third.shape) == ("verdict", None)


def test_the_same_members_see_everything_again_however_few_changed():
    lives = [(one, one) for one in VECTORS["P1"]["ratings"]]
    before, after = publish(lives)
    assert after.shape == before.shape


def test_stability_needs_eight_pairs_and_gives_no_more_than_four_things():
    ratings = [(3, 5), (4, 5), (5, 6), (5, 6), (6, 7), (7, 7), (7, 7), (8, 8), (8, 8), (9, 8)]
    assert publish(ratings)[0].stability is None
    found = publish(ratings)[1].stability
    assert (found.from_round, found.pairs, found.unchanged_percent) == (1, 10, 40)
    assert (found.kappa_quadratic, found.stable, found.advice) == (0.81, "stable", "stop: stable")
    assert publish(ratings[:7])[1].stability is None


def test_stability_is_not_told_where_a_few_left_or_nearly_all_said_the_same():
    pairs = [(3, 5), (4, 5), (5, 6), (5, 6), (6, 7), (7, 7), (7, 7), (8, 8), (8, 8), (9, 8)]
    after = publish([*pairs, (2, None)])[1]
    assert after.median is not None
    assert after.stability is None
    assert publish([(9, 9)] * 9)[1].stability is None


def test_leavers_are_compared_where_both_are_eight():
    stay = [(rating, rating % 9 + 1) for rating in (2, 3, 5, 6, 7, 8, 8, 9)]
    leave = [(rating, None) for rating in (1, 2, 2, 3, 4, 5, 6, 8)]
    assert publish([*stay, *leave])[1].leavers == (3.5, 6.5)
    assert publish([*stay, *leave[1:]])[1].leavers is None
    assert publish([*stay, *[(1, None)] * 8])[1].leavers is None


def test_vector_six_makes_a_minority_report_without_a_count():
    found = once(V6).minority
    assert found.grounds == ("disagreement", "opposite third")
    assert not any(character.isdigit() for said in found.sentences for character in str(said))


def by_role(**ratings):
    people = [(role, one) for role, given in ratings.items() for one in given]
    return once([one for _, one in people], {who: role for who, (role, _) in enumerate(people)})


def test_survivors_who_see_it_differently_make_a_minority_report():
    found = by_role(survivor=[1, 2, 2, 3, 4, 5], teacher=[5, 7, 7, 8, 8, 9])
    assert "survivors apart" in found.minority.grounds
    assert found.median is not None


def test_a_group_of_one_mind_is_not_told_with_numbers():
    """Three of five survivors at 1 to 3 with all others at 9 would tell of all others."""
    found = by_role(survivor=[1, 2, 3, 9, 9], teacher=[9] * 6)
    assert "group in another third" in found.minority.grounds
    assert (found.median, found.third, found.withheld) == (None, None, CLOSE)


def test_roles_are_not_looked_at_where_a_few_would_be_left_over():
    assert by_role(survivor=[1, 1, 9, 9, 9, 9], other=[1, 2]).minority.groups == ()
    grounds = by_role(survivor=[1, 2, 2, 3, 4], nurse=[5]).minority
    assert grounds is None
    told = by_role(survivor=[1, 2, 2, 3, 4], nurse=[5], teacher=[5, 7, 8, 8, 9]).minority
    assert told.grounds[-2:] == ("group in another third", "survivors apart")
    assert told.groups == ("survivor",)


def test_terms_are_shown_by_size():
    def shown(use, care, avoid, before=()):
        answers = dict(enumerate(["use"] * use + ["care"] * care + ["avoid"] * avoid))
        return term_shown("t", "Term", answers, before, POLICY)

    large = shown(9, 4, 2)
    assert ([one.percent for one in large.shares], large.most, large.n) == ([60, 27, 13], "use", 15)
    assert (shown(14, 1, 0).shares, shown(14, 1, 0).most) == (None, "use")
    assert (shown(2, 6, 0).shares, shown(2, 6, 0).most, shown(2, 6, 0).n) == (None, "care", 8)
    assert (shown(3, 2, 2).most, shown(3, 2, 2).n) == ("", None)
    assert (shown(4, 0, 0).shown, shown(4, 0, 0).most) == ("nothing", "")


def test_terms_are_not_shown_again_where_one_left_and_others_chose_the_same():
    before = dict(enumerate(["use"] * 8 + ["care"] * 7 + ["avoid"] * 1))
    after = {who: choice for who, choice in before.items() if who}
    again = term_shown("t", "Term", after, [before], POLICY)
    assert (again.shown, again.most, again.withheld) == ("nothing", "", SAME_AGAIN)
    changed = after | {1: "avoid", 2: "avoid", 9: "use", 10: "use"}
    again = term_shown("t", "Term", changed, [before], POLICY)
    assert (again.shown, again.shares, again.withheld) == ("verdict", None, SOME_LEFT)


def test_rankings_are_shown_by_size_and_partial_ones_apart():
    items = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]

    def shown(*rankings):
        return ranking_shown(items, dict(enumerate(tuple(one) for one in rankings)), [], POLICY)

    many = shown(*["abcd", "bacd", "acbd", "dcba", "badc"] * 3, "ab")
    assert (many.full, many.partial, many.ordered) == (15, 1, True)
    assert [(one.item, one.place, one.median_rank) for one in many.items] == [
        ("a", 1, 2), ("b", 1, 2), ("c", 3, 3), ("d", 4, 4),
    ]  # fmt: skip
    assert 0 < many.w < 1
    some = shown(*["abcd", "bacd", "dcba", "cdab"] * 2)
    assert (some.full, some.w, some.items[0].median_rank) == (8, None, None)
    assert some.reading is not None
    assert some.items[0].place == 1
    alike = shown(*["abcd"] * 15)
    assert (alike.w, alike.reading, alike.ordered) == (None, None, True)
    assert shown(*["abcd"] * 4).shown == "nothing"


def release(answers, people, **more):
    return protect_round(answers, facts(len(answers), people, **more), [], POLICY)


def test_flow_is_told_and_roles_only_where_no_difference_is_small():
    roles = {who: "survivor" if who < 10 else "teacher" for who in range(20)}
    first = rated(1, [5] * 20, roles)
    second = rated(2, [5 if who not in range(5) else None for who in range(20)], roles)
    flow = protect_round([first, second], facts(2, 15), [], POLICY).flow
    assert [one.completed for one in flow.roles["survivor"]] == [10, 5]
    third = rated(2, [5 if who not in range(3) else None for who in range(20)], roles)
    assert protect_round([first, third], facts(2, 17), [], POLICY).flow.roles == {}


def test_a_release_reads_back_as_it_was_and_holds_no_pseudonym():
    names = {who: bytes([200 + who]) * 16 for who in range(12)}
    answers = RoundAnswers(
        number=1,
        kind="rate",
        members=frozenset(names.values()),
        ratings={
            ("S1", "importance"): {name: 1 + who % 9 for who, name in names.items()},
            ("S1", "feasibility"): dict.fromkeys(names.values()),
        },
        roles=dict.fromkeys(names.values(), "survivor"),
        lost=frozenset({"S1"}),
    )
    made = release([answers], 12)
    text = made.model_dump_json()
    assert RoundRelease.model_validate_json(text) == made
    assert not any(name.hex()[:8] in text or str(name) in text for name in names.values())
    one, two = made.statements
    assert (one.aspect, one.shown, one.lost) == ("importance", "verdict", True)
    assert (two.aspect, two.shown, two.many_chose_not_to_answer) == ("feasibility", "nothing", True)


def test_rounds_are_stored_byte_for_byte_as_ever():
    divided = releases(sample_answers(20))
    left = releases(sample_answers(40, leaving=10), invited=60)
    few = releases(sample_answers(12))
    made = [divided[1], divided[3], left[2], few[1], *ordering(20).releases]
    assert [one.model_dump_json() for one in made] == STORED
    read = [RoundRelease.model_validate_json(line) for line in STORED]
    assert read == made
    assert [one.model_dump_json() for one in read] == STORED


def test_the_order_in_which_members_lie_makes_no_difference():
    answers = rated(1, V6, {})
    turned = rated(1, V6, {})
    turned = RoundAnswers(1, "rate", turned.members, {
        key: dict(reversed(given.items())) for key, given in turned.ratings.items()
    })  # fmt: skip
    assert release([answers], 10) == release([turned], 10)


def test_rounds_that_do_not_belong_together_are_refused():
    first, second = rated(1, V6, {}), rated(2, V6, {})
    with pytest.raises(DisclosureRefused):
        protect_round([second, first], facts(1, 10), [], POLICY)
    with pytest.raises(DisclosureRefused):
        protect_round([second], facts(2, 10), [release([first], 10)], POLICY)


def test_the_policy_is_told_with_its_numbers():
    told = policy_sentences(CouncilPolicy(feedback=Showing(median_from=6, verdict_from=9)))
    assert len(told) == len(SENTENCES)
    assert any(one.startswith("From 6 answers on") for one in told)
    assert any(one.startswith("From 9 answers on") for one in told)
    assert not any("%(" in one or "!" in one for one in told)
    assert [str(one) for one in policy_said(POLICY)] == list(policy_sentences(POLICY))
