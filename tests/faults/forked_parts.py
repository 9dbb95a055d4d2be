"""Parts of a running instance, each forked from a process that has loaded all it needs already.

Run as `python -m tests.faults.forked_parts PART PORT`: for each line on standard input a new one is
forked, and the id of its process is written. So a part that is killed is there again at once.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from survey.cli.serve_commands import say_fault
from survey.mixing.mix import open_to_mix
from survey.services.ending.erase_due import end_data_daily
from survey.services.jobs.work_on_jobs import keep_working
from survey.services.upkeep.mix_when_due import mix_when_due
from survey.settings import settings_of_process
from survey.web.desk.desk_serving import desk_with_whole_bodies
from survey.web.public.serving import with_whole_bodies


def public_door(port: int) -> None:
    """Serve the public door."""
    _serve(with_whole_bodies(), port)


def desk_door(port: int) -> None:
    """Serve the desk."""
    _serve(desk_with_whole_bodies(), port)


def worker(_port: int) -> None:
    """Work on jobs, erase what is due, and mix without end: hour after hour of a day, which comes
    again after it."""
    instance = open_to_mix(Path(os.environ["SURVEY_INSTANCE"]), settings_of_process(os.environ))
    never = Event()
    Thread(target=keep_working, args=(instance, never.wait, say_fault), daemon=True).start()
    for hour in cycle(range(24)):
        try:
            mix_when_due(instance, datetime.now(UTC).replace(hour=hour, minute=0), say_fault)
        except Exception as error:  # as beside the doors: no fault ends it
            say_fault(error, "mixing")
        end_data_daily(instance, datetime.now(UTC), say_fault, lambda _what: None)


PARTS: Mapping[str, Callable[[int], None]] = {
    "public": public_door,
    "desk": desk_door,
    "worker": worker,
}


#: PR_SET_PDEATHSIG of prctl(2).
_END_WITH_PARENT = 1


def _serve(app: Any, port: int) -> None:
    server = Server(app, "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    asyncio.run(server.serve())


def _fork(part: str, port: int) -> None:
    child = os.fork()
    if child:
        print(child, flush=True)
        return
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    PARTS[part](port)
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that nobody who was killed is waited for
    for _ in iter(sys.stdin.readline, ""):
        _fork(sys.argv[1], int(sys.argv[2]))
