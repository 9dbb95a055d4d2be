"""A server is told to stop at the worst step of watching its parts, and ends all the same."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from survey.storage.instance import Instance
from tests.faults.served import wait_until_it_listens
from tests.ports import reserved_port

_MAIN = "from survey.cli.main import main; main()"
#: The signal comes, once, while the lock is taken under which Python looks after a process.
PROGRAM = """
import os, signal, subprocess, threading
from survey.cli.main import main

class Lock:
    told = False

    def __init__(self):
        self._lock = threading.Lock()

    def acquire(self, *how):
        taken = self._lock.acquire(*how)
        if not Lock.told:
            Lock.told = True
            os.kill(os.getpid(), signal.SIGTERM)
        return taken

    __enter__ = acquire

    def release(self, *_how):
        self._lock.release()

    __exit__ = release

class Watched(subprocess.Popen):
    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        self._waitpid_lock = Lock()

subprocess.Popen = Watched
main()
"""


@pytest.mark.long
def test_a_server_ends_though_it_is_told_at_the_worst_step(
    instance: Instance, tmp_path: Path
) -> None:
    with reserved_port() as port:
        words = ["--instance", str(instance.folder), "serve", "--public", f"127.0.0.1:{port}"]
        with subprocess.Popen([sys.executable, "-c", PROGRAM, *words], cwd=tmp_path) as server:
            try:
                wait_until_it_listens(server, port)
                server.terminate()
                assert server.wait(timeout=120) == 0
            finally:
                server.kill()


_OTHERS = [pytest.param(one, marks=pytest.mark.long) for one in (signal.SIGTERM, signal.SIGHUP)]


@pytest.mark.parametrize("told", [signal.SIGINT, *_OTHERS])
def test_nothing_goes_on_where_all_is_stopped_while_the_doors_start(
    instance: Instance, tmp_path: Path, told: signal.Signals
) -> None:
    """As a terminal does: the signal goes to all that run in it."""
    with reserved_port() as port, reserved_port() as desk:
        words = ["--instance", str(instance.folder), "serve", "--public", f"127.0.0.1:{port}"]
        program = [sys.executable, "-c", _MAIN, *words, "--desk", f"127.0.0.1:{desk}"]
        with subprocess.Popen(
            program, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, text=True
        ) as server:
            started = _all_below(server, 3)
            os.killpg(server.pid, told)
            assert server.stderr is not None
            said = server.stderr.read()
            assert server.wait(timeout=120) == 0, said
        assert said.endswith("Stopped.\n")
        assert not psutil.wait_procs(started, timeout=0)[1]
        for one in (port, desk):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection(("127.0.0.1", one), timeout=60)


def _all_below(server: subprocess.Popen[str], many: int) -> list[psutil.Process]:
    """Wait until a process has so many below it, and return all."""
    while len(found := psutil.Process(server.pid).children(recursive=True)) < many:
        assert server.poll() is None
    return found
