"""Bodies taken in whole: which are ended where too many come, and what an app is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest

from survey.web.whole_bodies import LATE, Limits, WholeBodies

pytestmark = pytest.mark.slow  # it starts servers of its own

Message = MutableMapping[str, Any]
SCOPE = {
    "type": "http", "http_version": "1.1", "method": "POST", "scheme": "https",
    "server": ("127.0.0.1", "8000"), "client": ("192.0.2.7", "4000"), "path": "/caf\ufffd",
    "raw_path": b"/caf%E9", "query_string": b"a=%20",
}  # fmt: skip
LONG = 600.0


def test_the_body_that_has_been_coming_longest_is_ended_where_too_many_come() -> None:
    async def told() -> list[str]:
        door = WholeBodies(_app, 2, Limits(LONG, 100, coming=2))
        async with _sent(door) as first, _sent(door) as second, _sent(door) as third:
            await first.answered
            for one in (second, third):
                await one.end()
            return [one.said for one in (first, second, third)]

    assert _run(told()) == ["late ", "whole abcd", "whole abcd"]


def test_the_body_that_has_been_coming_longest_is_ended_where_all_are_too_large_together() -> None:
    async def told() -> list[str]:
        door = WholeBodies(_app, 2, Limits(LONG, 100, together=7))
        async with _sent(door) as first, _sent(door) as second:
            await second.more(b"ef")
            await first.answered
            await second.end()
            return [first.said, second.said]

    assert _run(told()) == ["late ", "whole abcdef"]


def test_a_body_that_takes_too_long_is_ended() -> None:
    async def told() -> str:
        async with _sent(WholeBodies(_app, 1, Limits(0.01, 100))) as one:
            await one.answered
            return one.said

    assert _run(told()) == "late abcd"


def test_of_a_body_that_is_too_large_the_beginning_is_kept() -> None:
    async def told() -> str:
        async with _sent(WholeBodies(_app, 1, Limits(LONG, 6))) as one:
            await one.more(b"efghijk")
            await one.end()
            return one.said

    assert _run(told()) == "whole abcdef of 11"


def test_nothing_is_said_to_somebody_who_has_gone() -> None:
    async def told() -> str:
        async with _sent(WholeBodies(_app, 1, Limits(LONG, 100))) as one:
            await one.bring({"type": "http.disconnect"})
            await one.answered
            return one.said

    assert _run(told()) == ""


def test_an_app_is_told_of_a_request_what_there_is_and_nothing_that_passes_for_a_proxy() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.update(environ)
        return _app(environ, start)

    async def told() -> None:
        headers = [
            (b"host", b"a.example"), (b"x-forwarded-for", b"1.1.1.1"),
            (b"x_forwarded_for", b"9.9.9.9"), (b"x-forwarded-for", b"2.2.2.2"),
            (b"content-type", b"text/plain"),
        ]  # fmt: skip
        async with _sent(WholeBodies(app, 1, Limits(LONG, 100)), headers) as one:
            await one.end()

    _run(told())
    assert seen["PATH_INFO"].encode("latin-1") == b"/caf\xe9"
    assert seen["QUERY_STRING"] == "a=%20"
    assert seen["wsgi.url_scheme"] == "https"
    assert seen["REMOTE_ADDR"] == "192.0.2.7"
    assert seen["HTTP_HOST"] == "a.example"
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"
    assert seen["CONTENT_TYPE"] == "text/plain"
    assert seen["CONTENT_LENGTH"] == "4"
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_more_requests_than_threads_are_answered_one_after_the_other() -> None:
    async def told() -> list[str]:
        door = WholeBodies(_app, 1, Limits(LONG, 100))
        async with _sent(door) as first, _sent(door) as second, _sent(door) as third:
            await asyncio.gather(first.end(), second.end(), third.end())
            return [first.said, second.said, third.said]

    assert _run(told()) == ["whole abcd"] * 3


def test_an_app_that_fails_fails_for_the_server_and_answers_the_next() -> None:
    told: list[str] = []

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        if not told:
            told.append("failed")
            raise LookupError
        return _app(environ, start)

    async def answered() -> str:
        door = WholeBodies(app, 1, Limits(LONG, 100))
        async with _sent(door) as first, _sent(door) as second:
            with pytest.raises(LookupError):
                await first.end()
            await second.end()
            return second.said

    assert _run(answered()) == "whole abcd"


class _Sender:
    """Somebody who sends a body in pieces, and what they were answered."""

    def __init__(self, door: WholeBodies, headers: list[tuple[bytes, bytes]]) -> None:
        self._pieces: asyncio.Queue[Message] = asyncio.Queue()
        self._taken = asyncio.Event()
        self.said = ""
        scope = {**SCOPE, "headers": [*headers, (b"transfer-encoding", b"chunked")]}
        self.answered = asyncio.ensure_future(door(scope, self._receive, self._send))

    async def bring(self, message: Message) -> None:
        """Send something, and wait until it was asked for and the next thing is."""
        self._taken.clear()
        await self._pieces.put(message)
        asked = asyncio.ensure_future(self._taken.wait())
        await asyncio.wait([asked, self.answered], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()

    async def more(self, piece: bytes) -> None:
        """Send a piece that is not the last."""
        await self.bring({"type": "http.request", "body": piece, "more_body": True})

    async def end(self) -> None:
        """Send the end, and wait for the answer."""
        await self.bring({"type": "http.request"})
        await self.answered

    async def _receive(self) -> Message:
        if self._pieces.empty():
            self._taken.set()
        return await self._pieces.get()

    async def _send(self, message: Message) -> None:
        self.said += message.get("body", b"").decode()


@asynccontextmanager
async def _sent(
    door: WholeBodies, headers: list[tuple[bytes, bytes]] | None = None
) -> AsyncIterator[_Sender]:
    """Give somebody whose body has begun to come."""
    one = _Sender(door, headers or [])
    await one.more(b"abcd")
    yield one


def _app(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    kept = environ["wsgi.input"].read()
    of = environ.get("CONTENT_LENGTH", "")
    more = f" of {of}" if of and int(of) > len(kept) else ""
    return [f"{'late' if environ[LATE] else 'whole'} {kept.decode()}{more}".encode()]


def _run(what: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: a browser of another test may have a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, what).result()
