"""What members are shown by the size of the group, and in which words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.delphi.rule import CouncilPolicy, read_council_policy
from survey.delphi.statistics import feedback as room
from survey.delphi.statistics.feedback import (
    Sentence,
    beside,
    both_sides,
    feedback,
    pressing,
    step_for,
)
from survey.delphi.statistics.missing import missing
from survey.errors import BadInput

POLICY = CouncilPolicy()
NUMBERS = {"n", "median", "q1", "q3", "views", "verdict", "shares", "shape"}


def shown(ratings, responders=None, policy=POLICY):
    rated = len(ratings)
    return feedback(ratings, missing(rated, responders or rated, policy.rule), policy)


def told(ratings):
    found = shown(ratings)
    return {name for name in NUMBERS if getattr(found, name) is not None}


@pytest.mark.parametrize(
    ("people", "names"),
    [
        (0, set()),
        (4, set()),
        (5, {"median", "views"}),
        (7, {"median", "views"}),
        (8, {"n", "median", "q1", "q3", "verdict"}),
        (14, {"n", "median", "q1", "q3", "verdict"}),
        (15, {"n", "median", "q1", "q3", "verdict", "shares", "shape"}),
        (40, {"n", "median", "q1", "q3", "verdict", "shares", "shape"}),
    ],
)
def test_what_is_shown_depends_on_the_number_of_ratings(people, names):
    assert told([7] * people) == names


def test_files_say_no_more_than_pages():
    for people in (3, 7, 14, 30):
        found = shown([3, 9, 7][:1] * people)
        flat = found.model_dump(mode="json")
        json.dumps(flat, allow_nan=False)
        assert {name for name in NUMBERS if flat[name] is not None} == told([3] * people)


def test_sentences_of_a_large_group():
    found = shown([2, 2, 3, 7, 7, 8, 8, 8, 9, 9, 7, 8, 8, 8, 8])
    assert [str(one) for one in found.sentences] == [
        "The middle of the group was 8.",
        "The middle half of the ratings lies between 7 and 8.",
        "By the rule agreed before the first round, this is not settled yet.",
        "Of the ratings, 20 percent lie at 1 to 3, 0 percent at 4 to 6, and 80 percent at 7 to 9.",
    ]
    assert found.shape == (0, 2, 1, 0, 0, 0, 3, 7, 2)
    assert found.shares[0].lower == 7
    assert found.shares[0].upper == 46


def test_sentences_of_a_small_group_and_of_nobody():
    assert [str(one) for one in shown([3, 5, 5, 8, 9]).sentences] == [
        "The middle of the group was 5.",
        "There is a range of views.",
    ]
    assert str(shown([7] * 6).sentences[1]) == "The views lie close together."
    assert str(shown([1, 1, 5, 9, 9]).sentences[1]) == "There is a wide range of views."
    assert [one.words for one in shown([1, 9]).sentences] == [room.TOO_FEW]


def test_not_answering_is_told_as_a_finding():
    assert shown([7] * 8, responders=20).sentences[-1] == Sentence(words=room.MANY_MISSING)
    assert shown([7] * 14, responders=20).many_chose_not_to_answer is False
    assert shown([7] * 2, responders=7).many_chose_not_to_answer is False


def test_ones_own_rating_stands_beside_the_group():
    words = "Your last rating was 3, and the middle of the group was 7.5. You do not need to change"
    assert str(beside(3, shown([7, 8] * 4).median)) == f"{words} it."
    assert (
        str(beside(3, shown([7]).median)) == "Your last rating was 3. You do not need to change it."
    )
    with pytest.raises(BadInput):
        beside(10, 7.0)


def test_no_sentence_presses_anyone():
    sentences = [
        *room.VIEWS.values(), *room.VERDICTS.values(), room.TOO_FEW, room.MEDIAN, room.MIDDLE_HALF,
        room.SHARES, room.MANY_MISSING, room.OWN, room.OWN_BESIDE,
    ]  # fmt: skip
    assert [(words, found) for words in sentences if (found := pressing(words))] == []
    assert not any("!" in words for words in sentences)


@pytest.mark.parametrize(
    "words",
    ["You are an outlier.", "Most people agree.", "The majority thinks so.", "Please reconsider.",
     "You should change your rating.", "Your view differs from the group.", "Only you said this."],
)  # fmt: skip
def test_pressing_words_are_found(words):
    assert pressing(words)


def test_reasons_are_equally_long_and_press_nobody():
    found = both_sides("It names what was  done.", "It can sound like blame.")
    assert found.in_favour == "It names what was done."
    for in_favour, against in (
        ("It names what was done.", ""),
        ("It names what was done.", " ".join(["blame"] * 11)),
        ("Most people want this word.", "It can sound like blame."),
    ):
        with pytest.raises(BadInput):
            both_sides(in_favour, against)


@given(st.lists(st.integers(1, 9), max_size=40), st.randoms())
def test_the_order_and_the_ratings_decide_nothing_about_what_is_shown(ratings, random):
    mixed = ratings[:]
    random.shuffle(mixed)
    assert shown(mixed) == shown(ratings)
    assert shown(ratings).shown == step_for(len(ratings), POLICY)
    for one in shown(ratings).sentences:
        assert "%(" not in str(one)


def test_a_stricter_policy_shows_less():
    strict = read_council_policy("[feedback]\nmedian_from = 8\nverdict_from = 10\n")
    assert shown([7] * 7, policy=strict).shown == "nothing"
    assert shown([7] * 9, policy=strict).shown == "median"
