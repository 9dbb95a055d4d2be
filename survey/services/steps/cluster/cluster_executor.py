"""An executor on a cluster: what it calls goes to workers over channels of its own.

What that is called with and what comes back passes the scheduler sealed. It loads Dask
only when it connects. It must not store or log what passes it.
"""

from __future__ import annotations

import hashlib
import pickle
import secrets
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable
from urllib.parse import urlsplit

from survey.errors import Refused
from survey.services.steps.cluster.cluster_address import (
    address_parts,
    require_cluster,
    strange_scheduler,
)
from survey.services.steps.cluster.cluster_certificates import ClusterCertificates
from survey.services.steps.cluster.cluster_processes import require_package
from survey.services.steps.cluster.run_channel import ChannelEnded, RunChannel
from survey.services.steps.cluster.run_process import RunOver, RunProcess
from survey.services.steps.cluster.sealed_calls import RUN_ID_SIZE, RUN_KEY_SIZE, RunSeal
from survey.services.steps.open_shelf import MakeExecutor

if TYPE_CHECKING:
    from distributed import Client

Called = TypeVar("Called")

#: Calls for each worker that are under way at once, so that it need not wait for the next one.
_AHEAD = 2
#: How often a call is begun anew when the worker that had it is lost.
_TRIES = 5
_LOOK_AGAIN = 1.0
#: Seconds to fetch a result; after that its worker counts as lost.
_TO_FETCH = 120
#: The folder of the whole program, of which opener and workers need the same.
_PROGRAM = Path(__file__).parents[3]
_NOTHING = "Nothing was opened or published, and the sealed answers are as they were."


@runtime_checkable
class ReadsHere(Protocol):
    """A function that reads what only this machine can, and has a part that others can do."""

    def elsewhere(self) -> Callable[..., Any]:
        """Return what another machine calls; it holds nothing that only this one can read."""

    def read_here(self, *arguments: Any) -> tuple[Any, ...]:
        """Return what that is called with."""


