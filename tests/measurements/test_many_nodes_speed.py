"""Answers a second and processor seconds of each: more worker processes, and a second node.

All on one PostgreSQL, and one nginx in front of each way of serving, where nginx is installed.
Prints tables; asserts nothing about time.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
import psycopg
import pytest

from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Published
from tests.faults.answering_load import many_options, options_of
from tests.faults.served_nodes import WebNode, behind_nginx, second_folder
from tests.faults.test_postgresql_restarted import away
from tests.measurements.servers import send
from tests.measurements.traffic import Plan
from tests.ports import reserved_port
from tests.storage.conftest import Server, database_url, postgresql, settings  # noqa: F401

ROUNDS, CLIENTS = 7, 6
ANSWERS = int(os.environ.get("MEASURED_ANSWERS", "480"))
#: By name: the worker processes of each node. The first is what the others are compared with.
WAYS = {
    "1 worker": (1,),
    "2 workers": (2,),
    "4 workers": (4,),
    "2 nodes of 1": (1, 1),
    "2 nodes of 2": (2, 2),
}


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@dataclass(frozen=True)
class Figures:
    """What a round found: answers a second, and processor milliseconds of each answer."""

    rate: float
    nodes: float
    database: float
    clients: float
    machine: float


@dataclass(frozen=True)
class Way:
    """Nodes that serve one study, and what is sent to them."""

    nodes: tuple[WebNode, ...]
    plan: Plan
    database: psutil.Process

    def measured(self) -> Figures:
        """Have the plan sent, and return what it took."""
        before, many = self._spent(), self.plan.responses
        seconds = send(self.plan)
        spent = (
            (now - then) / many * 1000 for now, then in zip(self._spent(), before, strict=True)
        )
        return Figures(many / seconds, *spent)

    def _spent(self) -> tuple[float, float, float, float]:
        backends = [self.database, *self.database.children(recursive=True)]
        sent, machine = resource.getrusage(resource.RUSAGE_CHILDREN), psutil.cpu_times()
        return (
            sum(node.cpu_seconds() for node in self.nodes),
            sum(sum(one.cpu_times()[:4]) for one in backends),
            sent.ru_utime + sent.ru_stime,
            sum(machine[:3]) + machine.irq + machine.softirq,
        )


@pytest.mark.measurement
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_many_nodes_speed(
    instance: Instance,
    publish: Callable[..., Published],
    postgresql: Server,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    allow_connections(postgresql, 300)
    study, found = publish(many_options(), practice=True), dict[str, list[Figures]]()
    folders = (instance.folder, second_folder(instance, tmp_path))
    postmaster = (postgresql.folder / "postmaster.pid").read_text().split()[0]
    with ExitStack() as stack:
        served = {}
        for name, workers in WAYS.items():
            ports = [stack.enter_context(reserved_port()) for _ in workers]
            nodes = tuple(
                WebNode(instance, *one, SURVEY_MIXES_HERE="false")
                for one in zip(folders, ports, workers, strict=False)
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


def allow_connections(server: Server, many: int) -> None:
    """Restart a server with so many connections: all ways of serving run at once."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET max_connections = {many}")
    with away(server):
        pass


def plan_of(study: Published, port: int) -> Plan:
    """Return what is sent to a port: whole answers, of six people at a time."""
    said = "&".join(f"q.A={one}" for one in options_of(77))
    return Plan(port, f"/f/{study.id}", CLIENTS, ANSWERS, [said], ["s.only"],
                'class="six" lang="en"', consent=True)  # fmt: skip


def show(found: Mapping[str, list[Figures]]) -> None:
    """Print medians, spreads, and medians of the ratios within a round to the first way."""
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds")
    first = next(iter(found.values()))
    for name, figures in found.items():
        rates, nodes = sorted(one.rate for one in figures), sorted(one.nodes for one in figures)
        pairs = list(zip(figures, first, strict=True))
        print(
            f"{name:>13}: {median(rates):5.1f} a second ({rates[0]:.0f} to {rates[-1]:.0f}; "
            f"{median(one.rate / of.rate for one, of in pairs):.2f}), {median(nodes):5.2f} ms each "
            f"({nodes[0]:.1f} to {nodes[-1]:.1f}; "
            f"{median(one.nodes / of.nodes for one, of in pairs):.2f}), PostgreSQL "
            f"{median(one.database for one in figures):.2f}, clients "
            f"{median(one.clients for one in figures):.2f}, whole machine "
            f"{median(one.machine for one in figures):.2f}"
        )
