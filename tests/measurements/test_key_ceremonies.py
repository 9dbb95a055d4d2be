"""How key ceremonies end into which faults are put: unusable keys, and stops that are not told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from flask import Flask

from survey.storage.instance import Instance
from tests.conftest import Clock
from tests.desk.conftest import StaffVisitor, staff
from tests.desk.key_sittings import FAULTS, SittingRoom, sit_until_published

__all__ = ["staff"]
CEREMONIES = 20
SIZES = ((3, 2), (5, 3), (4, 3))


@pytest.mark.measurement
def test_how_twenty_ceremonies_with_faults_end(
    desk: Flask,
    clock: Clock,
    instance: Instance,
    staff: Callable[..., StaffVisitor],  # the fixture of the desk's tests
    capsys: pytest.CaptureFixture[str],
) -> None:
    random = Random(24)
    room = SittingRoom(instance, clock, desk, staff("Cora", "coordinator"))
    tally: Counter[str] = Counter()
    for number in range(CEREMONIES):
        fault, size = FAULTS[number % len(FAULTS)], SIZES[number % len(SIZES)]
        ends = sit_until_published(room, fault, *size, random)
        tally["sittings"] += len(ends)
        tally[f"{fault}: {'published' if ends[0].published else 'stopped'}"] += 1
        tally["stops or refusals that were not told"] += sum(not one.explained for one in ends)
        tally["published in the end"] += ends[-1].published
        tally["unusable keys"] += not (ends[-1].published and room.opens())
    with capsys.disabled():
        print()
        for what, count in sorted(tally.items()):
            print(f"{what:40} {count}")
    assert tally["published in the end"] == CEREMONIES
    assert tally["unusable keys"] == tally["stops or refusals that were not told"] == 0
