"""Opening on a cluster of this machine, with one worker and with two, beside two plain processes.

Prints a table; asserts nothing about time. SURVEY_MEASURED_ENVELOPES says how many envelopes; of
more than 100,000 so many are sealed, and each is opened several times.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from survey.answers.codec import Layout
from survey.questionnaire.codebook import fingerprint
from survey.sealing.opening.secret_keys import derive
from survey.sealing.seal import Sealer
from survey.services.steps.cluster.cluster_executor import on_cluster
from survey.services.steps.cluster.cluster_processes import LocalCluster, local_cluster
from survey.services.steps.executors import processes
from survey.services.steps.open_shelf import MakeExecutor, ShelfKey, SliceOpener
from survey.storage.studies import sealed_answers
from tests.measurements.forms_to_measure import questionnaire

ENVELOPES = int(os.environ.get("SURVEY_MEASURED_ENVELOPES", "20000"))
PEOPLE = int(os.environ.get("SURVEY_MEASURED_PEOPLE", "25000"))
WORKERS = [int(one) for one in os.environ.get("SURVEY_MEASURED_WORKERS", "1 2").split()]
SEALED = min(ENVELOPES, 100_000)
SLICE = 2000
SECRET, STUDY = bytes(range(32)), "measured"
_SPACE = 1 << 128


class InventedShelf:
    """Envelopes in one file of equal pieces, so that a million need no database of its own."""

    def __init__(self, path: Path, size: int, count: int) -> None:
        self._path, self._size, self._count = path, size, count

    def of_waves(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, int]]:
        """Return the envelopes of a part of the file."""
        first, last = (
            int.from_bytes(one, "big") * self._count // _SPACE if len(one) == 16 else self._count
            for one in (start, end)
        )
        with self._path.open("rb") as file:
            for number in range(first, last):
                file.seek(number % SEALED * self._size)
                yield file.read(self._size), 1


@contextmanager
def cluster_of(folder: Path, workers: int) -> Iterator[LocalCluster]:
    """Give a cluster of so many workers."""
    with local_cluster(folder / f"certificates-{workers}", workers, datetime.now(UTC)) as made:
        yield made


def processor_seconds(made: LocalCluster | None) -> float:
    """Return what this process, and a cluster's with all that they started, have used so far."""
    used = sum(os.times()[:4])
    for one in made.processes if made else ():
        process = psutil.Process(one.pid)
        for each in (process, *process.children(recursive=True)):
            used += sum(each.cpu_times()[:2])
    return used


def largest(made: LocalCluster) -> list[int]:
    """Return the megabytes that each process of a cluster, and what it started, has now."""
    every = [psutil.Process(one.pid) for one in made.processes]
    all_ = [each for one in every for each in (one, *one.children(recursive=True))]
    return [each.memory_info().rss // 1_000_000 for each in all_]


def opened(key: ShelfKey, make: MakeExecutor, seen: Callable[[], None]) -> float:
    """Open all slices, look at the processes when they are, and give the seconds before."""
    opener = SliceOpener(key)
    with make() as executor:
        begun = time.perf_counter()
        parts = sealed_answers.slices(max(1, ENVELOPES // SLICE))
        found = [executor.submit(opener, *bounds) for bounds in parts]
        assert sum(len(one.result().hashes) // 32 for one in found) == ENVELOPES
        took = time.perf_counter() - begun
        seen()
    return took


@pytest.mark.measurement
def test_opening_on_a_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = questionnaire(40)
    layout, print_of_form = Layout(asked), fingerprint(asked)
    public = derive(SECRET, STUDY, "numbers").public
    sealer = Sealer(public, public, STUDY, print_of_form)
    path = tmp_path / "envelopes"
    begun = time.perf_counter()
    with path.open("wb") as file:
        for _ in range(SEALED):
            one = sealer.numbers(bytes(layout.width))
            file.write(one)
    sealed = time.perf_counter() - begun
    key = ShelfKey(
        InventedShelf(path, len(one), ENVELOPES), SECRET, STUDY, print_of_form, layout.width
    )
    with capsys.disabled():
        print(f"\n{ENVELOPES} envelopes of {len(one)} bytes, sealed in {sealed:.1f} s")
        for workers in WORKERS:
            if ENVELOPES == SEALED:
                before = processor_seconds(None)
                took = opened(key, processes(workers), lambda: None)
                used = processor_seconds(None) - before
                print(f"processes {workers}: {took:.2f} s, {used:.2f} s of processor")
            with cluster_of(tmp_path, workers) as made:
                after: list[float] = []
                memory: list[int] = []

                def look(
                    made: LocalCluster = made, after: list[float] = after, held: list[int] = memory
                ) -> None:
                    after.append(processor_seconds(made))
                    held.extend(largest(made))

                before = processor_seconds(made)
                took = opened(key, on_cluster(made.address, made.opener), look)
                print(
                    f"cluster {workers}: {took:.2f} s, {after[0] - before:.2f} s of processor, "
                    f"MB of scheduler, workers and their run processes {memory}, of this process "
                    f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000}"
                )
