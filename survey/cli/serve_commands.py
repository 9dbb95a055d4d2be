"""`survey serve`: each web door in an interpreter of its own, and the mixing beside them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from select import select
from threading import Event, Thread
from time import monotonic, sleep

import click

from survey.cli.console import Context, now
from survey.cli.wording_actions import to_type, what_to_do
from survey.errors import BadInput, ClockDoubted, InstanceUnsound, SurveyError
from survey.services.ending.erase_due import end_data_daily
from survey.services.jobs.work_on_jobs import keep_working
from survey.services.upkeep.mix_when_due import keep_mixing
from survey.settings import Settings
from survey.storage.instance import Instance

_SECONDS_TO_STOP = 10.0
#: After which the server's own processes are ended, whatever body is still on its way to them.
_SECONDS_TO_ANSWER = 8

#: Seconds after which it is seen that a server has ended.
_LOOK_EVERY = 0.25

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
@click.option(
    "--desk",
    "desk_address",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[HOST:PORT]",
    help="Serve the desk as well. [default address: the setting desk_address, 127.0.0.1:8001]",
)
@click.option(
    "--only",
    "part",
    type=click.Choice(["public", "desk", "worker", "timer"]),
    default=None,
    help="Run one part alone: a door, slow work of the desk, or mixing and ending data when due.",
)
@click.pass_obj
def serve(
    context: Context, address: str | None, desk_address: str | None, part: str | None
) -> None:
    """Serve the public door, with --desk the desk as well, and mix as often as it is due."""
    if part is None:
        serve_instance(context, address, desk_address)
    elif part in _DOORS:
        _become_door(context, part, address if part == "public" else desk_address)
    else:
        _work_beside(context, part)


def _become_door(context: Context, part: str, address: str | None) -> None:
    """Become the server of one door, once the instance is found sound: it loads nothing of ours but
    what that door needs."""
    instance = context.instance()
    settings = instance.settings
    instance.close()
    door = _door(part, settings, address)
    _require_free(*split_address(door.address))
    click.echo(f"Starting on http://{door.address}/", err=True)
    words = _server(door, settings.workers if part == "public" else 1)
    environment = _environment(context, settings, {part: door})
    os.execve(words[0], words, environment)  # noqa: S606 (our own words)


def _work_beside(context: Context, part: str) -> None:
    """Do what `serve_instance` does beside the doors, one part of it alone, until told to stop."""
    instance = context.instance()
    is_over = _told_to_stop()
    if part == "worker":
        keep_working(instance, is_over, say_fault)
    else:
        keep_mixing(instance, now, is_over, _say_fault, _ending(instance))


def _told_to_stop() -> Callable[[float], bool]:
    """Return what waits for so many seconds at most, and tells whether a signal said to stop.

    A pipe, because a lock that is held when the signal comes could not be taken by its handler.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def stop(_number: int, _frame: object) -> None:
        with suppress(BlockingIOError):
            os.write(told, b".")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return lambda seconds: bool(select([heard], [], [], seconds)[0])


def serve_instance(
    context: Context, address: str | None = None, desk_address: str | None = None
) -> None:
    """Serve and mix until told to stop; InstanceUnsound when the instance cannot be worked with.

    Each door runs in a fresh interpreter; the public one never loads what opens or mixes. This
    process mixes beside them. The desk is served where it has an address; "" is the one that is
    set.
    """
    instance = context.instance()
    settings = instance.settings
    doors = _doors_of(settings, address, desk_address)
    environment = _environment(context, settings, doors)
    signals = _StopSignals()
    servers: list[subprocess.Popen[bytes]] = []
    over = Event()
    worker = Thread(target=keep_working, args=(instance, over.wait, say_fault))
    herald = Thread(target=_say_once_heard, args=(doors, over.wait))
    try:
        for part, door in doors.items():
            words = _server(door, settings.workers if part == "public" else 1)
            # in a group of its own: Ctrl and C could end one half of what just starts
            servers.append(
                subprocess.Popen(words, env=environment, process_group=0)  # noqa: S603 (our words)
            )
        signals.take_effect()
        herald.start()
        if len(doors) > 1:
            worker.start()
        keep_mixing(instance, now, partial(_has_ended, servers), _say_fault, _ending(instance))
    finally:
        over.set()
        _stop(servers)
        for thread in (herald, worker):
            if thread.is_alive():
                thread.join()
        if signals.came:
            click.echo("Stopped.", err=True)
    raise InstanceUnsound(
        "The server ended by itself.",
        do="Its last lines above say why; a port that is taken is the usual reason.",
    )


class _StopSignals:
    """SIGTERM, Ctrl and C, and the end of the terminal: each ends this process, but not before it
    knows all servers that it has to stop. `came`: one of them did."""

    def __init__(self) -> None:
        self.came, self._take_effect = False, False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._take)

    def take_effect(self) -> None:
        """End this process now if it was told to before, and as soon as it is from now on."""
        self._take_effect = True
        if self.came:
            sys.exit(0)

    def _take(self, _number: int, _frame: object) -> None:
        self.came = True
        if self._take_effect:
            sys.exit(0)


