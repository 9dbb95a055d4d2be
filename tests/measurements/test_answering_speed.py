"""Complete responses per second and CPU-milliseconds per complete response, over a real server.

Ours and a WTForms yardstick in the same run. Prints a table; asserts nothing about time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import pytest

from survey.services.publish_study import Terms, publish_study
from survey.settings import read_settings, shipped
from survey.storage.founding import create_instance
from tests.conftest import Clock
from tests.measurements.forms_to_measure import SIZES, answers, questionnaire
from tests.measurements.servers import Server, free_port, served
from tests.measurements.traffic import Plan

ROUNDS = 5
RESPONSES = {"ours": 300, "WTForms": 60}
WARM_UP = 30
CLIENTS = (1, 8)

Row = tuple[str, int, int]
Figures = tuple[float, float]


@pytest.mark.measurement
def test_answering_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[Row, list[Figures]] = {}
    pace = [unit()]
    with ExitStack() as stack:
        running = [
            (name, questions, stack.enter_context(server), plan)
            for questions in SIZES
            for name, server, plan in _servers(tmp_path / str(questions), questions)
        ]
        for _, _, server, plan in running:
            server.measure(sized(plan, 1, WARM_UP))
        for _ in range(ROUNDS):
            for name, questions, server, plan in running:
                for clients in CLIENTS:
                    row = (name, questions, clients)
                    figures = server.measure(sized(plan, clients, RESPONSES[name]))
                    found.setdefault(row, []).append(figures)
            pace.append(unit())
    with capsys.disabled():
        show(found, pace)
    assert all(len(figures) == ROUNDS for figures in found.values())


def sized(plan: Plan, clients: int, responses: int) -> Plan:
    """Give a plan with other numbers of clients and responses."""
    return Plan(
        plan.port,
        plan.address,
        clients,
        responses,
        plan.pages,
        plan.names,
        plan.done,
        plan.state,
    )


def unit() -> float:
    """Give the CPU-milliseconds of a fixed piece of plain Python: how fast the machine is now."""
    start = time.process_time()
    sum(number * number % 7 for number in range(200_000))
    return (time.process_time() - start) * 1000


def show(found: dict[Row, list[Figures]], pace: list[float]) -> None:
    """Print medians over the rounds, with the best and the worst of the CPU time."""
    load = os.getloadavg()[0]
    print(f"\n{os.cpu_count()} processors, load {load:.1f}, {ROUNDS} rounds of {RESPONSES}", end="")
    print(f" responses; plain Python {min(pace):.1f} to {max(pace):.1f} ms a unit")
    print(f"{'':<10}{'questions':>10}{'clients':>8}{'per s':>8}", end="")
    print(f"{'CPU-ms':>8}{'best':>8}{'worst':>8}{'WTForms/ours':>14}")
    for (name, questions, clients), figures in sorted(found.items()):
        spent = [cpu for _, cpu in figures]
        ours = median(cpu for _, cpu in found["ours", questions, clients])
        print(f"{name:<10}{questions:>10}{clients:>8}{median(r for r, _ in figures):>8.0f}", end="")
        print(f"{median(spent):>8.2f}{min(spent):>8.2f}{max(spent):>8.2f}", end="")
        print(f"{median(spent) / ours:>14.1f}")


def _servers(folder: Path, questions: int) -> Iterator[tuple[str, Server, Plan]]:
    asked = questionnaire(questions)
    names = ["s." + section.id for section in asked.sections]
    port = free_port()
    study_id = _study(folder, questions)
    ours = served(
        [str(Path(sys.executable).with_name("survey")), "--instance", str(folder), "serve"],
        {"SURVEY_PUBLIC_ADDRESS": f"127.0.0.1:{port}", "SURVEY_MIXES_HERE": "false"},
        port,
    )
    plan = Plan(port, f"/f/{study_id}", 1, 1, answers(asked), names, 'class="receipt"')
    yield "ours", ours, plan
    other = free_port()
    theirs = served(
        [sys.executable, "-m", "tests.measurements.yardstick"],
        {
            "YARDSTICK_PORT": str(other),
            "YARDSTICK_QUESTIONS": str(questions),
            "YARDSTICK_DATABASE": str(folder / "plain.db"),
        },
        other,
    )
    flow = Plan(other, "/flow", 1, 1, answers(asked), names, "class=receipt")
    yield "WTForms", theirs, flow


def _study(folder: Path, questions: int) -> str:
    settings = read_settings([shipped("config") / "default.toml"], {})
    instance = create_instance(folder, settings, os.urandom)
    study_id = publish_study(
        instance, questionnaire(questions), Terms(3, 2), Clock()().date(), lambda sheets: None
    )
    instance.engine.dispose()
    return study_id
