"""Ports of 127.0.0.1 for servers that start later: nobody else is given them meanwhile.

A port that the system hands out and that is let go again may go to somebody else before a server
listens there. These lie below those that the system hands out (RFC 6335, 6), and a lock keeps each
for one process, also where several runs of the tests share a machine.
"""

from __future__ import annotations

import fcntl
import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FIRST, _LAST = 20_000, 30_000
_LOCKS = Path(tempfile.gettempdir()) / "survey-ports"


@contextmanager
def reserved_port() -> Iterator[int]:
    """Give a port that nobody listens on, and keep it for as long as the block lasts."""
    _LOCKS.mkdir(mode=0o777, exist_ok=True)
    for port in random.sample(range(_FIRST, _LAST), 200):
        with (_LOCKS / str(port)).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            yield port
            return
    raise AssertionError("no port is free")
