"""Parts of a running instance that are killed (SIGKILL, with all they started) and begun again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from survey.storage.instance import Instance
from tests.faults.served import wait_until_it_listens

ROOT = Path(__file__).parents[2]


def environment(instance: Instance, port: int, **more: str) -> dict[str, str]:
    """Return the environment of a process that works on an instance."""
    return {
        **os.environ,
        "SURVEY_INSTANCE": str(instance.folder),
        "SURVEY_DATABASE_URL": instance.settings.database_url,
        "SURVEY_PUBLIC_ADDRESS": f"127.0.0.1:{port}",
        "SURVEY_DESK_ADDRESS": f"127.0.0.1:{port}",
        "SURVEY_STUDY_HOURLY": "1000000",
        **more,
    }


class Killable:
    """One part; `port` 0: it has none, and is there as soon as its process is."""

    def __init__(self, source: subprocess.Popen[str], port: int) -> None:
        self._source, self._port = source, port
        self._process: psutil.Process | None = None

    def begin(self) -> None:
        """Start it, and wait until it listens."""
        assert self._source.stdin is not None
        assert self._source.stdout is not None
        self._source.stdin.write("another\n")
        self._source.stdin.flush()
        self._process = psutil.Process(int(self._source.stdout.readline()))
        if self._port:
            wait_until_it_listens(self._source, self._port)

    def kill(self) -> None:
        """Kill it with all that it started, as one does who has no time."""
        if self._process is None:
            return
        every = [self._process, *self._process.children(recursive=True)]
        for one in every:
            one.kill()
        assert not psutil.wait_procs(every, timeout=120)[1]
        self._process = None


@contextmanager
def killable(part: str, instance: Instance, folder: Path, port: int = 0) -> Iterator[Killable]:
    """Start a part of an instance for a block; what it says goes to a file in `folder`."""
    with (folder / f"{part}.log").open("ab") as said:
        source = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forked_parts", part, str(port)],
            env=environment(instance, port or 8000),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        one = Killable(source, port)
        try:
            one.begin()
            yield one
        finally:
            one.kill()
            source.communicate(timeout=120)
