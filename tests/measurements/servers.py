"""Servers to measure: started as processes of their own, and the CPU time that they take.

CPU time is that of the process that runs the app (user and system); neither the process that
watches over it nor the one that sends the traffic is in it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil

from tests.measurements.traffic import Plan, as_json

ROOT = Path(__file__).parents[2]
_PATIENCE = 30.0


class Server:
    """One running server."""

    def __init__(self, process: psutil.Popen, port: int) -> None:
        self._process = process
        self.port = port

    def cpu_seconds(self) -> float:
        """Give the CPU seconds of the worker so far: the process below that has taken most."""
        times = [below.cpu_times() for below in self._process.children(recursive=True)]
        return max(spent.user + spent.system for spent in times)

    def megabytes(self) -> float:
        """Give what would be free without the worker: the process below that holds most."""
        held = [below.memory_full_info().uss for below in self._process.children(recursive=True)]
        return max(held) / 2**20

    def measure(self, plan: Plan) -> tuple[float, float]:
        """Have a plan sent; give responses per second, and CPU-milliseconds per response."""
        before = self.cpu_seconds()
        seconds = send(plan)
        spent = self.cpu_seconds() - before
        return plan.responses / seconds, spent / plan.responses * 1000


def send(plan: Plan) -> float:
    """Send a plan from another process; give the seconds that it took."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.measurements.traffic"],
        input=as_json(plan),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout)


@contextmanager
def served(command: list[str], environ: Mapping[str, str], port: int) -> Iterator[Server]:
    """Run a server until the block ends."""
    process = psutil.Popen(
        command,
        env={**os.environ, **environ},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Give a port of 127.0.0.1 that nobody listens on."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int, process: psutil.Popen) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            with suppress(psutil.TimeoutExpired):
                process.wait(timeout=0.05)
        else:
            return
    raise RuntimeError("the server did not start")
