"""`survey serve`: the public door in an interpreter of its own, and the mixing beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from functools import partial

import click

from survey.cli.console import Context, now
from survey.cli.wording_actions import what_to_do
from survey.errors import BadInput, InstanceUnsound, SurveyError
from survey.services.upkeep.mix_when_due import keep_mixing
from survey.settings import Settings

_SECONDS_TO_STOP = 10.0
#: After which the server's own processes are ended, whatever body is still on its way to them.
_SECONDS_TO_ANSWER = 8

#: Connections of each process: far more than bodies that may come at once.
_CONNECTIONS = 1024


@click.command()
@click.option(
    "--public",
    "address",
    default=None,
    metavar="HOST:PORT",
    help="Where the public door listens. [default: the setting public_address, 127.0.0.1:8000]",
)
@click.pass_obj
def serve(context: Context, address: str | None) -> None:
    """Serve the public door, and mix the letterbox as often as it is due."""
    serve_instance(context, address)


def serve_instance(context: Context, address: str | None = None) -> None:
    """Serve and mix until told to stop; InstanceUnsound when the instance cannot be worked with.

    The public door runs in a fresh interpreter, which never loads what opens or mixes; this process
    mixes beside it.
    """
    instance = context.instance()
    listening = address or instance.settings.public_address
    host, port = split_address(listening)
    _require_free(host, port)
    click.echo(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    environment = {
        **os.environ,
        "SURVEY_INSTANCE": str(context.folder),
        "SURVEY_CONFIG": os.pathsep.join(str(path) for path in context.config),
        "SURVEY_PUBLIC_ADDRESS": listening,
    }
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    server = subprocess.Popen(  # noqa: S603 (our own words and a checked address)
        _server(host, port, instance.settings), env=environment
    )
    try:
        keep_mixing(instance, now, partial(_has_ended, server), _say_fault)
    finally:
        _stop(server)
    raise InstanceUnsound(
        "The server ended by itself.",
        do="Its last lines above say why; a port that is taken is the usual reason.",
    )


def _require_free(host: str, port: int) -> None:
    """Refuse a port that another server has: two would answer in turns, from two instances."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise BadInput(
                f"This machine cannot listen on {host}:{port} ({error.strerror}).",
                kept="Nothing was started.",
                do="End the server that is there, or choose another port with --public HOST:PORT.",
            ) from None


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server, whatever else is signalled meanwhile; answers in flight get eight seconds."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.terminate()
    try:
        server.wait(timeout=_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _server(host: str, port: int, settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "asginl", "--factory"),
        *("--host", host, "--port", str(port), "--workers", str(settings.workers)),
        *("--backpressure", str(_CONNECTIONS), "--no-ws", "--no-access-log"),
        *("--workers-kill-timeout", str(_SECONDS_TO_ANSWER)),
        *("--log-level", "error"),
        "survey.web.public.serving:with_whole_bodies",
    ]


def _has_ended(server: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a server for that many seconds at most, and return whether it has ended."""
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=seconds)
    return server.poll() is not None


def _say_fault(error: Exception) -> None:
    place = traceback.extract_tb(error.__traceback__)[-1]
    words = type(error).__name__
    if isinstance(error, SurveyError):
        words = " ".join((error.what, error.kept, what_to_do(error.guidance)))
    click.echo(f"mixing: {words} ({place.name} line {place.lineno})", err=True)


def split_address(address: str) -> tuple[str, int]:
    """Take "HOST:PORT" and give both; BadInput for anything else."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadInput(
            f"{address} is not an address.", do="Write a host and a port, such as 127.0.0.1:8000."
        )
    return host.strip("[]"), int(port)
