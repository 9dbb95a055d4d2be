"""The process of a worker that opens: it holds what one run was given, and ends with that run.

The worker itself passes sealed calls on to it and sealed results back, and can read neither.
"""

from __future__ import annotations

import atexit
import os
import pickle
import socket
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, RLock, Thread
from typing import Any

from survey.services.steps.cluster.cluster_certificates import ClusterCertificates
from survey.services.steps.cluster.run_channel import serve_run
from survey.services.steps.cluster.sealed_calls import RUN_ID_SIZE, RunSeal
from survey.services.steps.executors import begin_as_child

_NOT_HERE, _HERE = b"\0", b"\1"


class RunOver(Exception):
    """The run that a call is of is not, or no longer, at this worker."""


class RunProcess:
    """What a worker of the cluster has beside itself; `port` is where openers begin a run."""

    name = "run-process"

    def __init__(self, host: str, port: int, certificates: ClusterCertificates) -> None:
        """Start the process; openers are heard at `host`, at `port` or (0) at any free one."""
        self._listening = socket.create_server((host, port))
        self.port: int = self._listening.getsockname()[1]
        self._certificates = certificates
        self._lock, self._starting = Lock(), RLock()
        self._stopped = False
        self._start()
        atexit.register(self.stop)  # before Python waits for the processes that it started
        Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        """End the process, and start no other one; one that is just being started is whole first,
        or it would complain of what it was not given."""
        with self._starting:
            self._stopped = True
            self._process.kill()

    def call(self, run: bytes, sealed: bytes) -> bytes:
        """Pass a sealed call on and return the sealed result; RunOver where nobody can open it."""
        with self._lock:
            try:
                self._pipe.send_bytes(run + sealed)
                answer = self._pipe.recv_bytes()
            except (EOFError, OSError) as error:
                raise RunOver from error
        if answer[:1] != _HERE:
            raise RunOver
        return answer[1:]

    def _start(self) -> None:
        spawn = get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        arguments = (theirs, self._listening, self._certificates)
        self._process = spawn.Process(target=hold_run, args=arguments)
        self._process.start()
        theirs.close()

    def _keep(self) -> None:
        """Start another process whenever one has ended with its run."""
        while True:
            self._process.join()
            with self._lock, self._starting:
                if self._stopped:
                    return
                self._pipe.close()
                self._start()


class _HeldRun:
    """What a run process was given over its channel."""

    def __init__(self) -> None:
        self.seal: RunSeal | None = None
        self._begun = False
        self._lock = Lock()
        self._functions: dict[int, Callable[..., Any]] = {}

    def begin(self) -> bool:
        """Say whether this is the first run; there is no second one in a process."""
        with self._lock:
            first, self._begun = not self._begun, True
            return first

    def take(self, frame: bytes) -> None:
        """Take the key of the run, or a function that it calls."""
        what, given = pickle.loads(frame)  # noqa: S301 - from who has the certificate of an opener
        if isinstance(given, RunSeal):
            self.seal = given
        else:
            self._functions[what] = given

    def answer(self, message: bytes) -> bytes:
        """Return the sealed result of a sealed call."""
        seal = self.seal
        if seal is None or message[:RUN_ID_SIZE] != seal.run:
            return _NOT_HERE
        number, function, arguments = seal.read_call(message[RUN_ID_SIZE:])
        try:
            outcome, failed = self._functions[function](*arguments), False
        except Exception as error:
            outcome, failed = error, True
        return _HERE + seal.result(number, outcome, failed=failed)


def hold_run(pipe: Connection, listening: socket.socket, certificates: ClusterCertificates) -> None:
    """Be a run process: wait for an opener, do what it calls, and end when it does."""
    begin_as_child()
    held = _HeldRun()

    def hear(connection: socket.socket) -> None:
        if serve_run(connection, certificates, held.begin, held.take):
            os._exit(0)

    def listen() -> None:
        while True:
            connection, _ = listening.accept()
            Thread(target=hear, args=(connection,), daemon=True).start()

    Thread(target=listen, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(held.answer(pipe.recv_bytes()))
