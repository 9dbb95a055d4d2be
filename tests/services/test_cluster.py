"""Opening on a cluster: who may take part, what each part can learn, and machines that fail."""

from __future__ import annotations

import http.client
import operator
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import psutil
import pytest
from cryptography.exceptions import InvalidTag

from survey.answers.codec import Layout
from survey.errors import BadInput, Refused
from survey.sealing.opening.share_sheets import read_sheet
from survey.sealing.opening.shares import recover
from survey.services.practice.invent_answers import answer_as_invented
from survey.services.steps.cluster.cluster_address import require_cluster
from survey.services.steps.cluster.cluster_certificates import (
    CLUSTER_PARTS,
    ClusterCertificates,
    ClusterPart,
    make_certificates,
    read_certificates,
)
from survey.services.steps.cluster.cluster_executor import ClusterExecutor
from survey.services.steps.cluster.cluster_processes import (
    LocalCluster,
    local_cluster,
    remove_left_folders,
)
from survey.services.steps.cluster.run_channel import ChannelEnded, RunChannel
from survey.services.steps.cluster.run_process import RunOver, RunProcess
from survey.services.steps.cluster.sealed_calls import RunSeal
from survey.services.steps.open_shelf import DatabaseShelf, ShelfKey, SliceOpener
from survey.services.studies.close_study import close_study
from survey.services.studies.open_study import open_study
from survey.storage.instance import Instance, database_url
from survey.storage.studies import sealed_answers, study_rows
from tests.cli.started_clusters import seen_in, shown_of
from tests.conftest import Clock, Published, form_file
from tests.dumps import is_dumpable, needs_root_to_look
from tests.services.lost_workers import end_worker, end_worker_once, fail

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HERE = "127.0.0.1"


