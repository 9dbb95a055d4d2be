"""Responses a second and processor seconds of each, with 1, 2 and 4 worker processes.

Two nodes behind nginx on one PostgreSQL, where nginx is installed; else people take the nodes in
turn themselves. Prints a table; asserts nothing about time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import psutil
import pytest

from survey.settings import Settings
from survey.storage.instance import Instance
from tests.conftest import Published
from tests.faults.answering_load import many_options, options_of
from tests.faults.served import wait_until_it_listens
from tests.faults.served_nodes import WebNode, second_folder
from tests.measurements.servers import send
from tests.measurements.traffic import Plan
from tests.ports import reserved_port
from tests.storage.conftest import database_url, postgresql, settings  # noqa: F401

ROUNDS, RESPONSES, CLIENTS, WARM_UP = 5, 60, 8, 30
#: Nodes, and worker processes of each.
WAYS = {1: (1, 1), 2: (2, 1), 4: (2, 2)}
NGINX = """
pid {folder}/nginx.pid; error_log /dev/null crit; worker_processes 1; events {{ }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream survey {{ {servers} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port}; client_max_body_size 1m; client_body_buffer_size 1m;
    location / {{
      proxy_pass http://survey; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_max_temp_file_size 0;
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
    }}
  }}
}}
"""


@pytest.fixture
def instance_settings(settings: Settings) -> Settings:  # noqa: F811
    """Give settings for each kind of database."""
    return settings


@contextmanager
def behind_nginx(nodes: Sequence[WebNode], folder: Path) -> Iterator[int]:
    """Give the port of an nginx in front of the nodes; of the first node where there is none."""
    program = shutil.which("nginx")
    if program is None:
        yield nodes[0].port
        return
    with reserved_port() as port:
        servers = " ".join(f"server 127.0.0.1:{one.port};" for one in nodes)
        config = folder / f"nginx-{port}.conf"
        config.write_text(NGINX.format(folder=folder, servers=servers, port=port))
        words = [program, "-c", str(config), "-p", str(folder), "-g", "daemon off;"]
        process = subprocess.Popen(words)
        try:
            wait_until_it_listens(process, port)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.mark.measurement
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_many_nodes_speed(
    instance: Instance,
    publish: Callable[..., Published],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    study, found = publish(many_options(), practice=True), dict[int, list[tuple[float, float]]]()
    folders = [instance.folder, second_folder(instance, tmp_path)]
    said = "&".join(f"q.A={one}" for one in options_of(77))
    os.chmod(tmp_path, 0o755)
    with ExitStack() as stack:
        ways = {}
        for workers, (many, each) in WAYS.items():
            ports = [stack.enter_context(reserved_port()) for _ in range(many)]
            nodes = [
                WebNode(instance, folder, port, each)
                for folder, port in zip(folders[:many], ports, strict=True)
            ]
            for node in nodes:
                stack.callback(node.end)
                node.begin()
            port = stack.enter_context(behind_nginx(nodes, tmp_path))
            plan = Plan(port, f"/f/{study.id}", CLIENTS, RESPONSES, [said], ["s.only"],
                        'class="six" lang="en"', consent=True)  # fmt: skip
            ways[workers] = (nodes, plan)
            send(plan)
        for _ in range(ROUNDS):
            for workers, (nodes, plan) in ways.items():
                found.setdefault(workers, []).append(measured(nodes, plan))
    with capsys.disabled():
        show(found)
    assert all(len(one) == ROUNDS for one in found.values())


def measured(nodes: Sequence[WebNode], plan: Plan) -> tuple[float, float]:
    """Have a plan sent; give responses a second, and processor milliseconds of each."""
    before, start = sum(node.cpu_seconds() for node in nodes), time.perf_counter()
    seconds = send(plan)
    assert time.perf_counter() >= start
    spent = sum(node.cpu_seconds() for node in nodes) - before
    return plan.responses / seconds, spent / plan.responses * 1000


def show(found: dict[int, list[tuple[float, float]]]) -> None:
    """Print medians, and medians of the ratios within a round to one worker process."""
    print(f"\n{os.cpu_count()} processors, load {psutil.getloadavg()[0]:.1f}, {ROUNDS} rounds")
    for workers, figures in found.items():
        pairs = list(zip(found[1], figures, strict=True))
        rate, spent = (median(one[at] for one in figures) for at in (0, 1))
        more = [median(now[at] / one[at] for one, now in pairs) for at in (0, 1)]
        print(
            f"{workers} workers: {rate:6.1f} a second ({more[0]:.2f}), "
            f"{spent:6.2f} CPU-ms each ({more[1]:.2f})"
        )
