"""Complete responses per second and CPU-milliseconds per complete response, over a real server.

Ours (with one thread, as behind a proxy, and with sixteen, as alone) and a WTForms yardstick in the
same run. Prints a table; asserts nothing about time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import pytest

from survey.mixing.founding import create_instance
from survey.services.studies.publish_study import StudyTerms, publish_study
from survey.settings import read_settings, shipped
from tests.conftest import Clock
from tests.measurements.forms_to_measure import SIZES, answers, questionnaire
from tests.measurements.servers import Server, free_port, served
from tests.measurements.traffic import Plan

ROUNDS = 15
WARM_UP = 30
CLIENTS = (1, 8)
OURS, OURS_ALONE = "ours, 1 thread", "ours, 16 threads"
FLOW, PAGE = "WTForms, 7 requests", "WTForms, 1 page"
RESPONSES = {OURS: 100, OURS_ALONE: 50, FLOW: 25, PAGE: 25}

Row = tuple[int, int, str]
Figures = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Runner:
    """One way of answering a questionnaire on a server that runs."""

    name: str
    questions: int
    server: Server
    plan: Plan

    def measure(self, clients: int, responses: int) -> Figures:
        """Give responses per second, and CPU-milliseconds per response."""
        return self.server.measure(replace(self.plan, clients=clients, responses=responses))


@pytest.mark.measurement
def test_answering_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[Row, list[Figures]] = {}
    pace = [unit()]
    with ExitStack() as stack:
        runners = [
            runner
            for questions in SIZES
            for start in (_ours, _yardstick)
            for runner in start(stack, tmp_path / str(questions), questions)
        ]
        for runner in runners:
            runner.measure(1, WARM_UP)
        for _ in range(ROUNDS):
            for runner in runners:
                for clients in CLIENTS:
                    figures = runner.measure(clients, RESPONSES[runner.name])
                    found.setdefault((runner.questions, clients, runner.name), []).append(figures)
            pace.append(unit())
    with capsys.disabled():
        show(found, pace)
    assert all(len(figures) == ROUNDS for figures in found.values())


def unit() -> float:
    """Give the CPU-milliseconds of a fixed piece of plain Python: how fast the machine is now."""
    start = time.process_time()
    sum(number * number % 7 for number in range(200_000))
    return (time.process_time() - start) * 1000


def show(found: dict[Row, list[Figures]], pace: list[float]) -> None:
    """Print medians over the rounds, with the best and the worst CPU time.

    "times ours" is the median of the ratios within a round: a busy moment meets both.
    """
    load = os.getloadavg()[0]
    print(f"\n{os.cpu_count()} processors, load {load:.1f}, {ROUNDS} rounds; ", end="")
    print(f"200,000 steps of plain Python took {min(pace):.1f} to {max(pace):.1f} ms")
    print(f"{'':<20}{'questions':>10}{'clients':>8}{'per s':>8}", end="")
    print(f"{'CPU-ms':>8}{'best':>8}{'worst':>8}{'times ours':>12}")
    for (questions, clients, name), figures in sorted(found.items()):
        spent = [cpu for _, cpu in figures]
        ours = [cpu for _, cpu in found[questions, clients, OURS]]
        times = median(one / other for one, other in zip(spent, ours, strict=True))
        rate = median(per_second for per_second, _ in figures)
        print(f"{name:<20}{questions:>10}{clients:>8}{rate:>8.0f}", end="")
        print(f"{median(spent):>8.2f}{min(spent):>8.2f}{max(spent):>8.2f}{times:>12.1f}")


def _ours(stack: ExitStack, folder: Path, questions: int) -> Iterator[Runner]:
    asked = questionnaire(questions)
    names = ["s." + section.id for section in asked.sections]
    for name, threads in ((OURS, 1), (OURS_ALONE, 16)):
        instance, port = folder / str(threads), free_port()
        study_id = study_to_answer(instance, questions)
        environment = {
            "SURVEY_PUBLIC_ADDRESS": f"127.0.0.1:{port}",
            "SURVEY_MIXES_HERE": "false",
            "SURVEY_STUDY_HOURLY": "1000000",
            "SURVEY_THREADS": str(threads),
        }
        program = str(Path(sys.executable).with_name("survey"))
        command = [program, "--instance", str(instance), "serve"]
        server = stack.enter_context(served(command, environment, port))
        plan = Plan(port, f"/f/{study_id}", 1, 1, answers(asked), names, 'class="six" lang="en"',
                    consent=True)  # fmt: skip
        yield Runner(name, questions, server, plan)


def _yardstick(stack: ExitStack, folder: Path, questions: int) -> Iterator[Runner]:
    asked = questionnaire(questions)
    names = ["s." + section.id for section in asked.sections]
    port = free_port()
    environment = {
        "YARDSTICK_PORT": str(port),
        "YARDSTICK_QUESTIONS": str(questions),
        "YARDSTICK_DATABASE": str(folder / "plain.db"),
    }
    command = [sys.executable, "-m", "tests.measurements.yardstick"]
    server = stack.enter_context(served(command, environment, port))
    plan = Plan(port, "/flow", 1, 1, answers(asked), names, "class=receipt")
    yield Runner(FLOW, questions, server, plan)
    yield Runner(PAGE, questions, server, replace(plan, address="/one", state=False))


def study_to_answer(folder: Path, questions: int) -> str:
    """Make an instance in `folder` with one study of so many questions, and give its id."""
    folder.parent.mkdir(exist_ok=True)
    many = {"SURVEY_STUDY_HOURLY": "1000000"}
    settings = read_settings([shipped("config") / "default.toml"], many)
    instance = create_instance(folder, settings, os.urandom)
    study_id = publish_study(
        instance,
        questionnaire(questions),
        StudyTerms(3, 2, practice=True),
        Clock()().date(),
        lambda _number, _sheet: True,
    )
    instance.close()
    return study_id