def of_part(folder: Path, part: ClusterPart) -> ClusterCertificates:
    """Give the certificates of one part of a cluster."""
    return read_certificates(folder / part, part, NOW)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Give a folder of certificates."""
    make_certificates(tmp_path / "made", NOW, 30)
    return tmp_path / "made"


def test_each_part_has_a_certificate_for_its_owner_alone(made: Path) -> None:
    for part in CLUSTER_PARTS:
        assert of_part(made, part).folder == made / part
        assert {file.stat().st_mode & 0o077 for file in (made / part).iterdir()} == {0}
    assert {one.name for one in made.iterdir()} == set(CLUSTER_PARTS), "nobody can sign any more"


def test_only_old_empty_folders_of_ours_are_removed(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old, new = now.timestamp() - 2 * 3600, now.timestamp() - 600
    stays = {
        "survey-worker-held": old,
        "survey-worker-new": new,
        "survey-cluster-abc": old,
        "workers-of-others": old,
    }
    goes = {"survey-worker-old": old, "survey-cluster-node-old": old}
    for name in stays | goes:
        (tmp_path / name).mkdir()
    (tmp_path / "survey-worker-held" / "file").touch()
    (tmp_path / "survey-worker-file").touch()
    (tmp_path / "survey-worker-link").symlink_to("workers-of-others")
    for name, since in {**stays, **goes, "survey-worker-file": old}.items():
        os.utime(tmp_path / name, (since, since))
    remove_left_folders(tmp_path, now)
    left = {*stays, "survey-worker-file", "survey-worker-link"}
    assert {path.name for path in tmp_path.iterdir()} == left


def test_certificates_that_do_not_serve_are_refused(made: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="of another part"):
        read_certificates(made / "worker", "opener", NOW)
    with pytest.raises(BadInput, match="ended on 2026-12-01"):
        read_certificates(made / "opener", "opener", NOW + timedelta(days=31))
    with pytest.raises(BadInput, match="holds no certificate"):
        read_certificates(tmp_path / "none", "opener", NOW)
    make_certificates(tmp_path / "others", NOW, 30)
    foreign = (tmp_path / "others" / "opener" / "authority.pem").read_bytes()
    (made / "opener" / "authority.pem").write_bytes(foreign)
    with pytest.raises(BadInput, match="holds no certificate"):
        of_part(made, "opener")
    with pytest.raises(Refused, match="there already"):
        make_certificates(made, NOW, 30)


def test_a_sealed_call_passes_for_no_other_one() -> None:
    seal = RunSeal(b"r" * 16, b"k" * 32)
    sealed = seal.result(7, "seven", failed=False)
    assert seal.read_result(7, sealed) == "seven"
    with pytest.raises(ValueError, match="another call"):
        seal.read_result(8, sealed)
    with pytest.raises(InvalidTag):
        seal.read_result(8, (8).to_bytes(8, "big") + sealed[8:])
    with pytest.raises(InvalidTag):
        seal.read_call(sealed)
    with pytest.raises(InvalidTag):
        RunSeal(b"s" * 16, b"k" * 32).read_result(7, sealed)


def test_a_run_process_serves_one_opener_and_ends_with_it(made: Path, tmp_path: Path) -> None:
    seal, worker = RunSeal(b"r" * 16, b"k" * 32), of_part(made, "worker")
    beside = RunProcess(HERE, 0, worker)
    try:
        with pytest.raises(ChannelEnded):  # a worker cannot give another worker anything
            RunChannel(HERE, beside.port, worker).give(pickle.dumps((0, seal)))
        make_certificates(tmp_path / "others", NOW, 30)
        with pytest.raises(ChannelEnded):
            RunChannel(HERE, beside.port, of_part(tmp_path / "others", "opener"))
        channel = RunChannel(HERE, beside.port, of_part(made, "opener"))
        channel.give(pickle.dumps((0, seal)))
        channel.give(pickle.dumps((1, operator.neg)))
        assert seal.read_result(3, beside.call(seal.run, seal.call(3, 1, (5,)))) == -5
        channel.give(pickle.dumps((2, is_dumpable)))
        assert seal.read_result(6, beside.call(seal.run, seal.call(6, 2, (0,)))) is False
        with pytest.raises(RunOver):
            beside.call(b"x" * 16, seal.call(4, 1, (5,)))
        with pytest.raises(ChannelEnded, match="busy"):
            RunChannel(HERE, beside.port, of_part(made, "opener")).give(pickle.dumps((0, seal)))
        held = [one for one in psutil.Process().children() if _runs_spawned(one)]
        channel.close()
        gone, _ = psutil.wait_procs(held, timeout=120)
        assert gone, "it ends with its opener"
        with pytest.raises(RunOver):
            beside.call(seal.run, seal.call(5, 1, (5,)))
    finally:
        beside.stop()


def _runs_spawned(process: psutil.Process) -> bool:
    return "spawn_main" in " ".join(process.cmdline())


# -- with Dask -------------------------------------------------------------------------------------

needs_dask = pytest.mark.skipif(
    __import__("importlib.util").util.find_spec("distributed") is None,
    reason="the extra “cluster” is not installed",
)


PEOPLE = 30


@pytest.fixture
def closed(publish: Callable[..., Published], instance: Instance, clock: Clock) -> Published:
    """Give a closed study that some invented people have answered."""
    study = publish(form_file("breakdown"), practice=True)
    answer_as_invented(instance, study.id, PEOPLE, Random(7), clock)
    close_study(instance, study.id, clock())
    return study


def _key(instance: Instance, study: Published) -> ShelfKey:
    with instance.engine.connect() as connection:
        row = study_rows.get(connection, study.id)
    secret = recover(
        [read_sheet(one) for one in study.sheets[:2]], "numbers", study.id, row.numbers_public
    )
    shelf = DatabaseShelf(database_url(instance.folder, instance.settings), study.id)
    return ShelfKey(shelf, secret, study.id, row.fingerprint, Layout(study.questionnaire).width)


def _pages(process: psutil.Process) -> list[int]:
    """Give what every door of a process says to who asks for the pages of a dashboard."""
    found = []
    for one in process.net_connections(kind="tcp"):
        if one.status == psutil.CONN_LISTEN:
            for page in ("/status", "/info/main/workers.html", "/metrics", "/json/counts.json"):
                asked = http.client.HTTPConnection(HERE, one.laddr.port, timeout=60)
                try:
                    asked.request("GET", page)
                    found.append(asked.getresponse().status)
                except (OSError, http.client.HTTPException):
                    continue  # it speaks TLS alone
                finally:
                    asked.close()
    return found


def _refuses_strangers(made: LocalCluster, folder: Path) -> None:
    host, port = made.address.removeprefix("tls://").split(":")
    with pytest.raises(ChannelEnded):  # a scheduler that says it is a worker gets nothing
        RunChannel(host, int(port), made.opener)
    make_certificates(folder, datetime.now(UTC), 1)
    foreign = read_certificates(folder / "opener", "opener", datetime.now(UTC))
    with pytest.raises(Refused, match="no certificate of a scheduler"):
        require_cluster(made.address, foreign, "Nothing.")
    with pytest.raises(Refused, match="No scheduler of a cluster is heard"):
        require_cluster(f"tls://{HERE}:1", made.opener, "Nothing.")
    with pytest.raises(Refused, match="not the address of a scheduler"):
        require_cluster("http://example.org", made.opener, "Nothing.")


class EndedByTest(Exception):
    """What ends a node once it works."""


@needs_dask
def test_a_node_leaves_alone_what_others_make_in_the_place_of_its_folder(
    made: Path, tmp_path: Path
) -> None:
    import dask
    from distributed import Scheduler

    from survey.services.steps.cluster.cluster_nodes import run_scheduler

    theirs: list[Path] = []
    folder = tmp_path / "folder"
    folder.mkdir()

    def told(_address: str) -> None:
        assert dask.config.get("temporary-directory") is None
        places = (Path(one.local_directory) for one in Scheduler._instances)
        place = next(one for one in places if folder in one.parents)
        assert not folder.exists()
        place.mkdir(parents=True)
        theirs.append(place / "theirs")
        theirs[0].touch()
        raise EndedByTest

    # In a thread of its own: a browser's loop may run in this one.
    with ThreadPoolExecutor(1) as beside, pytest.raises(EndedByTest):
        beside.submit(
            run_scheduler, of_part(made, "scheduler"), HERE, 0, str(folder), told
        ).result()
    assert theirs[0].is_file()


@needs_dask
@needs_root_to_look
def test_neither_scheduler_nor_worker_ever_holds_the_key_or_an_answer(
    closed: Published, instance: Instance, clock: Clock, tmp_path: Path,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The whole memory of each process is looked through while the run lasts: what a state, a log,
    a queue, a message or a page could hold is in it."""
    key = _key(instance, closed)
    plain = SliceOpener(key)(sealed_answers.START, sealed_answers.END).records
    needles = {
        "secret": key.secret,
        "secret in hex": key.secret.hex().encode(),
        "records": plain[:64],
        "sheet": closed.sheets[0].encode()[-200:],
    }
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))  # of all processes that are started
    with local_cluster(tmp_path / "certificates", 1, datetime.now(UTC)) as made:
        assert not list(scratch.iterdir()), "no folder of theirs is left where they work"
        _refuses_strangers(made, tmp_path / "foreign")
        executor = ClusterExecutor(made.address, made.opener)
        needles["key of the run"] = executor._seal.key
        scheduler, worker = (psutil.Process(one.pid) for one in made.processes)
        (beside,) = [one for one in worker.children() if _runs_spawned(one)]
        told: list[set[str]] = []
        shown: list[bytes] = []

        def look(_done: int, _all: int) -> None:
            told.append(seen_in(beside, needles))
            for process in (worker, scheduler):
                told.append(seen_in(process, needles | {"task": b"sealed-1-0"}))
            shown.append(b"".join(shown_of(one) for one in (beside, worker, scheduler)))

        release = open_study(
            instance, closed.id, closed.sheets[:2], clock().date(), lambda: executor, look
        ).release
        assert release.integrity.counted == PEOPLE
        in_run, in_worker, in_scheduler = told
        assert {"secret", "key of the run"} <= in_run, "it is found where it is"
        assert "sheet" not in in_run
        assert in_worker == in_scheduler == {"task"}
        assert not [name for name, what in needles.items() if what in shown[0]]
        gone, _ = psutil.wait_procs([beside], timeout=120)
        assert gone, "what held the key ends with the run"
        assert set(_pages(scheduler) + _pages(worker)) == {404}
    said = "".join(capfd.readouterr())
    assert key.secret.hex() not in said
    assert not list(scratch.iterdir())


@needs_dask
@pytest.mark.long
def test_a_worker_that_dies_is_done_without_and_the_last_one_leaves_nothing_published(
    closed: Published, instance: Instance, clock: Clock, tmp_path: Path
) -> None:
    with local_cluster(tmp_path / "certificates", 2, datetime.now(UTC)) as made:
        executor = ClusterExecutor(made.address, made.opener)
        assert len(executor.workers) == 2
        asked = executor.submit(end_worker_once, tmp_path / "one is gone")
        assert asked.result(timeout=120) == "done by another one"
        assert len(executor.workers) == 1
        with pytest.raises(ValueError, match="math"):
            executor.submit(fail).result(timeout=120)
        with pytest.raises(Refused, match="lost"):
            executor.submit(end_worker).result(timeout=120)
        sheets = closed.sheets[:2]
        with pytest.raises(Refused, match="lost") as refused:
            open_study(instance, closed.id, sheets, clock().date(), lambda: executor)
        assert "Nothing was opened or published" in refused.value.kept
        with pytest.raises(Refused, match="none of its workers"):
            ClusterExecutor(made.address, made.opener)
    with instance.engine.connect() as connection:
        assert study_rows.get(connection, closed.id).state == "closed"
