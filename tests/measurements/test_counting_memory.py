"""What counting a million records takes of memory: at once, in pieces, and shared by two processes.

Prints a table; asserts nothing about memory. SURVEY_MEASURED_RECORDS says how many records.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
import psutil
import pytest

from survey.answers.codec import Layout, encode
from survey.answers.interpreting import Interpreter
from survey.disclosure.reader.hands import NO_HANDS
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.path import walk
from survey.services.practice.invent_answers import Inventor
from survey.services.steps.count_records import COUNTED_TOGETHER, count_records
from survey.services.steps.executors import hands_of
from tests.measurements.forms_to_measure import questionnaire

RECORDS = int(os.environ.get("SURVEY_MEASURED_RECORDS", "1000000"))
QUESTIONS = 40
_MB = 1_000
_NEVER = 10**9


def _peak(process: psutil.Process) -> int:
    """Give the most memory that a process has had, in megabytes."""
    told = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", told, re.M)
    assert found
    return int(found[1]) // _MB


def _records(asked: Questionnaire) -> bytes:
    layout, random = Layout(asked), Random(1)
    inventor, read = Inventor(asked, random), Interpreter(asked)
    known = [
        encode(layout, read.answers_on(walk(asked, inventor.person())), asked.languages[0])
        for _ in range(1_000)
    ]
    table = np.frombuffer(b"".join(known), f"V{layout.width}")
    return table[np.random.default_rng(2).integers(0, len(known), RECORDS)].tobytes()


#: Megabytes before and at most, those of the others at most, and seconds of the processor.
Used = tuple[int, int, list[int], float]


def measured(workers: int, together: int) -> Used:
    """Count in this process and so many others; give its megabytes before and at most, those of
    the others at most, and the seconds of the processor in all of them."""
    asked = questionnaire(QUESTIONS)
    joined, own = _records(asked), psutil.Process()
    with hands_of(workers, _NEVER) as hands:
        Path("/proc/self/clear_refs").write_text("5")  # the most so far is what there is now
        before, used = _peak(own), sum(own.cpu_times()[:2])
        found = count_records(
            asked, joined, hands=hands if workers > 1 else NO_HANDS, together=together
        )
        assert found.n + found.blank == RECORDS
        others = [one for one in own.children() if "spawn_main" in " ".join(one.cmdline())]
        used = sum(own.cpu_times()[:2]) - used + sum(sum(one.cpu_times()[:2]) for one in others)
        return before, _peak(own), [_peak(one) for one in others], used


def _alone(workers: int, together: int) -> Used:
    """Measure in a process that has done nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(measured, workers, together).result()


@pytest.mark.measurement
def test_counting_takes_memory(capsys: pytest.CaptureFixture[str]) -> None:
    width = Layout(questionnaire(QUESTIONS)).width
    ways = (
        ("at once, one process", 1, RECORDS),
        ("in pieces, one process", 1, COUNTED_TOGETHER),
        ("in pieces, two processes", 2, COUNTED_TOGETHER),
    )
    with capsys.disabled():
        print(f"\n{RECORDS:,} records of {width} bytes: MB before, at most, others; processor")
        for name, workers, together in ways:
            before, most, others, used = _alone(workers, together)
            print(f"{name:26} {before:5} {most:5} {others} {used:.1f} s")