class ClusterExecutor(Executor):
    """Calls functions on the workers that are there when it begins, until it is shut down."""

    def __init__(self, address: str, certificates: ClusterCertificates) -> None:
        """Connect; Refused where there is no such cluster, or none of its workers is free."""
        self._client = _client(address, certificates)
        self._seal = RunSeal(secrets.token_bytes(RUN_ID_SIZE), secrets.token_bytes(RUN_KEY_SIZE))
        try:
            self._channels = dict(_channels(self._client, certificates))
            self._give(0, self._seal)
        except BaseException:
            self._client.close()
            raise
        self._given: dict[Callable[..., Any], tuple[int, Callable[..., Any]]] = {}
        self._lock, self._calls = Lock(), 0
        self._threads = ThreadPoolExecutor(_AHEAD * len(self._channels))

    @property
    def workers(self) -> tuple[str, ...]:
        """Return the addresses of the workers that are still there."""
        return tuple(address for address, channel in self._channels.items() if channel.open)

    def submit(self, fn: Callable[..., Called], /, *args: Any, **kwargs: Any) -> Future[Called]:
        """Call a function on a worker; it takes no arguments by name."""
        if kwargs:
            raise TypeError("a call on a cluster takes no arguments by name")
        with self._lock:
            if fn not in self._given:
                number = len(self._given) + 1
                self._give(number, fn.elsewhere() if isinstance(fn, ReadsHere) else fn)
                self._given[fn] = number, fn
            self._calls += 1
            return self._threads.submit(self._call, self._calls, fn, args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the run: workers forget what they were given."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        for channel in self._channels.values():
            channel.close()
        self._client.close()

    def _give(self, number: int, what: Any) -> None:
        """Give every worker the seal of the run, or what is called, over its channel."""
        frame = pickle.dumps((number, what))
        for channel in self._channels.values():
            with suppress(ChannelEnded):
                channel.give(frame)
        del frame, what  # the traceback of an error would hold them
        if not self.workers:
            raise _lost()

    def _call(self, number: int, fn: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        arguments = fn.read_here(*args) if isinstance(fn, ReadsHere) else args
        sealed = self._seal.call(number, self._given[fn][0], arguments)
        for attempt in range(_TRIES):
            with suppress(RunOver):
                return self._seal.read_result(number, self._far(f"{number}-{attempt}", sealed))
            Event().wait(_LOOK_AGAIN)  # until the channel to that worker has ended, too
        raise _lost()

    def _far(self, name: str, sealed: bytes) -> bytes:
        """Have a sealed call answered by any worker; RunOver where that one was lost."""
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        if not (workers := self.workers):
            raise _lost()
        future = self._client.submit(
            answer_sealed,
            self._seal.run,
            sealed,
            key=f"sealed-{name}",
            workers=list(workers),
            pure=False,
        )
        ended = Event()
        future.add_done_callback(lambda _: ended.set())
        try:
            while not ended.wait(_LOOK_AGAIN):
                if not set(workers) & set(self.workers):
                    raise _lost()
            return bytes(future.result(timeout=_TO_FETCH))
        except (FutureCancelledError, KilledWorker, OSError) as error:
            raise RunOver from error
        finally:
            future.release()


def answer_sealed(run: bytes, sealed: bytes) -> bytes:
    """Return the sealed result of a sealed call: what a worker does, without reading either."""
    from distributed import get_worker

    return _process_of(get_worker()).call(run, sealed)


def program_digest() -> str:
    """Return a digest of all modules of this program, and of what passes calls on and reads them:
    they are bound to what they mean here."""
    found = hashlib.sha256(f"{sys.version_info[:2]} {version('distributed')}\n".encode())
    for path in sorted(_PROGRAM.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def where_runs_begin(dask_worker: Any) -> tuple[str, int]:
    """Return the digest of the program at a worker, and the port where openers begin a run."""
    return program_digest(), _process_of(dask_worker).port


def on_cluster(address: str, certificates: ClusterCertificates) -> MakeExecutor:
    """Return what makes the executor on a cluster."""
    return lambda: ClusterExecutor(address, certificates)


def _client(address: str, certificates: ClusterCertificates) -> Client:
    require_package()
    import dask
    from distributed import Client

    from survey.services.steps.cluster.cluster_nodes import KEPT_SMALL, security_of

    require_cluster(address, certificates, _NOTHING)
    host, port = address_parts(address, _NOTHING)
    dask.config.set(KEPT_SMALL)
    try:
        return Client(
            f"tls://{host}:{port}",
            security=security_of(certificates),
            set_as_default=False,
            timeout=30,
        )
    except OSError as error:
        raise strange_scheduler(address, _NOTHING) from error


def _channels(
    client: Client, certificates: ClusterCertificates
) -> Iterator[tuple[str, RunChannel]]:
    """Return a channel to each worker that is free, has the same program and proves to be one."""
    told = client.run(where_runs_begin, on_error="return")
    found = {at: one for at, one in told.items() if not isinstance(one, OSError)}  # lost since
    ours = program_digest()
    if any(isinstance(one, Exception) or one[0] != ours for one in found.values()):
        raise Refused(
            "Workers of the cluster run another version of this program, of Dask or of Python.",
            kept=_NOTHING,
            do="Install what this machine has on all of them, and start them again.",
        )
    any_free = False
    for address, (_, port) in found.items():
        with suppress(ChannelEnded):
            channel = RunChannel(urlsplit(address).hostname or "", port, certificates)
            any_free = True
            yield address, channel
    if not any_free:
        raise Refused(
            "The scheduler of the cluster is there, and none of its workers.",
            kept=_NOTHING,
            do="Start workers, look whether their ports for runs can be reached, and try again.",
        )


def _process_of(worker: Any) -> RunProcess:
    process = worker.plugins[RunProcess.name].process
    if not isinstance(process, RunProcess):
        raise TypeError("a worker of another program")
    return process


def _lost() -> Refused:
    return Refused(
        "The workers of the cluster are at work for somebody else, or were lost.",
        kept=_NOTHING,
        do="See that they run, and open again with the sheets.",
    )
