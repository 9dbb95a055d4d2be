"""The process that opens: what it is given and where, how it ends, and what is left of it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey.errors import SharesRefused
from survey.services.jobs.kinds_of_work import Tell
from survey.services.jobs.open_in_child import ChildProgress, OpeningInChild
from survey.storage.instance import Instance
from tests.conftest import PATIENCE_MS
from tests.dumps import is_dumpable, needs_root_to_look

SHEETS = ("a sheet of seventeen velvet umbrellas", "another one of forty quiet lanterns")
NOW = datetime(2031, 5, 6, 7, tzinfo=UTC)

pytestmark = pytest.mark.slow  # each starts a process


def waits(instance: Instance, of: str, sheets: tuple[str, ...], now: datetime, tell: Tell) -> str:
    """Say how far it is, and wait until somebody writes into the file named `of`."""
    assert sheets == SHEETS
    assert not is_dumpable()
    tell(3, 10)
    said = Path(of).read_text("utf-8")
    return f"{said} on {now.date()} in {instance.folder.name}"


def refuses(instance: Instance, of: str, sheets: tuple[str, ...], now: datetime, tell: Tell) -> str:
    """Refuse."""
    raise SharesRefused("They do not fit.", kept="Nothing was opened.", do="Ask again.")


def breaks(instance: Instance, of: str, sheets: tuple[str, ...], now: datetime, tell: Tell) -> str:
    """Break."""
    raise ZeroDivisionError(" ".join(sheets))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """Give a pipe with a name: whoever reads it waits for whoever writes."""
    path = tmp_path / "gate"
    os.mkfifo(path)
    return path


@contextmanager
def reached(gate: Path) -> Iterator[int]:
    """Wait until a process stands at the gate, and let it through at the end."""
    handle = os.open(gate, os.O_WRONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def begun(instance: Instance, gate: Path) -> OpeningInChild:
    """Begin to open something that waits at the gate."""
    return OpeningInChild(instance, "trustee Ann", waits, str(gate), SHEETS, NOW)


def children() -> list[int]:
    """Give the processes that were started by this one and run the program of a child."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == os.getpid() and b"spawn_main" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:  # it has ended meanwhile
                continue
    return found


@needs_root_to_look
def test_sheets_are_in_no_argument_no_environment_and_no_file(
    instance: Instance, gate: Path
) -> None:
    child = begun(instance, gate)
    with reached(gate) as handle:
        (process,) = children()
        seen = b"".join(
            (Path("/proc") / str(process) / name).read_bytes() for name in ("cmdline", "environ")
        )
        kept = [path for path in instance.folder.rglob("*") if path.is_file()]
        assert kept
        for sheet in SHEETS:
            assert sheet.encode() not in seen
            assert all(sheet.encode() not in path.read_bytes() for path in kept)
        assert all(sheet not in repr(vars(child)) for sheet in SHEETS)
        os.write(handle, b"Opened")
    ended = child.wait()
    assert ended == ChildProgress("done", 10, (f"Opened on 2031-05-06 in {instance.folder.name}",))
    assert children() == []


def test_it_says_how_far_it_is(instance: Instance, gate: Path) -> None:
    child = begun(instance, gate)
    with reached(gate) as handle:
        child.wait_for(3)
        assert child.progress == ChildProgress("working", 3)
        os.write(handle, b"Opened")
    assert child.wait().stage == "done"


def test_it_ends_when_it_is_told_to(instance: Instance, gate: Path) -> None:
    child = begun(instance, gate)
    with reached(gate):
        child.stop()
    ended = child.wait()
    assert ended.stage == "failed"
    assert ended.words[0] == "The program that opened was stopped."
    assert children() == []


def test_it_ends_with_whoever_began_it(tmp_path: Path, instance: Instance, gate: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from survey.settings import read_settings, shipped\n"
        "from survey.storage.instance import open_instance\n"
        "from tests.services import test_open_in_child as here\n"
        "if __name__ == '__main__':\n"
        "    settings = read_settings([shipped('config') / 'default.toml'], {})\n"
        "    instance = open_instance(Path(sys.argv[1]), settings)\n"
        "    child = here.begun(instance, Path(sys.argv[2]))\n"
        "    child.wait_for(3)\n"
        "    print(here.children()[0], flush=True)\n"
        "    child.wait()\n"
    )
    script = tmp_path / "began.py"
    script.write_text(program)
    root = Path(__file__).parents[2]
    began = subprocess.Popen(
        [sys.executable, str(script), str(instance.folder), str(gate)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    with reached(gate):
        assert began.stdout is not None
        process = os.pidfd_open(int(began.stdout.readline()))
        began.kill()
        began.wait()
        over, _, _ = select.select([process], [], [], PATIENCE_MS / 1000)
        os.close(process)
        began.stdout.close()
    assert over


def test_what_it_refuses_is_said_in_words_and_a_fault_without_them(
    instance: Instance, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = OpeningInChild(instance, "trustee Ann", refuses, "x", SHEETS, NOW).wait()
    assert refused.words == ("They do not fit.", "Nothing was opened.", "Ask again.")
    broken = OpeningInChild(instance, "trustee Ann", breaks, "x", SHEETS, NOW).wait()
    assert broken.stage == "failed"
    assert "by a fault of the program" in broken.words[0]
    assert all(sheet not in "".join(broken.words) for sheet in SHEETS)
    said = capfd.readouterr().err
    assert "ZeroDivisionError while opening, at:" in said
    assert all(sheet not in said for sheet in SHEETS)
