"""`survey serve`: the public door, and the mixing beside it in a process of its own."""

from __future__ import annotations

import logging
import os
import threading
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.console import Context, now
from survey.errors import BadInput, SurveyError
from survey.storage.instance import open_instance
from survey.storage.mixing import mix

if TYPE_CHECKING:
    from flask import Flask

_EVERY_SECONDS = 300.0
LOG = logging.getLogger("survey.mixing")


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
    """Serve until told to stop; InstanceUnsound when the instance cannot be worked with."""
    from granian import Granian
    from granian.constants import Interfaces

    settings = context.instance().settings
    host, port = split_address(address or settings.public_address)
    os.environ["SURVEY_INSTANCE"] = str(context.folder)
    os.environ["SURVEY_CONFIG"] = os.pathsep.join(str(path) for path in context.config)
    click.echo(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    mixer = get_context("spawn").Process(target=keep_mixing, daemon=True)
    if settings.mixes_here:
        mixer.start()
    try:
        Granian(
            "survey.cli.serving:public_app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            blocking_threads=1,
            factory=True,
            log_access=False,
            websockets=False,
        ).serve()
    finally:
        if mixer.is_alive():
            mixer.terminate()


def public_app() -> Flask:
    """Give the public app for a server process; the instance is named in the environment."""
    from survey.web.public.app import app_of

    context = context_of_environment()
    return app_of(context.folder, context.settings())


def keep_mixing() -> None:
    """Mix as often as it is due, until the process is ended."""
    context = context_of_environment()
    instance = open_instance(context.folder, context.settings())
    pause = threading.Event()
    while True:
        try:
            mix(instance, now=now())
        except SurveyError as error:
            LOG.error("mixing: %s", error)
        pause.wait(_EVERY_SECONDS)


def context_of_environment() -> Context:
    """Give the context that `serve` left in the environment for its processes."""
    config = os.environ.get("SURVEY_CONFIG", "")
    files = tuple(Path(name) for name in config.split(os.pathsep) if name)
    return Context(Path(os.environ["SURVEY_INSTANCE"]), files)


def split_address(address: str) -> tuple[str, int]:
    """Take "HOST:PORT" and give both; BadInput for anything else."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadInput(
            f"{address} is not an address.", do="Write a host and a port, such as 127.0.0.1:8000."
        )
    return host.strip("[]"), int(port)
