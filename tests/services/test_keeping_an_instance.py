"""The mixing beside a server: as often as it is due, and no fault ends it."""

from __future__ import annotations

from datetime import timedelta

from survey.errors import ClockDoubted
from survey.services.upkeep.mix_when_due import keep_mixing
from survey.storage.faults import FAULTS, explained
from survey.storage.instance import Instance
from tests.conftest import Clock


def test_no_fault_of_a_mix_ends_the_mixing(instance: Instance, clock: Clock) -> None:
    waited: list[float] = []
    told: list[Exception] = []
    times = iter([clock() + timedelta(days=400), clock(), clock()])

    def is_over(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) > 3

    keep_mixing(instance, lambda: next(times), is_over, told.append)
    assert [type(error) for error in told] == [ClockDoubted]
    assert waited == [0, 300, 300, 300]


def test_a_fault_of_the_disk_is_told_with_its_place() -> None:
    fault = PermissionError(13, "Permission denied", "there/report.html")
    assert isinstance(fault, FAULTS)
    assert str(explained(fault)).startswith(
        "This could not be done: there/report.html: Permission denied."
    )
