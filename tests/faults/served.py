"""A real server process on 127.0.0.1, started and ended by a test, with all that it prints."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ports import reserved_port


@dataclass(frozen=True)
class Served:
    """Where a server listens, the file with what it printed, and the id of its first process."""

    port: int
    log: Path
    process: int


@contextmanager
def serving(instance: Path, folder: Path, **settings: str) -> Iterator[Served]:
    """Run `survey serve` on a free port, with its temporary files in `folder`.

    `settings` are set in its environment (SURVEY_NAME).
    """
    said = {f"SURVEY_{name.upper()}": value for name, value in settings.items()}
    log = folder / "server.log"
    temporary = folder / "temporary"
    temporary.mkdir()
    program = "from survey.cli.main import main; main()"
    with reserved_port() as port, log.open("wb") as out:
        words = ["--instance", str(instance), "serve", "--public", f"127.0.0.1:{port}"]
        process = subprocess.Popen(
            [sys.executable, "-c", program, *words],
            stdout=out,
            stderr=out,
            env={**os.environ, **said, "TMPDIR": str(temporary)},
        )
        try:
            _wait_until_it_says_so(process, log)
            socket.create_connection(("127.0.0.1", port), timeout=60).close()
            yield Served(port, log, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=120)


def _wait_until_it_says_so(process: subprocess.Popen[Any], log: Path) -> None:
    """Read the log until it says where the server listens: it has to listen then."""
    for _ in range(480):
        if "Serving on http://" in log.read_text("utf-8"):
            return
        assert process.poll() is None, "the server ended by itself"
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.25)
    raise AssertionError("the server did not say within two minutes that it listens")


def wait_until_it_listens(process: subprocess.Popen[Any], port: int) -> None:
    """Knock until somebody answers; a refused knock costs a fraction of a second, at most 480."""
    for _ in range(480):
        assert process.poll() is None, "the server ended by itself"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=60).close()
            return
        except OSError:
            try:
                process.wait(timeout=0.25)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not listen within two minutes")
