"""How often staff are told to pause, by the rule that is used and by a plain share.

Invented surveys in which a known share find it very hard; somebody looks after every mix.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from survey.mixing.taking_back import TOGETHER
from survey.services.overview.study_feelings import FEWEST, verdict

SURVEYS, PEOPLE = 10_000, 300
SHARES = (0.03, 0.05, 0.1, 0.15, 0.2, 0.3)
Rule = Callable[[int, int], bool]


def plain(told: int, hard: int) -> bool:
    """Say whether 15 in a hundred or more found it very hard."""
    return 100 * hard >= 15 * told


def used(told: int, hard: int) -> bool:
    """Say what staff are told."""
    return verdict(told - hard, 0, hard) == "pause and review"


def first_flags(rule: Rule, share: float, most: int) -> list[int]:
    """Return, of each survey that is ever flagged, after how many people; `most` move at a mix."""
    flagged = [
        [told >= FEWEST and rule(told, hard) for hard in range(told + 1)]
        for told in range(PEOPLE + 1)
    ]
    chance = np.random.default_rng(9)
    found = []
    for _ in range(SURVEYS):
        hard = np.append(0, (chance.random(PEOPLE) < share).cumsum())
        looks = chance.integers(TOGETHER, most + 1, PEOPLE // TOGETHER).cumsum()
        looks = np.append(looks[looks < PEOPLE], PEOPLE)
        first = next((told for told in looks.tolist() if flagged[told][hard[told]]), None)
        found += [] if first is None else [first]
    return found


@pytest.mark.measurement
@pytest.mark.parametrize("most", [TOGETHER, 3 * TOGETHER])
def test_how_often_staff_are_told_to_pause(most: int) -> None:
    """By the true share, each rule on the same surveys."""
    print(f"\n{SURVEYS} surveys of {PEOPLE}, {TOGETHER} to {most} at each mix")
    print("flagged, and after how many in the median")
    for share in SHARES:
        line = f"{share:5.0%}"
        for rule in (plain, used):
            flags = first_flags(rule, share, most)
            after = f"{np.median(flags):4.0f}" if flags else "   -"
            line += f"   {rule.__name__:>5} {len(flags) / SURVEYS:7.2%} {after}"
        print(line)
