"""Taking turns: bodies of requests arrive side by side, and are worked on one after the other.

It knows bytes and threads. It must not look at what a body holds.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TakingTurns:
    """A WSGI app (PEP 3333) around another, for a server with several threads.

    With one thread, one body that comes slowly would hold up everybody; several that run Python at
    once slow each other down (measurement 0001). Here threads wait for slow bodies, and one at a
    time works; but nobody waits for their turn longer than `patience` seconds, so that a database
    that is busy does not hold up those who only read. A body of more than `largest` bytes is left
    unread.
    """

    def __init__(self, app: WSGIApplication, largest: int, patience: float = 0.25) -> None:
        self._app = app
        self._largest = largest
        self._patience = patience
        self._turn = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and 0 < int(length) <= self._largest:
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        mine = self._turn.acquire(timeout=self._patience)
        try:
            return self._app(environ, start_response)
        finally:
            if mine:
                self._turn.release()
