"""When staff are told to pause: seldom without reason however often they look, and soon with one.

The chances are worked out exactly, over every order in which people can find it very hard.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from survey.studies.distress_rule import FEWEST, SHARE_BORNE, SURE, evidence, verdict


def chance_of_a_pause(share: float, people: int) -> float:
    """Return the chance of a pause at any look, after each person from the first to the last."""
    chances = np.array([1.0])
    paused = 0.0
    for told in range(1, people + 1):
        chances = np.append(chances * (1 - share), 0) + np.append(0, chances * share)
        for hard in range(told + 1):
            if chances[hard] and verdict(told - hard, hard) == "pause and review":
                paused += chances[hard]
                chances[hard] = 0
    return paused


@pytest.mark.parametrize("share", [0.03, 0.1])
def test_looking_after_every_person_pauses_few_studies_that_are_borne(share: float) -> None:
    assert chance_of_a_pause(share, 300) < 1 / SURE


def test_a_study_that_one_in_five_find_very_hard_is_paused() -> None:
    assert chance_of_a_pause(0.2, 300) > 0.98
    assert chance_of_a_pause(0.3, 100) > 0.95


def test_two_in_five_are_a_reason_to_pause_at_any_look() -> None:
    for told in range(FEWEST, 500):
        hard = -(-2 * told // 5)
        assert verdict(told - hard, hard) == "pause and review"


def test_the_first_look_is_at_twenty_and_seven_of_them_are_reason_to_pause() -> None:
    assert verdict(0, 19) == "too few to say"
    assert (verdict(14, 6), verdict(13, 7)) == ("fine", "pause and review")
    assert (verdict(81, 19), verdict(80, 20)) == ("fine", "pause and review")


@pytest.mark.parametrize(
    ("others", "hard", "made"),
    [
        (0, 0, Fraction(1)),
        # the mean of (1 - p) / 0.9 where 1 - p = 0.9 u and u has the mean 9/10
        (1, 0, Fraction(9, 10)),
        # the mean of p / 0.1: p is 0.1 + 0.9 (1 - u), in the mean 0.19
        (0, 1, Fraction(19, 10)),
        # of p^2 / 0.01: 1 - 2 (0.9)(9/10) + 0.81 (9/11), a hundred times
        (0, 2, 100 * (1 - Fraction(162, 100) + Fraction(81, 100) * Fraction(9, 11))),
        # of p (1 - p) / 0.09: 0.81 - 0.81 (9/11), over 0.09
        (1, 1, (Fraction(81, 100) - Fraction(81, 100) * Fraction(9, 11)) / Fraction(9, 100)),
    ],
)
def test_the_evidence_is_what_a_hand_works_out(others: int, hard: int, made: Fraction) -> None:
    assert evidence(others, hard) == pytest.approx(float(made), rel=1e-12)


@pytest.mark.parametrize(("others", "hard"), [(0, 0), (20, 0), (18, 2), (12, 8), (70, 30), (3, 9)])
def test_the_evidence_is_a_mean_of_likelihood_ratios(others: int, hard: int) -> None:
    shares = np.linspace(SHARE_BORNE, 1, 200_001)
    weights = (1 - shares) ** 8
    ratios = (shares / SHARE_BORNE) ** hard * ((1 - shares) / (1 - SHARE_BORNE)) ** others
    expected = (ratios * weights).sum() / weights.sum()
    assert evidence(others, hard) == pytest.approx(expected, rel=1e-4)


def test_the_evidence_is_not_expected_to_grow_while_the_share_is_borne() -> None:
    for others, hard in np.ndindex(60, 25):
        grown = SHARE_BORNE * evidence(others, hard + 1)
        grown += (1 - SHARE_BORNE) * evidence(others + 1, hard)
        assert grown == pytest.approx(evidence(others, hard))
