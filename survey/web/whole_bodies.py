"""Bodies of requests taken in whole, in a limit of time, before a thread is taken; for both doors.

It stands between a server (ASGI 3.0) and an app (WSGI, PEP 3333).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from survey.web.environ import Scope, environ_of, may_bring_a_body
from survey.web.own_threads import OwnThreads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]
WholeAnswer = tuple[int, RawHeaders, bytes]

#: In the environ of a request whose body did not come in time. The app answers 408.
LATE = "survey.late"

#: How many times the largest body is read over, so that a browser listens to why it was too large.
_READ_OVER = 17


@dataclass(frozen=True, slots=True)
class Limits:
    """What bodies may take: seconds and bytes of each, how many come at once, bytes of all."""

    seconds: float
    largest: int
    coming: int = 256
    together: int = 64 * 1024 * 1024


@dataclass(slots=True)
class _Body:
    """What has come of one body: what is kept of it, its size so far, and how it ended.

    `held` is how many bytes of it count towards those of all, until it is answered.
    """

    announced: int
    kept: bytearray = field(default_factory=bytearray)
    held: int = 0
    size: int = 0
    ended: bool = False
    late: bool = False


class WholeBodies:
    """An ASGI app around a WSGI app, which runs in threads of its own and never waits for a body.

    Where more comes than the limits allow, the body that has been coming longest is ended: quick
    ones get through, however many slow ones there are.
    """

    def __init__(self, app: WSGIApplication, threads: int, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._threads = OwnThreads(self._run, threads)
        self._coming: dict[asyncio.Timeout, _Body] = {}
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing to somebody who has gone."""
        environ = environ_of(scope)
        body = _Body(_announced(environ))
        try:
            if may_bring_a_body(scope, environ):
                await self._take_in(receive, body)
                if not (body.ended or body.late or body.size > self._limits.largest):
                    return
            else:
                body.ended = True
            environ["wsgi.input"] = BytesIO(bytes(body.kept))
            body.kept.clear()
            environ[LATE] = body.late
            if body.ended and "CONTENT_LENGTH" not in environ:
                environ["CONTENT_LENGTH"] = str(body.size)
            status, headers, page = await self._threads.do(environ)
        finally:
            self._held -= body.held
        if not body.ended and scope["http_version"].startswith("1"):
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    async def _take_in(self, receive: Receive, body: _Body) -> None:
        """Take in a body until it ends, is far too large, or has taken too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.seconds) as limit:
                self._coming[limit] = body
                try:
                    await self._read(receive, body)
                finally:
                    self._coming.pop(limit, None)
                return
        body.late = body.late or body.size <= self._limits.largest

    async def _read(self, receive: Receive, body: _Body) -> None:
        while not (body.ended or body.late or body.size > self._limits.largest * _READ_OVER):
            self._make_room()
            message = await receive()
            if message["type"] != "http.request":
                return
            piece = message.get("body", b"")
            kept = piece[: self._limits.largest - len(body.kept)]
            body.kept += kept
            body.held += len(kept)
            self._held += len(kept)
            body.size += len(piece)
            body.ended = body.size == body.announced or not message.get("more_body", False)

    def _make_room(self) -> None:
        """End those that have been coming longest until what there is keeps to the limits."""
        most, together = self._limits.coming, self._limits.together
        while self._coming and (len(self._coming) > most or self._held > together):
            limit, body = next(iter(self._coming.items()))
            del self._coming[limit]
            self._held -= body.held
            body.held = 0
            body.kept.clear()
            body.late = True
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time())

    def _run(self, environ: WSGIEnvironment) -> WholeAnswer:
        """Have the app answer, on one of the threads."""
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            said.append((status, headers))

        pieces = self._app(environ, start)
        try:
            page = b"".join(pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        status, headers = said[-1]
        coded = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
        ]
        return int(status[:3]), coded, page


def _announced(environ: WSGIEnvironment) -> int:
    """Return how large a body says that it is; -1 when it does not say."""
    length = environ.get("CONTENT_LENGTH", "")
    return int(length) if length.isdecimal() else -1
