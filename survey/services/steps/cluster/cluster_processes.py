"""Processes of a cluster on this machine: a few workers, or a whole cluster for a trial.

It must not know a study. What it starts ends with the process that started it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from stat import S_ISDIR
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from survey.errors import Action, Do, Refused
from survey.services.steps.cluster.cluster_address import require_cluster
from survey.services.steps.cluster.cluster_certificates import (
    ClusterCertificates,
    make_certificates,
    read_certificates,
)
from survey.services.steps.executors import begin_as_child

#: Where everything of a trial is heard, and by nobody else.
THIS_MACHINE = "127.0.0.1"
_A_DAY = 1
_PATIENCE = 120.0
#: How the folder of a part that starts is named, and how that of a worker was in earlier versions.
_FOLDERS = ("survey-cluster-node-", "survey-worker-")
#: Seconds after which an empty one was left: starting takes minutes at most.
_LEFT_AFTER = 3600
_NOTHING = "Nothing was started or opened."


@dataclass(frozen=True, slots=True)
class LocalCluster:
    """A cluster on this machine: its address, the certificates of its opener, and its processes,
    of which the first one is the scheduler."""

    address: str
    opener: ClusterCertificates
    processes: tuple[BaseProcess, ...]

    def wait(self) -> None:
        """Return when the scheduler has ended."""
        self.processes[0].join()


@contextmanager
def scheduler_process(
    certificates: ClusterCertificates, host: str, port: int
) -> Iterator[tuple[str, BaseProcess]]:
    """Give a scheduler with its address, heard there as long as the block lasts; Refused where it
    cannot be."""
    _require_host(host)
    with _begun(_scheduler, certificates, host, port) as (ours, process):
        yield _address_of(ours), process


@contextmanager
def worker_processes(
    certificates: ClusterCertificates, scheduler: str, host: str, ports: Sequence[int]
) -> Iterator[tuple[BaseProcess, ...]]:
    """Give a worker for each port at which a run may begin (0: any free one), as long as the block
    lasts; Refused where one of them cannot work."""
    _require_host(host)
    require_package()
    require_cluster(scheduler, certificates, _NOTHING)
    with ExitStack() as every:
        begun = [
            every.enter_context(_begun(_worker, certificates, scheduler, host, port))
            for port in ports
        ]
        for ours, _ in begun:
            _address_of(ours)
        yield tuple(process for _, process in begun)


@contextmanager
def local_cluster(folder: Path, workers: int, now: datetime) -> Iterator[LocalCluster]:
    """Give a cluster on this machine alone, with certificates of a day in `folder`."""
    require_package()
    make_certificates(folder, now, _A_DAY)
    scheduler, worker, opener = (
        read_certificates(folder / part, part, now) for part in ("scheduler", "worker", "opener")
    )
    with (
        scheduler_process(scheduler, THIS_MACHINE, 0) as (address, first),
        worker_processes(worker, address, THIS_MACHINE, [0] * workers) as others,
    ):
        yield LocalCluster(address, opener, (first, *others))


def remove_left_folders(place: Path, now: datetime) -> None:
    """Remove the empty folders that parts of a cluster left in a folder when they were killed.

    Only this user's own, by their names, and so old that no part that is starting has them: one
    that works has none.
    """
    for name in _FOLDERS:
        for path in place.glob(f"{name}*"):
            with suppress(OSError):
                found = path.lstat()
                age = now.timestamp() - found.st_mtime
                if S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and age > _LEFT_AFTER:
                    path.rmdir()  # which leaves alone what is not empty


def require_package() -> None:
    """Refuse where Dask Distributed is not installed; it is not loaded, which takes seconds."""
    try:
        found = find_spec("distributed")
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            "A cluster needs the package Dask Distributed, which is not installed here.",
            kept=_NOTHING,
            do=(
                "Install it beside this program, then do the same again",
                Action(Do.INSTALL_CLUSTER),
            ),
        )


def _require_host(host: str) -> None:
    """Refuse no address, as a shell gives where a name is not set: it would mean all of them."""
    if not host.strip():
        raise Refused(
            "It is not said at which address of this machine others reach it.",
            kept=_NOTHING,
            do="Give the address that this machine has in the network of the cluster alone.",
        )


@contextmanager
def _begun(run: Callable[..., None], *arguments: Any) -> Iterator[tuple[Connection, BaseProcess]]:
    """Give a process that ends with the block, and where it says its address once it works.

    What it makes while it starts goes with the block, even where it is ended before it works.
    """
    require_package()
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    remove_left_folders(Path(gettempdir()), datetime.now(UTC))
    with TemporaryDirectory(prefix=_FOLDERS[0], ignore_cleanup_errors=True) as folder:
        process = spawn.Process(target=run, args=(theirs, folder, *arguments))
        with ours:
            try:
                with _interrupts_held():
                    process.start()
                theirs.close()
                yield ours, process
            finally:
                if process.pid is not None:
                    process.terminate()
                    process.join()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl and C wait for the end of the block, and for ever in a process started in it: it is
    for the one that started it, and would show what that was just loading."""
    resource_tracker.ensure_running()  # it lets go of what is held here, once
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _address_of(ours: Connection) -> str:
    """Return the address that a process says; Refused where it ends instead."""
    try:
        told, why = ours.recv() if ours.poll(_PATIENCE) else ("", "It said nothing.")
    except EOFError:
        told, why = "", "It ended at once."
    if not told:
        raise Refused(
            f"A part of the cluster did not start: {why}",
            kept=_NOTHING,
            do="Often another program has its port, or the address is not of this machine.",
        )
    return str(told)


@contextmanager
def _saying_why(told: Connection) -> Iterator[Callable[[str], None]]:
    """Give what takes the address of this process, and say in a line why it has to end.

    Ctrl and C is for the process that started it, which ends it then.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin_as_child()
    try:
        yield lambda address: told.send((address, ""))
    except Exception as error:
        why = str(error.__cause__ or error)
        try:
            told.send(("", why))
        except OSError:
            sys.stderr.write(f"A part of the cluster ended: {why}\n")
        sys.exit(1)


def _scheduler(
    told: Connection, folder: str, certificates: ClusterCertificates, host: str, port: int
) -> None:
    with _saying_why(told) as say:
        from survey.services.steps.cluster.cluster_nodes import run_scheduler

        run_scheduler(certificates, host, port, folder, say)


def _worker(
    told: Connection,
    folder: str,
    certificates: ClusterCertificates,
    scheduler: str,
    host: str,
    port: int,
) -> None:
    with _saying_why(told) as say:
        from survey.services.steps.cluster.cluster_nodes import run_worker

        run_worker(certificates, scheduler, (host, port), folder, say)
