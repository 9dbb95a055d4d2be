"""A server is told to stop at the worst step of watching its parts, and ends all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from survey.storage.instance import Instance
from tests.faults.served import wait_until_it_listens
from tests.ports import reserved_port

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
