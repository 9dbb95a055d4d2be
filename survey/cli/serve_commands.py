"""`survey serve`: the public door in an interpreter of its own, and the mixing beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress

import click

from survey.cli.console import Context, now
from survey.cli.wording_actions import what_to_do
from survey.errors import BadInput, InstanceUnsound, SurveyError
from survey.mixing.mix import MixReport, mix
from survey.settings import Settings
from survey.storage.instance import Instance
from survey.storage.keys import day_keys

_EVERY_SECONDS = 300.0
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
        _mix_while(server, instance)
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


def _mix_while(server: subprocess.Popen[bytes], instance: Instance) -> None:
    """Mix as often as it is due, for as long as the server runs; no fault of a mix ends it."""
    while server.poll() is None:
        try:
            care(instance)
        except Exception as error:  # a database that is restarted must not end the mixing
            place = traceback.extract_tb(error.__traceback__)[-1]
            words = type(error).__name__
            if isinstance(error, SurveyError):
                words = " ".join((error.what, error.kept, what_to_do(error.guidance)))
            click.echo(f"mixing: {words} ({place.name} line {place.lineno})", err=True)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=_EVERY_SECONDS)


def care(instance: Instance) -> MixReport | None:
    """Forget day keys that are too old, and mix where this node mixes and it is due."""
    day_keys.load(instance.ephemeral, now().toordinal())
    return mix(instance, now=now()) if instance.settings.mixes_here else None


def split_address(address: str) -> tuple[str, int]:
    """Take "HOST:PORT" and give both; BadInput for anything else."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadInput(
            f"{address} is not an address.", do="Write a host and a port, such as 127.0.0.1:8000."
        )
    return host.strip("[]"), int(port)
