"""Slow visitors and what a served process holds: a real server on 127.0.0.1."""

from __future__ import annotations

import http.client
import os
import socket
import urllib.parse
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from survey.storage.instance import Instance
from tests.conftest import Published, form_file
from tests.faults.served import Served, serving
from tests.web.visitor import Page

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_bodies_that_come_slowly_do_not_hold_up_others(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path
) -> None:
    """Forty of them, more than twice as many as there are threads, send on between the pages."""
    study = publish(form_file("single"), practice=True)
    with serving(instance.folder, tmp_path) as served, ExitStack() as held:
        slow = [held.enter_context(_slow_body(served, study.id)) for _ in range(40)]

        def each_sends_on() -> None:
            for one in slow:
                one.sendall(b"x")

        page = _answered(served, study.id, each_sends_on)
    assert "Thank you" in page.words


def test_a_body_that_never_ends_is_ended(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    with serving(instance.folder, tmp_path, body_seconds="1") as served:
        with _slow_body(served, study.id) as slow:
            head, _, page = _all_that_comes(slow).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 ")
        assert b"connection: close" in head.lower()
        assert "Nothing was sent." in Page(page.decode()).words
        assert _status(served, f"/f/{study.id}") == 200


def test_a_body_in_pieces_and_one_whose_sender_goes_disturb_nobody(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    with serving(instance.folder, tmp_path) as served:
        _slow_body(served, study.id).close()
        fields = [b"p=start&l=en", b"&go=next"]
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
        connection.request("POST", f"/f/{study.id}", iter(fields), FORM, encode_chunked=True)
        assert "begin" in Page(connection.getresponse().read().decode()).buttons
        connection.close()
    serving_on, *then = served.log.read_text().splitlines()
    assert serving_on.startswith("Serving on ")
    assert then == ["Stopped."]


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_page_that_is_too_large_keeps_what_came_before_and_is_answered(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path, in_pieces: bool
) -> None:
    study = publish(form_file("single"), practice=True)
    fields = b"p=start&l=en&q.A=" + b"x" * 2 * instance.settings.max_body_bytes + b"&go=next"
    body = iter([fields]) if in_pieces else fields
    with serving(instance.folder, tmp_path) as served:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
        connection.request("POST", f"/f/{study.id}", body, FORM, encode_chunked=in_pieces)
        answer = connection.getresponse()
        assert answer.status == 413
        assert Page(answer.read().decode()).fields["p"] == ["start"]
        connection.close()
    assert not list((tmp_path / "temporary").iterdir())


def test_the_served_process_never_loads_what_opens(instance: Instance, tmp_path: Path) -> None:
    """House rule 3: it is a fresh interpreter that starts from the public app alone."""
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/") == 200
        server = _public_processes()
        assert server
        for process in server:
            words = " ".join(process.cmdline())
            assert "survey.web.public.serving:with_whole_bodies" in words
            assert "survey.cli" not in words


def test_a_stopped_server_leaves_no_process_behind(instance: Instance, tmp_path: Path) -> None:
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/") == 200
    assert not _public_processes()


def test_a_body_that_still_comes_does_not_keep_a_stopped_server(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    with ExitStack() as held, serving(instance.folder, tmp_path) as served:
        held.enter_context(_slow_body(served, study.id))
        assert _status(served, f"/f/{study.id}") == 200
        server = _public_processes()
    assert not psutil.wait_procs(server, timeout=0)[1]


def test_a_signal_to_all_of_its_processes_ends_the_server(
    instance: Instance, tmp_path: Path
) -> None:
    """As a terminal does at Ctrl-C, and systemd at stop."""
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/") == 200
        first = psutil.Process(served.process)
        every = [first, *first.children(recursive=True)]
        for process in every:
            process.terminate()
        psutil.wait_procs(every[1:], timeout=120)
        assert not _public_processes()


def test_the_given_address_is_answered(instance: Instance, tmp_path: Path) -> None:
    """`--public` names the address, so its host name is answered."""
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/", host=f"127.0.0.1:{served.port}") == 200
        assert _status(served, "/", host="elsewhere.example") == 400


def _slow_body(served: Served, study_id: str) -> socket.socket:
    """Return a connection on which a form has begun to be sent."""
    head = (
        f"POST /f/{study_id} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ns="
    )
    slow = socket.create_connection(("127.0.0.1", served.port), timeout=120)
    slow.sendall(head.encode())
    return slow


def _all_that_comes(connection: socket.socket) -> bytes:
    """Return everything that a connection brings until the other side ends it."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def _answered(served: Served, study_id: str, between: Callable[[], None]) -> Page:
    """Answer a form from its first page to its last, and return that one."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    connection.request("GET", f"/f/{study_id}")
    page = Page(connection.getresponse().read().decode())
    for answers in ({"go": "next"}, {"go": "begin"}, {"go": "next"}, {"go": "send", "r": "yes"}):
        between()
        hidden = {name: page.fields[name][0] for name in ("s", "p", "l") if name in page.fields}
        fields = urllib.parse.urlencode({**hidden, **answers})
        connection.request("POST", f"/f/{study_id}", fields, FORM)
        page = Page(connection.getresponse().read().decode())
    connection.close()
    return page


def _public_processes() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process(os.getpid()).children(recursive=True)
        if "survey.web.public.serving:with_whole_bodies" in process.cmdline()
    ]


def _status(served: Served, address: str, host: str = "") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    connection.request("GET", address, headers={"Host": host} if host else {})
    status = connection.getresponse().status
    connection.close()
    return status
