"""When staff are told to pause: seldom without reason however often they look, and soon with one.

The chances are worked out exactly, over every order in which people can find it very hard.
"""

from __future__ import annotations

import numpy as np
import pytest

from survey.services.overview.study_feelings import FEWEST, SHARE_BORNE, SURE, evidence, verdict


def chance_of_a_pause(share: float, people: int) -> float:
    """Return the chance of a pause at any look, after each person from the first to the last."""
    chances = np.array([1.0])
    paused = 0.0
    for told in range(1, people + 1):
        chances = np.append(chances * (1 - share), 0) + np.append(0, chances * share)
        for hard in range(told + 1):
            if chances[hard] and verdict(told - hard, 0, hard) == "pause and review":
                paused += chances[hard]
                chances[hard] = 0
    return paused


@pytest.mark.parametrize("share", [0.03, 0.1])
def test_looking_after_every_person_pauses_few_studies_that_are_borne(share: float) -> None:
    assert chance_of_a_pause(share, 300) < 1 / SURE


def test_a_study_that_one_in_five_find_very_hard_is_paused() -> None:
    assert chance_of_a_pause(0.2, 300) > 0.95
    assert chance_of_a_pause(0.3, 100) > 0.95


def test_two_in_five_are_a_reason_to_pause_at_any_look() -> None:
    for told in range(FEWEST, 500):
        hard = -(-2 * told // 5)
        assert verdict(0, told - hard, hard) == "pause and review"


@pytest.mark.parametrize(("others", "hard"), [(0, 0), (20, 0), (18, 2), (12, 8), (70, 30), (3, 9)])
def test_the_evidence_is_a_mean_of_likelihood_ratios(others: int, hard: int) -> None:
    shares = np.linspace(SHARE_BORNE, 1, 200_001)
    weights = (1 - shares) ** 3
    ratios = (shares / SHARE_BORNE) ** hard * ((1 - shares) / (1 - SHARE_BORNE)) ** others
    expected = (ratios * weights).sum() / weights.sum()
    assert evidence(others, hard) == pytest.approx(expected, rel=1e-4)


def test_the_evidence_is_not_expected_to_grow_while_the_share_is_borne() -> None:
    for others, hard in np.ndindex(60, 25):
        grown = SHARE_BORNE * evidence(others, hard + 1)
        grown += (1 - SHARE_BORNE) * evidence(others + 1, hard)
        assert grown == pytest.approx(evidence(others, hard))