@dataclass(frozen=True, slots=True)
class _Door:
    """A web door: where its process finds the app, and where it listens."""

    app: str
    address: str


#: What each door is served from.
_DOORS = {
    "public": "survey.web.public.serving:with_whole_bodies",
    "desk": "survey.web.desk.desk_serving:desk_with_whole_bodies",
}


def _door(part: str, settings: Settings, address: str | None) -> _Door:
    """Return a door at an address, or at the one that is set."""
    set_for = settings.public_address if part == "public" else settings.desk_address
    return _Door(_DOORS[part], address or set_for)


def _doors_of(
    settings: Settings, address: str | None, desk_address: str | None
) -> dict[str, _Door]:
    """Return the doors to serve, the public one first; their ports are free."""
    doors = {"public": _door("public", settings, address)}
    if desk_address is not None:
        doors["desk"] = _door("desk", settings, desk_address)
    for door in doors.values():
        _require_free(*split_address(door.address))
    return doors


def _say_once_heard(doors: Mapping[str, _Door], is_over: Callable[[float], bool]) -> None:
    """Say where each door is once it listens: who comes earlier is turned away."""
    for part, door in doors.items():
        while not _listens(*split_address(door.address)):
            if is_over(_LOOK_EVERY):
                return
        _say_where(part, door)


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _say_where(part: str, door: _Door) -> None:
    if part == "public":
        click.echo(f"Serving on http://{door.address}/ (stop with Ctrl-C)", err=True)
    else:
        click.echo(f"The desk is on http://{door.address}/", err=True)


def _environment(
    context: Context, settings: Settings, doors: Mapping[str, _Door]
) -> dict[str, str]:
    """Return the environment in which the doors run."""
    public, desk = (
        doors[part].address if part in doors else set_for
        for part, set_for in (
            ("public", settings.public_address),
            ("desk", settings.desk_address),
        )
    )
    return {
        **os.environ,
        "SURVEY_INSTANCE": str(context.folder),
        "SURVEY_CONFIG": os.pathsep.join(str(path) for path in context.config),
        "SURVEY_PUBLIC_ADDRESS": public,
        "SURVEY_DESK_ADDRESS": desk,
    }


def _ending(instance: Instance) -> Callable[[datetime], None]:
    return partial(end_data_daily, instance, tell=_say_fault_of_ending, say=_say_ended)


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
                do=(
                    "End the server that is there, or choose another port with --public HOST:PORT "
                    "or --desk HOST:PORT."
                ),
            ) from None


def _stop(servers: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the servers and all that they started, whatever else is signalled meanwhile; answers in
    flight get eight seconds."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for server in servers:
        server.terminate()
    until = monotonic() + _SECONDS_TO_STOP
    for server in servers:
        while not _is_over(server) and monotonic() < until:
            sleep(_LOOK_EVERY / 5)
        # one that was told while it started ends at once, and not what it had started by then
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _server(door: _Door, workers: int) -> list[str]:
    host, port = split_address(door.address)
    return [
        *(sys.executable, "-m", "granian", "--interface", "asginl", "--factory"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--backpressure", str(_CONNECTIONS), "--no-ws", "--no-access-log"),
        *("--workers-kill-timeout", str(_SECONDS_TO_ANSWER)),
        *("--log-level", "error"),
        door.app,
    ]


def _has_ended(servers: Sequence[subprocess.Popen[bytes]], seconds: float) -> bool:
    """Wait for that many seconds at most, and return whether one of the servers has ended.

    A signal to stop comes in here as a rule, and may come at any step. `Popen.wait` would keep its
    lock for good when that is the wrong one, and whoever waits for the server then waits for ever.
    """
    until = monotonic() + seconds
    while not any(map(_is_over, servers)):
        if (left := until - monotonic()) <= 0:
            return False
        sleep(min(left, _LOOK_EVERY))
    return True


def _is_over(server: subprocess.Popen[bytes]) -> bool:
    """Tell whether a server has ended; its id stays its own until it is waited for."""
    return bool(os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))


def _say_fault(error: Exception) -> None:
    say_fault(error, "mixing")


def _say_fault_of_ending(error: Exception) -> None:
    """Say what went wrong, and not of which study: a log is kept by others."""
    what = error.what if isinstance(error, ClockDoubted) else f"{type(error).__name__}."
    click.echo(f"erasing: {what} See what is late with: {to_type('doctor')}", err=True)


def _say_ended(what: str) -> None:
    click.echo(f"erasing: {what}", err=True)


def say_fault(error: Exception, where: str = "jobs") -> None:
    """Write to standard error what went wrong beside the doors, without what it was about."""
    if isinstance(error, SurveyError):
        said = " ".join((error.what, error.kept, what_to_do(error.guidance)))
    elif places := traceback.extract_tb(error.__traceback__):
        said = f"{type(error).__name__} ({places[-1].name} line {places[-1].lineno})"
    else:
        said = str(error)
    click.echo(f"{where}: {said}", err=True)


def split_address(address: str) -> tuple[str, int]:
    """Take "HOST:PORT" and give both; BadInput for anything else."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadInput(
            f"{address} is not an address.", do="Write a host and a port, such as 127.0.0.1:8000."
        )
    return host.strip("[]"), int(port)
