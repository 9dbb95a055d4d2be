"""What a reader who knows the rules and one member's ratings can know of the others: nothing sure.

Small councils are gone through exhaustively. Points are chosen so that every third in use has at
least two: with fewer possible worlds, a reader only knows more. Method and limits:
docs/council-disclosure.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.disclosure.council.round_terms import CHOICES, ranking_shown, term_shown
from tests.disclosure.round_reader import (
    POLICY,
    TwoRounds,
    another_world,
    by_role,
    expected,
    groups_of,
    publish,
    some_council,
    surely_known,
)

NINE = tuple(range(1, 10))


@pytest.mark.parametrize(
    ("points", "people"),
    [
        (NINE, (2, 3, 5)),
        ((1, 2, 5, 8, 9), (6, 7)),
        ((1, 2, 8, 9), (8, 9, 12)),
        ((2, 3, 7, 8), (15,)),
    ],
)
def test_nobody_else_is_known_from_one_round(points: Sequence[int], people: Sequence[int]) -> None:
    for n in people:
        worlds = (
            (publish([(rating,) for rating in group])[0].model_dump_json(), {"all": group})
            for group in groups_of(points, n)
        )
        assert surely_known(worlds) == []


def test_the_reader_would_know_from_quartiles_alone() -> None:
    """The reader is no fool: of eight who all say 9 but one, the median and quartiles tell all."""
    worlds = (
        (str(sorted(group)[1:7]), {"all": group})  # what the quartiles of eight depend on
        for group in groups_of((1, 2, 8, 9), 8)
    )
    assert surely_known(worlds)


@pytest.mark.parametrize(("survivors", "others"), [(5, 5), (6, 2)])
def test_nobody_else_is_known_where_roles_are_known(survivors: int, others: int) -> None:
    """Members know who is a survivor. With few others, not even nothing to report may tell."""
    assert surely_known(by_role(survivors, others, (1, 2, 8, 9))) == []


@pytest.mark.parametrize(
    ("points", "before", "left", "joined", "others"),
    [
        ((1, 2, 8, 9), 6, 1, 0, None),
        ((1, 2, 8, 9), 6, 1, 0, 0),
        ((2, 3, 5, 6), 5, 0, 1, None),
        ((1, 2, 8, 9), 8, 1, 0, None),
        ((1, 2, 8, 9), 6, 2, 0, None),
    ],
)
def test_nobody_is_known_by_subtraction(
    points: Sequence[int], before: int, left: int, joined: int, others: int | None
) -> None:
    assert TwoRounds(points, before, left, joined, others).known() == []


def test_subtraction_would_tell_without_the_rule() -> None:
    """The reader is no fool: where new numbers are shown though nobody else changed, they tell."""
    assert TwoRounds((1, 2, 8, 9), 6, 1, 0, others=0, enough=0).known()
    assert TwoRounds((1, 2, 8, 9), 6, 1, 0, others=1, enough=1).known()


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(5, 13), st.integers(0, 2), st.integers(0, 2))
def test_the_reader_expects_what_is_printed(rng: Random, stay: int, left: int, joined: int) -> None:
    """The rules as this reader reads them are those that the program keeps."""
    points = rng.choice((NINE, (7, 8, 9), (8, 9)))
    lives: list[tuple[int | None, int | None]] = []
    for _ in range(stay):
        one = rng.choice(points)
        lives.append((one, rng.choice((one, rng.choice(points)))))
    lives += [(rng.choice(points), None) for _ in range(left)]
    lives += [(None, rng.choice(points)) for _ in range(joined)]
    shown = publish(lives)[1]
    told = "part" if shown.third else "nothing" if shown.median is None else "numbers"
    if stay + joined < 15:
        assert told == expected(lives)


@settings(max_examples=30, deadline=None)
@given(st.integers(0), st.integers(5, 20), st.integers(1, 3))
def test_other_ratings_would_be_printed_the_same(seed: int, people: int, rounds: int) -> None:
    """For any member there is another rating that fits to all that is printed of all rounds."""
    rng = Random(seed)
    lives = some_council(rng, people, rounds)
    there = [
        (who, number)
        for who in range(1, people)
        for number in range(rounds)
        if lives[who][number] is not None
    ]
    gone = [target for target in there if None in lives[target[0]]]
    if there:
        assert another_world(lives, rng.choice(gone or there), rng)


@pytest.mark.parametrize("people", [5, 6, 8, 15, 16])
def test_nobody_else_is_known_from_choices(people: int) -> None:
    worlds = (
        (term_shown("t", "t", dict(enumerate(group)), [], POLICY).model_dump_json(),
         {"all": [CHOICES.index(one) for one in group]})
        for group in combinations_with_replacement(CHOICES, people)
    )  # fmt: skip
    assert surely_known(worlds) == []


@pytest.mark.parametrize(("items", "people"), [("ab", 5), ("ab", 16), ("abc", 6)])
def test_nobody_else_is_known_from_rankings(items: str, people: int) -> None:
    """Neither a ranking nor the place of one item."""
    asked = [(item, item) for item in items]
    orders = list(permutations(items))
    for part in (None, *items):
        worlds = (
            (ranking_shown(asked, dict(enumerate(group)), [], POLICY).model_dump_json(),
             {"all": [orders.index(one) if part is None else one.index(part) for one in group]})
            for group in combinations_with_replacement(orders, people)
        )  # fmt: skip
        if part is None or len(items) == 3:
            assert surely_known(worlds) == []


@pytest.mark.parametrize(("stay", "left", "joined"), [(5, 1, 0), (5, 0, 1), (4, 2, 1)])
def test_choices_are_not_known_by_subtraction(stay: int, left: int, joined: int) -> None:
    """Who left, came and stayed is known, and what the reader chose in both rounds."""
    pairs = list(product(CHOICES, repeat=2))

    def worlds() -> Iterator[tuple[str, dict[str, Sequence[int]]]]:
        for both in combinations_with_replacement(pairs, stay):
            for gone in combinations_with_replacement(CHOICES, left):
                for come in combinations_with_replacement(CHOICES, joined):
                    one, two = zip(*both, strict=True)
                    before = dict(enumerate([*one, *gone]))
                    after = dict(enumerate(two)) | {99 + n: c for n, c in enumerate(come)}
                    first = term_shown("t", "t", before, [], POLICY)
                    second = term_shown("t", "t", after, [before], POLICY)
                    yield (
                        first.model_dump_json() + second.model_dump_json(),
                        {
                            "stayed": [pairs.index(pair) for pair in both],
                            "left": [CHOICES.index(choice) for choice in gone],
                            "came": [CHOICES.index(choice) for choice in come],
                        },
                    )

    assert surely_known(worlds()) == []
