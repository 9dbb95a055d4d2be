"""Programs of a cluster, started at the command line, and what can be seen of their processes."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from time import monotonic

import psutil

from survey.cli.main import main

#: How long a program may take to say something: a machine may be busy with much else.
_PATIENCE = 120
_SURVEY = "from survey.cli.main import main; main()"


class Terminal(io.StringIO):
    """A terminal that a program writes on, and somebody who looks as soon as it says something."""

    def __init__(self, says: str = "(?!)", look: Callable[[], None] = lambda: None) -> None:
        """Make one; `look` is called once, when what `says` matches is on it."""
        super().__init__()
        self._says, self._look, self._looked = re.compile(says), look, False

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        if not self._looked and self._says.search(self.getvalue()):
            self._looked = True
            self._look()
        return written


class StartedProgram:
    """One `survey cluster …` that runs in a folder, and the processes that it has started."""

    def __init__(self, folder: Path, words: Iterable[str]) -> None:
        """Start it, with a folder of its own for what it writes aside."""
        self.scratch = folder / "scratch"
        self.scratch.mkdir(exist_ok=True)
        self.program = subprocess.Popen(
            [sys.executable, "-c", _SURVEY, "cluster", *words],
            cwd=folder,
            env=os.environ | {"TMPDIR": str(self.scratch)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def line(self) -> str:
        """Give the next line that it says, which means that it works."""
        assert self.program.stdout is not None
        if said := self.program.stdout.readline():
            return said.strip()
        raise AssertionError(self.program.communicate()[1])

    def error_line(self) -> str:
        """Give the next line of its errors."""
        assert self.program.stderr is not None
        return self.program.stderr.readline().strip()

    def wait_for(self, process: psutil.Process) -> None:
        """Return when one of its processes has ended, however busy the machine is."""
        process.wait(timeout=_PATIENCE)

    def wait_for_children(self) -> None:
        """Return as soon as it starts another process."""
        own = psutil.Process(self.program.pid)
        until = monotonic() + _PATIENCE
        while not any(_was_spawned(one) for one in own.children()):
            assert monotonic() < until

    def processes(self) -> list[psutil.Process]:
        """Give its process, and all that it has started."""
        own = psutil.Process(self.program.pid)
        return [own, *own.children(recursive=True)]

    def stop(self, number: signal.Signals, *, terminal: bool = False) -> tuple[int, str]:
        """Stop it with a signal, to all of its processes as a terminal does it, or to it alone;
        give its exit code and its errors once nothing of it runs any more."""
        every = self.processes()
        if terminal:
            os.killpg(self.program.pid, number)
        else:
            self.program.send_signal(number)
        _, said = self.program.communicate(timeout=_PATIENCE)
        _, alive = psutil.wait_procs(every, timeout=_PATIENCE)
        assert not alive
        return self.program.returncode, said

    def end(self) -> None:
        """End all of it, whatever became of it."""
        if self.program.poll() is None:
            os.killpg(self.program.pid, signal.SIGKILL)
        with self.program:
            pass  # its pipes are closed by that


@contextmanager
def started(folder: Path, *words: str) -> Iterator[StartedProgram]:
    """Give a program of a cluster that is ended with the block."""
    program = StartedProgram(folder, words)
    try:
        yield program
    finally:
        program.end()


def said_by(terminal: Terminal, words: Iterable[str]) -> tuple[int, str]:
    """Run `survey …` at a terminal; give its exit code, and all that is on the terminal."""
    code = 0
    with redirect_stderr(terminal), redirect_stdout(terminal):
        try:
            main(list(words))
        except SystemExit as end:
            code = int(end.code or 0)
    return code, terminal.getvalue()


def roles(program: StartedProgram) -> tuple[psutil.Process, psutil.Process, psutil.Process]:
    """Give the scheduler, the worker and the run process of a cluster of one worker."""
    own = psutil.Process(program.program.pid)
    scheduler, worker = (one for one in own.children() if _was_spawned(one))
    (beside,) = (one for one in worker.children() if _was_spawned(one))
    return scheduler, worker, beside


def seen_in(process: psutil.Process, needles: Mapping[str, bytes]) -> set[str]:
    """Give the names of what is found in all that a process can write to."""
    return {
        name for piece in _memory(process.pid) for name, what in needles.items() if what in piece
    }


def shown_of(process: psutil.Process) -> bytes:
    """Give what every program of this machine may read of a process: its words, and what its user
    may: its environment."""
    place = Path(f"/proc/{process.pid}")
    return (place / "cmdline").read_bytes() + (place / "environ").read_bytes()


def _memory(pid: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            where, rights, *_ = line.split()
            if rights.startswith("rw") and not line.endswith(("[vvar]", "[vsyscall]")):
                start, end = (int(one, 16) for one in where.split("-"))
                memory.seek(start)
                try:
                    yield memory.read(end - start)
                except OSError:  # let go of since
                    continue


def _was_spawned(process: psutil.Process) -> bool:
    return "spawn_main" in " ".join(process.cmdline())
