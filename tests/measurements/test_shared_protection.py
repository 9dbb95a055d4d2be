"""What several processes save where a large study is protected: one and two by turns.

`make measure` runs it; SURVEY_MEASURED_PEOPLE are the people of the first wave of the second case.
It checks that the releases are the same, and asserts nothing about time.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from multiprocessing import active_children
from time import perf_counter, process_time

import psutil
import pytest

from survey.answers.codec import Layout
from survey.disclosure.policy import Policy
from survey.disclosure.protect import Protected, protect_next
from survey.disclosure.reader.hands import NO_HANDS, Hands
from survey.disclosure.release import Integrity
from survey.disclosure.system.release_history import Past, Wave
from survey.questionnaire.model import Questionnaire
from survey.services.steps.executors import hands_of
from survey.tally.counting import count
from tests.measurements.test_disclosure_speed import FACTS, questionnaire, records

pytestmark = pytest.mark.measurement

PEOPLE = int(os.environ.get("SURVEY_MEASURED_PEOPLE", "2000"))
WORKERS = [int(one) for one in os.environ.get("SURVEY_MEASURED_WORKERS", "1 2").split()]
#: Questions, breakdowns, and the people of each wave, of which the last is measured.
CASES: list[tuple[int, int, Sequence[int]]] = [
    (40, 4, (13_947,)),
    (40, 6, (1_000,)),
    (80, 8, (1_000,)),
    (30, 5, (PEOPLE, PEOPLE // 2)),
    (16, 4, (1_000, 400)),
]


def used_by_hands() -> list[float]:
    """Give the processor seconds of each process that this one started, their start included."""
    alive = (psutil.Process(one.pid) for one in active_children())
    return sorted(round(sum(one.cpu_times()[:2]), 1) for one in alive)


def protected(q: Questionnaire, past: Past, hands: Hands) -> Protected:
    """Protect the newest wave."""
    n = past.tally(past.people(past.number)).n
    return protect_next(q, past, Policy(), FACTS, Integrity(envelopes=n, counted=n), hands)


@pytest.mark.parametrize(("questions", "breakdowns", "waves"), CASES)
def test_protecting_in_one_process_and_in_several(questions, breakdowns, waves, capsys) -> None:
    q = questionnaire(questions, breakdowns)
    layout, past, first = Layout(q), Past(), None
    for number, people in enumerate(waves, 1):
        tally = count(q, layout, records(q, layout, people + number))
        past = Past(past.releases, (*past.waves, Wave(tally, number)))
        if number < len(waves):
            made = protected(q, past, NO_HANDS)
            past = Past((*past.releases, made.release), past.waves)
    for workers in WORKERS:
        begun, before = perf_counter(), process_time()
        with hands_of(workers, 0) as hands:
            made = protected(q, past, hands)
            took, own, theirs = perf_counter() - begun, process_time() - before, used_by_hands()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
        with capsys.disabled():
            print(
                f"\n{questions} questions, {breakdowns} breakdowns, waves of {waves}: {workers} "
                f"processes, {took:.1f} s; processor {own:.1f} s here and {theirs} s in them, "
                f"{memory} MB here, "
                f"load {os.getloadavg()[0]:.1f}; {made.release.audit.hidden} hidden"
            )
        found = made.release.model_dump_json(), made.certificate()
        first = first or found
        assert found == first
