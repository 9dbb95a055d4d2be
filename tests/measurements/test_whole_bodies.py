"""What it costs to take bodies in whole: the same app with and without that, in the same run.

Prints a table; asserts nothing about time.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from tests.measurements.forms_to_measure import answers, questionnaire
from tests.measurements.servers import Server, free_port, served
from tests.measurements.test_answering_speed import Figures, study_to_answer
from tests.measurements.traffic import Plan

ROUNDS = 9
RESPONSES = 80
CLIENTS = (1, 8)
QUESTIONS = 12
BEFORE, NOW = "a thread reads", "taken in whole"
WAYS = {
    BEFORE: ("wsgi", "public_app", ("--blocking-threads", "16")),
    NOW: ("asginl", "with_whole_bodies", ()),
}
SLOW, BYTES_OF_EACH = 12, 900_000


@pytest.mark.measurement
def test_what_whole_bodies_cost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[tuple[int, str], list[Figures]] = {}
    with ExitStack() as stack:
        ways = {name: (server, plan) for name, server, plan in _ways(stack, tmp_path)}
        for server, plan in ways.values():
            server.measure(replace(plan, clients=8, responses=30))
        for _ in range(ROUNDS):
            for clients in CLIENTS:
                for name, (server, plan) in ways.items():
                    figures = server.measure(replace(plan, clients=clients, responses=RESPONSES))
                    found.setdefault((clients, name), []).append(figures)
        memory = {name: server.megabytes() for name, (server, _) in ways.items()}
        for server, plan in ways.values():
            _half_a_body(stack, plan)
            server.measure(replace(plan, responses=5))
        slow = {name: server.megabytes() for name, (server, _) in ways.items()}
        with capsys.disabled():
            _show(found, memory, slow)
    assert all(len(figures) == ROUNDS for figures in found.values())


def _show(
    found: dict[tuple[int, str], list[Figures]], memory: dict[str, float], slow: dict[str, float]
) -> None:
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds")
    for clients in CLIENTS:
        before, now = found[clients, BEFORE], found[clients, NOW]
        pairs = list(zip(before, now, strict=True))
        rate = median(new[0] / old[0] for old, new in pairs)
        spent = median(new[1] / old[1] for old, new in pairs)
        print(f"{clients} clients: now / before: {rate:.2f} a second, {spent:.2f} of CPU")
        for name, figures in ((BEFORE, before), (NOW, now)):
            middle = [median(one[place] for one in figures) for place in (0, 1)]
            print(f"  {name:<16}{middle[0]:>7.1f} a second{middle[1]:>8.2f} CPU-ms")
    for name in WAYS:
        print(f"{name:<18}{memory[name]:>6.1f} MiB, with slow bodies {slow[name]:>6.1f} MiB")


def _half_a_body(stack: ExitStack, plan: Plan) -> None:
    head = (
        f"POST {plan.address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ns="
    )
    for _ in range(SLOW):
        slow = stack.enter_context(socket.create_connection(("127.0.0.1", plan.port), timeout=30))
        slow.sendall(head.encode() + b"x" * BYTES_OF_EACH)


def _ways(stack: ExitStack, folder: Path) -> Iterator[tuple[str, Server, Plan]]:
    asked = questionnaire(QUESTIONS)
    names = ["s." + section.id for section in asked.sections]
    for name, (interface, target, more) in WAYS.items():
        instance, port = folder / interface, free_port()
        study_id = study_to_answer(instance, QUESTIONS)
        environment = {
            "SURVEY_INSTANCE": str(instance),
            "SURVEY_PUBLIC_ADDRESS": f"127.0.0.1:{port}",
            "SURVEY_STUDY_HOURLY": "1000000",
        }
        command = [
            *(sys.executable, "-m", "granian", "--interface", interface, "--factory", *more),
            *("--port", str(port), "--no-ws", "--log-level", "error"),
            f"survey.web.public.serving:{target}",
        ]
        server = stack.enter_context(served(command, environment, port))
        plan = Plan(port, f"/f/{study_id}", 1, 1, answers(asked), names, 'class="six" lang="en"',
                    consent=True)  # fmt: skip
        yield name, server, plan
