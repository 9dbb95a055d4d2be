"""A scheduler and workers of a cluster; they keep and show as little as they can.

It loads Dask, and so is imported only where somebody asked for a cluster. It must not know a study.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from shutil import rmtree
from ssl import TLSVersion
from typing import Any

import dask
from distributed import Scheduler, Security, Worker, WorkerPlugin
from distributed.core import Server

from survey.services.steps.cluster.cluster_certificates import ClusterCertificates
from survey.services.steps.cluster.run_process import RunProcess

#: Nothing goes to a disk, no page shows anything, nothing is sampled, and nothing is kept longer
#: than it is worked on.
KEPT_SMALL: dict[str, Any] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.dashboard.status.task-stream-length": 0,
    "distributed.scheduler.dashboard.tasks.task-stream-length": 0,
    "distributed.diagnostics.computations.max-history": 0,
    "distributed.diagnostics.erred-tasks.max-history": 0,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.comm.require-encryption": True,
    "distributed.comm.tls.min-version": 1.3,
    "distributed.diagnostics.nvml": False,
}
_NO_PAGES = "127.0.0.1:0"


def security_of(certificates: ClusterCertificates) -> Security:
    """Return what every part of a cluster speaks with: TLS, with a certificate on both sides."""
    parts = {
        f"tls_{part}_{what}": getattr(certificates, name)
        for part in ("scheduler", "worker", "client")
        for what, name in (("cert", "certificate"), ("key", "key"))
    }
    return Security(
        require_encryption=True,
        tls_ca_file=certificates.authority,
        tls_min_version=TLSVersion.TLSv1_3,
        **parts,
    )


def run_scheduler(
    certificates: ClusterCertificates,
    host: str,
    port: int,
    folder: str,
    told: Callable[[str], None],
) -> None:
    """Be the scheduler until this process is ended; `told` is given its address.

    `folder` is an empty one, which is removed as soon as it works.
    """

    async def run() -> None:
        with dask.config.set({"temporary-directory": folder}):
            async with Scheduler(
                host=host,
                port=port,
                protocol="tls",
                security=security_of(certificates),
                dashboard=False,
                dashboard_address=_NO_PAGES,
            ) as scheduler:
                _remove(folder, scheduler)
                told(scheduler.address)
                await scheduler.finished()

    _run(run())


class _RunPlugin(WorkerPlugin):
    """Tells a worker of the process beside it, and ends that with it."""

    name = RunProcess.name

    def __init__(self, process: RunProcess) -> None:
        self.process = process

    def teardown(self, worker: Worker) -> None:
        """End the process beside a worker that ends."""
        self.process.stop()


def run_worker(
    certificates: ClusterCertificates,
    scheduler: str,
    place: tuple[str, int],
    folder: str,
    told: Callable[[str], None],
) -> None:
    """Be one worker until this process or the scheduler ends; `place` is the address of this
    machine and the port at which runs begin, `folder` as above."""
    host, port = place
    beside = _RunPlugin(RunProcess(host, port, certificates))

    def end(_number: int, _frame: object) -> None:
        beside.process.stop()
        os._exit(0)

    signal.signal(signal.SIGTERM, end)

    async def run() -> None:
        with dask.config.set({"temporary-directory": folder}):
            async with Worker(
                scheduler,
                host=host,
                nthreads=1,
                memory_limit=0,
                security=security_of(certificates),
                plugins=(beside,),
                dashboard=False,
                dashboard_address=_NO_PAGES,
                death_timeout=60,
            ) as worker:
                _remove(folder, worker)
                told(worker.address)
                await worker.finished()

    _run(run())


def _remove(folder: str, node: Server) -> None:
    """Remove the folder that a node makes its own in, as without it it takes one that all users
    share, once it works: nothing is ever written there, and a node that is killed leaves nothing.
    Nothing names it any more, neither where modules are looked for nor what is removed at the end:
    somebody else might make the same folder."""
    if node._workdir is not None:
        node._workdir.release()
        node._workdir = None
    rmtree(folder)
    sys.path[:] = [place for place in sys.path if not place.startswith(folder)]
    dask.config.set({"temporary-directory": None})


def _run(node: Coroutine[Any, Any, None]) -> None:
    logging.getLogger("distributed").setLevel(logging.WARNING)
    # Whoever comes with certificates of others is turned away and told so there.
    logging.getLogger("distributed.comm.tcp").setLevel(logging.ERROR)
    with dask.config.set(KEPT_SMALL):
        asyncio.run(node)
