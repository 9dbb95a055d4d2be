"""Taking turns: a slow visitor holds up nobody, and no two requests are worked on at once."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from survey.web.turns import TakingTurns

PATIENCE = 10.0


class SlowBody:
    """A body that comes only when the gate is opened."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.gate = threading.Event()

    def read(self, size: int = 0) -> bytes:
        """Give the body, late."""
        self.asked.set()
        assert self.gate.wait(PATIENCE)
        return b"a" * size


class Echo:
    """A WSGI app that gives its body back and notes how many were inside at once."""

    def __init__(self) -> None:
        self.inside = self.most = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        body = environ["wsgi.input"].read()
        threading.Event().wait(0.001)  # lets another thread in, if any may
        self.inside -= 1
        return [body]


def answer(app: TakingTurns, body: Any, length: int | str) -> bytes:
    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": body}
    return b"".join(app(environ, lambda *given: None))  # type: ignore[arg-type]


def test_a_slow_body_holds_up_nobody() -> None:
    app, slow = TakingTurns(Echo(), 100), SlowBody()
    with ThreadPoolExecutor(2) as pool:
        late = pool.submit(answer, app, slow, 3)
        assert slow.asked.wait(PATIENCE)
        assert pool.submit(answer, app, io.BytesIO(b"quick"), 5).result(PATIENCE) == b"quick"
        assert not late.done()
        slow.gate.set()
        assert late.result(PATIENCE) == b"aaa"


def test_one_that_is_stuck_holds_up_others_for_a_moment_only() -> None:
    stuck = SlowBody()  # read by the app itself, as it has no length
    app = TakingTurns(Echo(), 100, patience=0.01)
    with ThreadPoolExecutor(2) as pool:
        late = pool.submit(answer, app, stuck, "")
        assert stuck.asked.wait(PATIENCE)
        assert pool.submit(answer, app, io.BytesIO(b"quick"), 5).result(PATIENCE) == b"quick"
        stuck.gate.set()
        assert late.result(PATIENCE) == b""


def test_one_at_a_time_is_worked_on() -> None:
    echo = Echo()
    app = TakingTurns(echo, 100, PATIENCE)
    with ThreadPoolExecutor(8) as pool:
        bodies = [pool.submit(answer, app, io.BytesIO(b"body"), 4) for _ in range(40)]
        assert {one.result(PATIENCE) for one in bodies} == {b"body"}
    assert echo.most == 1


def test_what_is_too_large_or_has_no_length_is_left_to_the_app() -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size == -1, "only the app itself reads this"
            return super().read(size)

    app = TakingTurns(Echo(), 100)
    for length in (101, "", "many"):
        assert answer(app, Unread(b"left alone"), length) == b"left alone"
