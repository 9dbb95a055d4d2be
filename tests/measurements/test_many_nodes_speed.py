"""Responses a second and processor seconds of each: more worker processes, and a second node.

All on one PostgreSQL; two nodes stand behind nginx, where it is installed, else the first of them
is measured alone. Prints tables; asserts nothing about time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
import pytest

from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Published
from tests.faults.answering_load import many_options, options_of
from tests.faults.served_nodes import WebNode, behind_nginx, second_folder
from tests.measurements.servers import send
from tests.measurements.traffic import Plan
from tests.ports import reserved_port
from tests.storage.conftest import Server, database_url, postgresql, settings  # noqa: F401

ROUNDS, RESPONSES, CLIENTS, WARM_UP = 7, 48, 8, 48
#: By name: the worker processes of each node. The first is what the others are compared with.
ONE_NODE = {"1 worker": (1,), "2 workers": (2,), "4 workers": (4,)}
TWO_NODES = {"1 node of 2": (2,), "2 nodes of 1": (1, 1), "2 nodes of 2": (2, 2)}
#: What a round found: responses a second, and processor milliseconds of the nodes and PostgreSQL.
Figures = tuple[float, float, float]


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@dataclass(frozen=True)
class Way:
    """Nodes that serve one study, and what is sent to them."""

    nodes: tuple[WebNode, ...]
    plan: Plan
    database: psutil.Process

    def measured(self) -> Figures:
        """Have the plan sent, and give what it took."""
        before = self._spent()
        seconds = send(self.plan)
        many = self.plan.responses
        app, database = (
            (now - then) / many * 1000 for now, then in zip(self._spent(), before, strict=True)
        )
        return many / seconds, app, database

    def _spent(self) -> tuple[float, float]:
        backends = [self.database, *self.database.children(recursive=True)]
        database = sum(sum(one.cpu_times()[:4]) for one in backends)
        return sum(node.cpu_seconds() for node in self.nodes), database


@pytest.mark.measurement
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("ways", [ONE_NODE, TWO_NODES], ids=["workers", "nodes"])
def test_many_nodes_speed(
    instance: Instance,
    publish: Callable[..., Published],
    postgresql: Server,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    ways: Mapping[str, tuple[int, ...]],
) -> None:
    study, found = publish(many_options(), practice=True), dict[str, list[Figures]]()
    folders = (instance.folder, second_folder(instance, tmp_path))
    postmaster = (postgresql.folder / "postmaster.pid").read_text().split()[0]
    with ExitStack() as stack:
        served = {}
        for name, workers in ways.items():
            ports = [stack.enter_context(reserved_port()) for _ in workers]
            nodes = tuple(
                WebNode(instance, *one) for one in zip(folders, ports, workers, strict=False)
            )
            for node in nodes:
                stack.callback(node.end)
                node.begin()
            port = stack.enter_context(behind_nginx(ports, tmp_path))
            served[name] = Way(nodes, plan_of(study, port), psutil.Process(int(postmaster)))
            served[name].measured()  # so that nothing is done for the first time
        for _ in range(ROUNDS):
            for name, way in served.items():
                found.setdefault(name, []).append(way.measured())
    with capsys.disabled():
        show(found)
    assert all(len(one) == ROUNDS for one in found.values())


def plan_of(study: Published, port: int) -> Plan:
    """Return what is sent to a port: whole answers of eight people at a time."""
    said = "&".join(f"q.A={one}" for one in options_of(77))
    return Plan(port, f"/f/{study.id}", CLIENTS, RESPONSES, [said], ["s.only"],
                'class="six" lang="en"', consent=True)  # fmt: skip


def show(found: Mapping[str, list[Figures]]) -> None:
    """Print medians, and medians of the ratios within a round to the first way."""
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds")
    first = next(iter(found.values()))
    for name, figures in found.items():
        rate, app, database = (median(one[at] for one in figures) for at in range(3))
        more = [
            median(now[at] / one[at] for one, now in zip(first, figures, strict=True))
            for at in range(2)
        ]
        print(
            f"{name:>13}: {rate:6.1f} a second ({more[0]:.2f}), {app:6.2f} CPU-ms each "
            f"({more[1]:.2f}), PostgreSQL {database:5.2f}"
        )
