"""How often staff are told to pause, by the rule that is used, the one before, and a plain share.

Invented surveys in which a known share find it very hard; somebody looks after every mix.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from survey.mixing.taking_back import TOGETHER
from survey.studies.distress_rule import FEWEST, SURE, evidence, verdict

SURVEYS = 10_000
SHARES = (0.05, 0.1, 0.15, 0.2, 0.25)
Rule = Callable[[int, int], bool]


def plain(told: int, hard: int) -> bool:
    """Say whether 15 in a hundred or more found it very hard."""
    return 100 * hard >= 15 * told


def before(told: int, hard: int) -> bool:
    """Say what staff were told when the bet leaned further from the share that is borne."""
    return evidence(told - hard, hard, near=4) >= SURE


def used(told: int, hard: int) -> bool:
    """Say what staff are told."""
    return verdict(told - hard, hard) == "pause and review"


def first_flags(rule: Rule, share: float, people: int, mixes: tuple[int, int]) -> list[int]:
    """Return, of each survey that is ever flagged, after how many people; at each mix from `mixes`
    to `mixes` are counted."""
    flagged = [
        [told >= FEWEST and rule(told, hard) for hard in range(told + 1)]
        for told in range(people + 1)
    ]
    chance = np.random.default_rng(9)
    found = []
    for _ in range(SURVEYS):
        hard = np.append(0, (chance.random(people) < share).cumsum())
        looks = chance.integers(mixes[0], mixes[1] + 1, people // mixes[0]).cumsum()
        looks = np.append(looks[looks < people], people)
        first = next((told for told in looks.tolist() if flagged[told][hard[told]]), None)
        found += [] if first is None else [first]
    return found


@pytest.mark.measurement
@pytest.mark.parametrize(
    ("mixes", "people"),
    [((TOGETHER, TOGETHER), 300), ((TOGETHER, 3 * TOGETHER), 300), ((20, 20), 300),
     ((20, 20), 1000)],
)  # fmt: skip
def test_how_often_staff_are_told_to_pause(mixes: tuple[int, int], people: int) -> None:
    """By the true share, each rule on the same surveys."""
    print(f"\n{SURVEYS} surveys of {people}, {mixes[0]} to {mixes[1]} at each mix")
    print("flagged, and after how many in the median")
    for share in SHARES:
        line = f"{share:5.0%}"
        for rule in (plain, before, used):
            flags = first_flags(rule, share, people, mixes)
            after = f"{np.median(flags):4.0f}" if flags else "   -"
            line += f"   {rule.__name__:>6} {len(flags) / SURVEYS:7.2%} {after}"
        print(line)
