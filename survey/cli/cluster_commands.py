"""`survey cluster …`: machines that open together, and a whole cluster on this one for a trial."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from survey.cli.console import now
from survey.cli.path_types import KEYS_THERE, NEW_FOLDER
from survey.errors import Refused
from survey.services.steps.cluster.cluster_certificates import (
    CLUSTER_PARTS,
    make_certificates,
    read_certificates,
)
from survey.services.steps.cluster.cluster_processes import (
    local_cluster,
    require_package,
    scheduler_process,
    worker_processes,
)

_KEPT = "An opening that ran here has published nothing, unless other workers went on with it."

certificates_option = click.option(
    "--certificates",
    type=KEYS_THERE,
    required=True,
    help="The folder of this part that `survey cluster certificates` has made.",
)
_host_option = click.option(
    "--host", required=True, metavar="ADDRESS", help="The address of this machine in the cluster."
)


@click.group()
def cluster() -> None:
    """Open large studies on several machines: their certificates, a scheduler, workers."""


@cluster.command()
@click.option("--out", type=NEW_FOLDER, required=True, help="A new folder.")
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True)
def certificates(out: Path, days: int) -> None:
    """Make the certificates of a cluster: a folder for each part of it."""
    make_certificates(out, now(), days)
    for part in CLUSTER_PARTS:
        click.echo(f"{out / part}")
    click.echo(
        "Take each folder to the machines of that part and nowhere else, and delete this one. "
        "Whoever holds one of them can make the workers do anything.",
        err=True,
    )


@cluster.command()
@certificates_option
@_host_option
@click.option("--port", type=click.IntRange(1, 65535), default=8786, show_default=True)
def scheduler(certificates: Path, host: str, port: int) -> None:
    """Run the scheduler of a cluster, which shares out sealed work and can read none of it."""
    require_package()
    own = read_certificates(certificates, "scheduler", now())
    with (
        _ending_when_told("the scheduler"),
        scheduler_process(own, host, port) as (address, process),
    ):
        click.echo(address)
        process.join()
    raise Refused(
        "The scheduler has ended.", kept=_KEPT, do="Start it again, and the workers after it."
    )


@cluster.command()
@click.argument("address")
@certificates_option
@_host_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--port",
    type=click.IntRange(1, 65000),
    help="Where the first worker hears openers, the next one port further. [default: free ones]",
)
def worker(address: str, certificates: Path, host: str, workers: int, port: int | None) -> None:
    """Run workers for the scheduler at ADDRESS, one for each processor of this machine."""
    require_package()
    own = read_certificates(certificates, "worker", now())
    ports = [0] * workers if port is None else list(range(port, port + workers))
    with (
        _ending_when_told("workers"),
        worker_processes(own, address, host, ports) as processes,
    ):
        click.echo(f"{len(processes)} started")
        for process in processes:
            process.join()
    raise Refused(
        "These workers have ended: the scheduler has, or it does not hear them any more.",
        kept=_KEPT,
        do="Start the scheduler again, and these after it.",
    )


@cluster.command()
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def start(workers: int) -> None:
    """Run a whole cluster on this machine for a trial, until it is stopped with Ctrl and C."""
    require_package()
    with (
        _ending_when_told("a cluster on this machine"),
        TemporaryDirectory(prefix="survey-cluster-") as folder,
    ):
        with local_cluster(Path(folder) / "certificates", workers, now()) as made:
            click.echo(
                f"--cluster {made.address} --certificates {shlex.quote(str(made.opener.folder))}"
            )
            made.wait()
        raise Refused(
            "The scheduler of the cluster has ended.", kept=_KEPT, do="Start the cluster again."
        )


@contextmanager
def _ending_when_told(what: str) -> Iterator[None]:
    """Say that `what` is being started, and end well when told to, by Ctrl and C or by the system
    (SIGTERM): all that was started ends first, and certificates of a trial are deleted."""
    both = (signal.SIGINT, signal.SIGTERM)
    told: list[int] = []

    def end(number: int, _frame: object) -> None:
        for one in both:
            signal.signal(one, signal.SIG_IGN)
        told.append(number)
        sys.exit(0)

    before = [signal.signal(one, end) for one in both]
    try:
        click.echo(f"Starting {what} …", err=True)
        yield
    finally:
        if signal.SIGINT in told:
            click.echo("\nStopped.", err=True)
        for one, handler in zip(both, before, strict=True):
            signal.signal(one, handler)
