"""How many false answers a sentence survives: never more than is true, of any number of people."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from survey.reports.study.poison import (
    PrintedShare,
    ShareBounds,
    false_answers,
    tolerated_if_they_chose_another,
    tolerated_if_they_chose_it,
)

MOST_PEOPLE = 1_000
HALF = ShareBounds(least=Fraction(1, 2), strictly=True)
ABOVE = [
    HALF,
    ShareBounds(least=Fraction(1, 3)),
    ShareBounds(least=Fraction(28, 100)),
    ShareBounds(least=Fraction(2, 3), strictly=True),
]
BELOW = [ShareBounds(most=Fraction(1, 4)), ShareBounds(most=Fraction(43, 100))]


@pytest.fixture(scope="module")
def everybody() -> tuple[Any, Any]:
    """Give every number of people up to a thousand with every number that chose an answer."""
    people = np.repeat(np.arange(1, MOST_PEOPLE + 1), np.arange(2, MOST_PEOPLE + 2))
    first = np.cumsum(np.arange(2, MOST_PEOPLE + 2)) - np.arange(2, MOST_PEOPLE + 2)
    return np.arange(people.size) - np.repeat(first, np.arange(2, MOST_PEOPLE + 2)), people


def rounded(number: Any, step: int) -> Any:
    """Give numbers as they are printed."""
    return step * ((2 * number + step) // (2 * step))


def at_least(bounds: ShareBounds, chose: Any, people: Any) -> Any:
    """Say of each share whether it is as large as the bounds say."""
    left, right = chose * bounds.least.denominator, people * bounds.least.numerator
    return left > right if bounds.strictly else left >= right


def at_most(bounds: ShareBounds, chose: Any, people: Any) -> Any:
    """Say of each share whether it is as small as the bounds say."""
    return chose * bounds.most.denominator <= people * bounds.most.numerator


@pytest.mark.parametrize("bounds", ABOVE, ids=str)
def test_of_exact_numbers_one_more_who_chose_it_would_be_too_many(
    everybody: tuple[Any, Any], bounds: ShareBounds
) -> None:
    chose, people = everybody
    found = tolerated_if_they_chose_it(PrintedShare(chose, people), bounds)
    sure = found >= 0
    assert np.array_equal(sure, at_least(bounds, chose, people))
    chose, people, found = chose[sure], people[sure], found[sure]
    left = people - found > 0
    assert at_least(bounds, chose - found, people - found)[left].all()
    assert not at_least(bounds, chose - found - 1, people - found - 1)[people - found > 1].any()


@pytest.mark.parametrize("bounds", BELOW, ids=str)
def test_of_exact_numbers_one_more_who_chose_another_would_be_too_many(
    everybody: tuple[Any, Any], bounds: ShareBounds
) -> None:
    chose, people = everybody
    found = tolerated_if_they_chose_another(PrintedShare(chose, people), bounds)
    sure = found >= 0
    assert np.array_equal(sure, at_most(bounds, chose, people))
    chose, people, found = chose[sure], people[sure], found[sure]
    assert at_most(bounds, chose, people - found).all()
    assert not at_most(bounds, chose, people - found - 1).any()


@pytest.mark.parametrize("step", [5, 10])
def test_of_rounded_numbers_it_never_claims_more_than_true(
    everybody: tuple[Any, Any], step: int
) -> None:
    chose, people = everybody
    printed = PrintedShare(rounded(chose, step), rounded(people, step), step // 2)
    for bounds in ABOVE:
        found = tolerated_if_they_chose_it(printed, bounds)
        assert (found <= tolerated_if_they_chose_it(PrintedShare(chose, people), bounds)).all()
    for bounds in BELOW:
        found = tolerated_if_they_chose_another(printed, bounds)
        exact = tolerated_if_they_chose_another(PrintedShare(chose, people), bounds)
        assert (found <= exact).all()


def survives(chose: int, people: int, false: int, bounds: ShareBounds) -> bool:
    """Say whether a share lies within bounds, whichever of two things all the false ones said."""
    shares = []
    if false <= chose:
        shares.append((chose - false, people - false))
    if false <= people - chose:
        shares.append((chose, people - false))
    return all(at_least(bounds, *one) and at_most(bounds, *one) for one in shares if one[1])


def test_whatever_the_false_ones_said_the_sentence_holds() -> None:
    bounds = ShareBounds(Fraction(28, 100), Fraction(43, 100))
    for people in range(1, 90):
        for chose in range(people + 1):
            found = false_answers(PrintedShare(chose, people), bounds)
            if found is None:
                assert not survives(chose, people, 0, bounds)
                continue
            assert all(survives(chose, people, false, bounds) for false in range(found + 1))
            assert not survives(chose, people, found + 1, bounds)


def test_nothing_is_said_where_the_printed_numbers_do_not_make_it_sure() -> None:
    assert false_answers(PrintedShare(150, 300), HALF) is None
    assert false_answers(PrintedShare(155, 300, 2), HALF) == 3  # 153 of 302: 150 of 299 at most
    assert false_answers(PrintedShare(155, 300), HALF) == 9  # 146 of 291, and 145 of 290 is half
