"""A cluster for a trial, started and used at the command line as the guide says."""

from __future__ import annotations

import json
import re
import resource
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from survey.answers.codec import Layout
from survey.errors import Refused
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.cluster.cluster_address import require_cluster
from survey.services.steps.cluster.cluster_certificates import (
    ClusterCertificates,
    make_certificates,
)
from survey.services.steps.open_shelf import DatabaseShelf, ShelfKey, SliceOpener
from survey.services.studies.close_study import close_study
from survey.storage.instance import Instance, database_url
from survey.storage.studies import releases, sealed_answers, study_rows
from tests.cli.started_clusters import (
    StartedProgram,
    Terminal,
    roles,
    said_by,
    seen_in,
    shown_of,
    started,
)
from tests.conftest import Clock, Published, form_file
from tests.dumps import needs_root_to_look

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason="the extra “cluster” is not installed"
)

PEOPLE = 30
#: Runs `survey study …`; gives its exit code and all that it said.
Opening = Callable[..., tuple[int, str]]


@pytest.fixture
def closed(
    publish: Callable[..., Published], instance: Instance, clock: Clock, tmp_path: Path
) -> Published:
    """Give a closed study that some invented people have answered, and files with its sheets."""
    study = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, study.id, PEOPLE, Random(7), clock)
    close_study(instance, study.id, clock())
    for number, text in enumerate(study.sheets, 1):
        (tmp_path / f"share-{number}.txt").write_text(text)
    return study


@pytest.fixture
def opening(instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opening:
    """Give what runs `survey study …` at a terminal, and what it said there."""
    monkeypatch.chdir(tmp_path)
    sheets = [word for number in (1, 2) for word in ("--share", f"share-{number}.txt")]

    def run(*words: str, terminal: Terminal | None = None) -> tuple[int, str]:
        more = [*sheets, "--yes"] if words[0] == "open" else []
        given = ["--instance", str(instance.folder), "study", *words, *more]
        return said_by(terminal or Terminal(), given)

    return run


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[StartedProgram]:
    """Start a cluster of one worker, as the guide says."""
    with started(tmp_path, "start", "--workers", "1") as program:
        yield program


def needles_of(instance: Instance, study: Published) -> dict[str, bytes]:
    """Give what must be nowhere but in the run process, and the sheets, which are not there
    either."""
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    sheets = [read_sheet(one) for one in study.sheets[:2]]
    secret = recover(sheets, "numbers", study.id, row.numbers_public)
    shelf = DatabaseShelf(database_url(instance.folder, instance.settings), study.id)
    key = ShelfKey(shelf, secret, study.id, row.fingerprint, Layout(study.questionnaire).width)
    plain = SliceOpener(key)(sealed_answers.START, sealed_answers.END).records
    return {"secret": secret, "records": plain[:64], "sheet": study.sheets[0].encode()[-200:]}


@needs_root_to_look
def test_a_trial_opens_as_one_process_does_shows_nothing_and_ends_when_told(
    trial: StartedProgram, closed: Published, instance: Instance, opening: Opening,
    tmp_path: Path,
) -> None:  # fmt: skip
    needles = needles_of(instance, closed)
    assert opening("export-sealed", closed.id, "--out", "sealed.bin")[0] == 0
    sealed = ("open", "--sealed", "sealed.bin", "--out")
    assert opening(*sealed, "here.json")[0] == 0
    elsewhere = trial.line().split()
    found = re.fullmatch(
        r"--cluster tls://127\.0\.0\.1:\d+ --certificates (\S+)", " ".join(elsewhere)
    )
    assert found
    assert Path(found[1]).is_relative_to(trial.scratch)
    make_certificates(tmp_path / "others", datetime.now(UTC), 1)
    with pytest.raises(Refused):  # which the program says nothing of, see its end
        require_cluster(elsewhere[1], ClusterCertificates(tmp_path / "others" / "opener"), "")
    every = trial.processes()
    scheduler, worker, beside = roles(trial)

    def look() -> None:
        assert "secret" in seen_in(beside, needles), "it is found where it is"
        assert "sheet" not in seen_in(beside, needles)
        for process in (scheduler, worker):
            assert seen_in(process, needles | {"task": b"sealed-1-0"}) == {"task"}

    code, said = opening(*sealed, "there.json", *elsewhere, terminal=Terminal("30/30", look))
    assert (code, "30/30" in said) == (0, True), said
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    trial.wait_for(beside)  # it ends with its run
    code, said = opening("open", closed.id, *elsewhere)
    assert (code, f"opened {closed.id}: {PEOPLE} of {PEOPLE} counted" in said) == (0, True), said
    with instance.engine.connect() as connection:
        (release,) = releases.every(connection, closed.id)
    opened = json.loads((tmp_path / "here.json").read_text())
    assert opened["release"] == release.model_dump_json()
    for process in every:
        if process != beside:
            assert not [one for one in needles.values() if one in shown_of(process)]
            assert process.rlimit(resource.RLIMIT_CORE) == (1, 1), "no core file, no program for it"
    held = [one for one in trial.scratch.rglob("*") if one.is_file()]
    assert {one.suffix for one in held} == {".pem"}, "certificates alone are on a disk"
    said = "Starting a cluster on this machine …\n\nStopped.\n"
    assert trial.stop(signal.SIGINT, terminal=True) == (0, said)
    assert not list(trial.scratch.iterdir())


def test_a_trial_that_is_still_starting_ends_as_quietly(tmp_path: Path) -> None:
    with started(tmp_path, "start", "--workers", "1") as program:
        begun = program.error_line()
        program.wait_for_children()
        assert program.stop(signal.SIGINT, terminal=True) == (0, "\nStopped.\n")
        assert begun == "Starting a cluster on this machine …"
        assert not list(program.scratch.iterdir())
