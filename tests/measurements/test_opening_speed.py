"""Opening a shelf beside a bare loop of HPKE over the same ciphertexts, on one and two processes.

Prints a table; asserts nothing about time. Every round measures all of them, one after the other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import insert

from survey.answers.codec import Layout
from survey.mixing.founding import create_instance
from survey.questionnaire.codebook import fingerprint
from survey.sealing.envelope import HEADER_SIZE, numbers_info
from survey.sealing.opening.secret_keys import derive
from survey.sealing.public_keys import SUITE
from survey.sealing.seal import Sealer
from survey.services.steps.open_shelf import DatabaseShelf, ShelfKey, SliceOpener
from survey.settings import read_settings, shipped
from survey.storage.database import writing
from survey.storage.instance import database_url
from survey.storage.schema import codes
from survey.storage.studies import sealed_answers
from tests.measurements.forms_to_measure import questionnaire

ROUNDS = 7
ENVELOPES = 4000
SLICES = 2
SECRET = bytes(range(32))
STUDY = "measured"

_bare: list[tuple[object, bytes]] = []

Bounds = tuple[bytes, bytes]


def hold_bare_key(info: bytes) -> None:
    """Start a worker of the bare loop."""
    _bare[:] = [(derive(SECRET, STUDY, "numbers")._key, info)]


def open_bare(ciphertexts: Sequence[bytes]) -> float:
    """Open ciphertexts that are in memory; give the seconds inside this process."""
    key, info = _bare[0]
    start = time.perf_counter()
    for ciphertext in ciphertexts:
        SUITE.decrypt(ciphertext, key, info)  # type: ignore[arg-type]
    return time.perf_counter() - start


def open_ours(key: ShelfKey, bounds: Bounds) -> float:
    """Open one slice of the shelf as `open_study` does; give the seconds inside this process."""
    start = time.perf_counter()
    assert not SliceOpener(key)(*bounds).damaged
    return time.perf_counter() - start


@pytest.mark.measurement
def test_opening_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key, info, ciphertexts = _shelf(tmp_path)
    half = len(ciphertexts) // SLICES
    parts = [ciphertexts[:half], ciphertexts[half:]]
    found: dict[tuple[str, int], list[float]] = {}
    with _pool(1, hold_bare_key, info) as bare1, _pool(2, hold_bare_key, info) as bare2, \
            _pool(1) as ours1, _pool(2) as ours2:  # fmt: skip
        jobs: list[tuple[str, int, Executor, Callable[..., float], list[object]]] = [
            ("bare HPKE loop", 1, bare1, open_bare, list(parts)),
            ("SliceOpener", 1, ours1, partial(open_ours, key), list(sealed_answers.slices(SLICES))),
            ("bare HPKE loop", 2, bare2, open_bare, list(parts)),
            ("SliceOpener", 2, ours2, partial(open_ours, key), list(sealed_answers.slices(SLICES))),
        ]
        for turn in range(ROUNDS + 1):
            for name, processes, pool, function, work in jobs:
                seconds = _seconds(pool, function, work, processes)
                if turn:  # the first warms up
                    found.setdefault((name, processes), []).append(seconds)
    with capsys.disabled():
        show(found, len(ciphertexts))
    assert all(len(times) == ROUNDS for times in found.values())


def show(found: dict[tuple[str, int], list[float]], envelopes: int) -> None:
    """Print microseconds per ciphertext: the best round, the median, and against the bare loop.

    The ratios are medians of what both took in the same round; the ceiling is the bare loop's rate.
    """
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, ", end="")
    print(f"{ROUNDS} rounds of {envelopes} envelopes of 12 questions")
    print(f"{'':<16}{'processes':>10}{'best us':>10}{'median us':>11}", end="")
    print(f"{'to bare':>9}{'to ceiling':>12}")
    for (name, processes), times in found.items():
        bare = median(
            ours / bare
            for ours, bare in zip(times, found["bare HPKE loop", processes], strict=True)
        )
        print(f"{name:<16}{processes:>10}{min(times) / envelopes * 1e6:>10.1f}", end="")
        print(f"{median(times) / envelopes * 1e6:>11.1f}{bare:>9.2f}{1 / bare:>12.2f}")


def _seconds(
    pool: Executor, function: Callable[..., float], work: list[object], processes: int
) -> float:
    """Give the seconds for all work; with one process the sum of what each part took."""
    inside = [pool.submit(function, part) for part in work]
    took = [one.result() for one in inside]
    return sum(took) if processes == 1 else max(took)


def _pool(
    processes: int, start: Callable[..., None] | None = None, *given: object
) -> ProcessPoolExecutor:
    spawn = get_context("spawn")
    return ProcessPoolExecutor(processes, spawn, initializer=start, initargs=given)


def _shelf(folder: Path) -> tuple[ShelfKey, bytes, list[bytes]]:
    """Fill a shelf; give the key to it, and the ciphertexts with what they are bound to."""
    asked = questionnaire(12)
    layout, print_of_form = Layout(asked), fingerprint(asked)
    public = derive(SECRET, STUDY, "numbers").public
    sealer = Sealer(public, public, STUDY, print_of_form)
    envelopes = [sealer.numbers(bytes(layout.width)) for _ in range(ENVELOPES)]
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance = create_instance(folder / "instance", settings, os.urandom)
    rows = [{"study_id": STUDY, "id": os.urandom(16), "envelope": one} for one in envelopes]
    with writing(instance.engine) as connection:
        connection.execute(insert(codes), rows)
    instance.close()
    address = database_url(instance.folder, settings)
    key = ShelfKey(DatabaseShelf(address, STUDY), SECRET, STUDY, print_of_form, layout.width)
    info = numbers_info(STUDY, print_of_form)
    return key, info, [one[HEADER_SIZE:] for one in envelopes]
