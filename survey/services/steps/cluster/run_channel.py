"""The channel between an opener and the run process of a worker: frames over TLS 1.3, both known.

What is given over it never passes the scheduler. It lasts as long as a run, and ends it.
"""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Queue
from threading import Event, Lock, Thread

from survey.services.steps.cluster.cluster_certificates import ClusterCertificates, is_part

#: What the run process answers to a frame, and to an opener that comes while another one is there.
TAKEN, BUSY = b"taken", b"busy"
_SIZE = 4
_PATIENCE = 120.0


class ChannelEnded(Exception):
    """The other end is gone, is somebody else, or is at work for another opener."""


class RunChannel:
    """The opener's end: it gives frames, each of which is taken before the next one."""

    def __init__(self, host: str, port: int, certificates: ClusterCertificates) -> None:
        """Connect; ChannelEnded where nobody is there, or somebody who is no worker."""
        try:
            plain = socket.create_connection((host, port), timeout=_PATIENCE)
            keep_alive(plain)
            self._socket = certificates.context(serves=False).wrap_socket(plain)
        except OSError as error:
            raise ChannelEnded from error
        if not is_part(self._socket, "worker"):
            self._socket.close()
            raise ChannelEnded("it is no worker")
        self._socket.settimeout(None)
        self._lock = Lock()  # one TLS connection must not be read and written at the same moment
        self._answers: Queue[bytes] = Queue()
        self._over = Event()
        self._reads = Thread(target=self._read, daemon=True)
        self._reads.start()

    @property
    def open(self) -> bool:
        """Say whether the other end is still there."""
        return not self._over.is_set()

    def give(self, frame: bytes) -> None:
        """Give one frame; ChannelEnded where it was not taken."""
        try:
            with self._lock:
                send_frame(self._socket, frame)
            answer = self._answers.get(timeout=_PATIENCE)
        except (OSError, Empty) as error:
            self.close()
            raise ChannelEnded from error
        if answer != TAKEN:
            self.close()
            raise ChannelEnded(answer.decode())

    def close(self) -> None:
        """End the run at the other end."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._reads.join()
        self._socket.close()

    def _read(self) -> None:
        something = select.poll()
        something.register(self._socket, select.POLLIN)
        with suppress(OSError, EOFError):
            while True:
                something.poll()  # nothing but whole frames comes: there are no tickets
                with self._lock:
                    self._answers.put(read_frame(self._socket))
        self._over.set()
        self._answers.put(b"gone")


def serve_run(
    connection: socket.socket,
    certificates: ClusterCertificates,
    begin: Callable[[], bool],
    take: Callable[[bytes], None],
) -> bool:
    """Take the frames of an opener until it ends the run; say whether there was a run.

    `begin` says whether a run may begin, `take` is given each frame.
    """
    with suppress(OSError, EOFError):
        connection.settimeout(_PATIENCE)
        with certificates.context(serves=True).wrap_socket(connection, server_side=True) as known:
            if not is_part(known, "opener"):
                return False
            keep_alive(known)
            known.settimeout(None)
            first = read_frame(known)
            if not begin():
                send_frame(known, BUSY)
                return False
            with suppress(OSError, EOFError):
                frame = first
                while True:
                    take(frame)
                    send_frame(known, TAKEN)
                    frame = read_frame(known)
            return True
    return False


def keep_alive(connection: socket.socket) -> None:
    """Let a connection end by itself within two minutes of the other machine's being gone."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def send_frame(connection: ssl.SSLSocket, frame: bytes) -> None:
    """Send bytes with their number before them."""
    connection.sendall(len(frame).to_bytes(_SIZE, "big") + frame)


def read_frame(connection: ssl.SSLSocket) -> bytes:
    """Return the next frame; EOFError where the other end is gone."""
    return _read_exactly(connection, int.from_bytes(_read_exactly(connection, _SIZE), "big"))


def _read_exactly(connection: ssl.SSLSocket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = connection.recv(min(size - len(found), 1 << 16))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
