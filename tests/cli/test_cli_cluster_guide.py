"""The cluster of the guide for several nodes, followed: each of its lines is given as it stands,
but for addresses and ports. Then machines fail, one after the other.

What comes before and after it in that guide is followed in test_cli_several_nodes.py.
"""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import insert

from survey.answers.codec import encode
from survey.questionnaire.path import walk
from survey.services.practice.invent_answers import Inventor, answer_as_invented
from survey.services.steps.send_response import sealing_of
from survey.services.studies.close_study import close_study
from survey.storage.database import writing
from survey.storage.instance import Instance
from survey.storage.schema import codes
from survey.storage.studies import study_rows
from tests.cli.guides import steps_of
from tests.cli.started_clusters import StartedProgram, Terminal, said_by
from tests.conftest import Clock, Published, form_file
from tests.ports import reserved_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        find_spec("distributed") is None, reason="the extra “cluster” is not installed"
    ),
]

GUIDE = "several-nodes.md"
PEOPLE = 30
#: One answer that somebody put into the database again and again: so many parts are quickly made.
COPIES = 20_000
#: The first part is done, and others are not.
BEGUN = rf"[1-9]\d*/{COPIES + PEOPLE}"


class Cluster:
    """The machines of the guide's cluster: a folder for each, and the lines that it gives them."""

    def __init__(self, folder: Path, ports: dict[str, str]) -> None:
        self.folder, self._ports = folder, ports
        self.opener = folder / "opener"
        self._lines = {
            " ".join(step.text.split()[:3]): step.text
            for step in steps_of(GUIDE)
            if step.machine in {"opener", "scheduler", "worker"} and "certificates" in step.text
        }

    def line(self, begins: str, **instead: str) -> list[str]:
        """Give the words of a line after `survey`, with the addresses and ports of the test."""
        line = self._lines[begins]
        for old, new in ({"10.1.0.5": "127.0.0.1", "10.1.0.6": "127.0.0.1"} | self._ports).items():
            line = line.replace(old, new)
        for name, value in instead.items():
            words = line.split()
            words[words.index(f"--{name}") + 1] = value
            line = " ".join(words)
        return shlex.split(line)[1:]

    def start(self, part: str, name: str, *more: str, **instead: str) -> StartedProgram:
        """Start a scheduler or worker on a machine of that name, which has its certificates."""
        machine = self.folder / name
        machine.mkdir()
        shutil.copytree(self.opener / "certificates" / part, machine / part)
        words = self.line(f"survey cluster {part}", **instead)
        return StartedProgram(machine, [*words[1:], *more])

    def open(self, terminal: Terminal, out: str) -> tuple[int, str]:
        """Open the file on the opener at a terminal."""
        return said_by(terminal, [*self.line("survey study open", out=out), "--yes"])


@pytest.fixture
def sealed(
    publish: Callable[..., Published], instance: Instance, clock: Clock, tmp_path: Path
) -> Published:
    """Give the folder of the opener a closed study of many parts, and sheets."""
    study = publish(form_file("breakdown"), practice=True, shares=5, threshold=3, ceiling=50_000)
    answer_as_invented(instance, study.id, PEOPLE, Random(7), clock)
    with instance.engine.connect() as connection:
        sealing = sealing_of(study_rows.get(connection, study.id), study.questionnaire)
    asked, random = study.questionnaire, Random(8)
    answers = sealing.interpreter.answers_on(walk(asked, Inventor(asked, random).person()))
    one = sealing.sealer.numbers(encode(sealing.layout, answers, asked.languages[0]))
    rows = [
        {"study_id": study.id, "id": random.randbytes(16), "envelope": one} for _ in range(COPIES)
    ]
    with writing(instance.engine) as connection:
        connection.execute(insert(codes), rows)
    close_study(instance, study.id, clock())
    (tmp_path / "opener").mkdir()
    for number, text in enumerate(study.sheets, 1):
        (tmp_path / "opener" / f"share-{number}.txt").write_text(text)
    sent = ["study", "export-sealed", study.id, "--out", str(tmp_path / "opener" / "sealed.bin")]
    assert said_by(Terminal(), ["--instance", str(instance.folder), *sent])[0] == 0
    return study


@pytest.fixture
def cluster(
    tmp_path: Path, sealed: Published, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cluster]:
    """Give the machines of the guide; the opener has made certificates beside its file."""
    with reserved_port() as port:
        made = Cluster(tmp_path, {"8786": str(port)})
        monkeypatch.chdir(made.opener)
        assert said_by(Terminal(), made.line("survey cluster certificates"))[0] == 0
        yield made


def test_the_guide_leads_to_the_same_release_and_machines_may_fail(
    cluster: Cluster, tmp_path: Path
) -> None:
    here = cluster.line("survey study open", out="here.json")
    elsewhere = here[(at := here.index("--cluster")) : at + 4]
    assert said_by(Terminal(), [one for one in here if one not in elsewhere] + ["--yes"])[0] == 0
    plain = (cluster.opener / "here.json").read_bytes()
    with ExitStack() as every:
        port = cluster.line("survey cluster worker")[2].rpartition(":")[2]
        scheduler = cluster.start("scheduler", "scheduler", "--port", port)
        every.callback(scheduler.end)
        assert scheduler.line() == f"tls://127.0.0.1:{port}"
        workers = []
        for name in ("worker", "second worker"):
            heard = str(every.enter_context(reserved_port()))
            workers.append(cluster.start("worker", name, workers="1", port=heard))
            every.callback(workers[-1].end)
        assert [one.line() for one in workers] == ["1 started"] * 2

        first, last = (one.processes()[2] for one in workers)
        code, said = cluster.open(Terminal(BEGUN, first.kill), "opened.json")
        assert (code, "Traceback" in said) == (0, False), said
        assert (cluster.opener / "opened.json").read_bytes() == plain
        assert workers[0].program.wait() == 1

        _another_version_is_refused(cluster, tmp_path)

        code, said = cluster.open(Terminal(BEGUN, last.kill), "none.json")
        assert (code, "Traceback" in said) == (1, False), said
        assert "The workers of the cluster are at work for somebody else, or were lost." in said
        assert "Nothing was opened or published, and the sealed answers are as they were." in said
        assert not (cluster.opener / "none.json").exists()
        code, said = cluster.open(Terminal(), "none.json")
        assert (code, "and none of its workers" in said) == (1, True), said

        heard = str(every.enter_context(reserved_port()))
        third = cluster.start("worker", "third worker", workers="1", port=heard)
        every.callback(third.end)
        assert third.line() == "1 started"
        assert scheduler.stop(signal.SIGTERM) == (0, "Starting the scheduler …\n")
        _, said = third.program.communicate()
        assert (third.program.returncode, "the scheduler has" in said) == (1, True), said
        assert not [left for one in (scheduler, *workers, third) for left in one.scratch.iterdir()]


def _another_version_is_refused(cluster: Cluster, folder: Path) -> None:
    ours = Path(__file__).parents[2]
    for name in ("survey", "config", "templates"):
        shutil.copytree(ours / name, folder / "other" / name)
    with (folder / "other" / "survey" / "errors.py").open("a") as file:
        file.write("# another version\n")
    given = [*cluster.line("survey study open", out="other.json"), "--yes"]
    program = f"import sys; sys.path.insert(0, {str(folder / 'other')!r}); "
    program += "from survey.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, *given], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, "another version of this program" in ran.stderr) == (1, True), (
        ran.stderr
    )
    assert "Nothing was opened or published" in ran.stderr
    assert not (cluster.opener / "other.json").exists()
