"""Slow visitors and what a served process holds: a real server on 127.0.0.1."""

from __future__ import annotations

import http.client
import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil

from survey.storage.instance import Instance
from tests.conftest import Published, form_file
from tests.faults.served import Served, serving


def test_bodies_that_never_end_do_not_hold_up_others(
    instance: Instance, publish: Callable[..., Published], tmp_path: Path
) -> None:
    study = publish(form_file("single"), practice=True)
    head = (
        f"POST /f/{study.id} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ns="
    )
    with serving(instance.folder, tmp_path) as served, ExitStack() as held:
        for _ in range(8):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            slow.sendall(head.encode())
        assert _status(served, f"/f/{study.id}") == 200


def test_the_served_process_never_loads_what_opens(instance: Instance, tmp_path: Path) -> None:
    """House rule 3: it is a fresh interpreter that starts from the public app alone."""
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/") == 200
        server = _public_processes()
        assert server
        for process in server:
            words = " ".join(process.cmdline())
            assert "survey.web.public.serving:public_app" in words
            assert "survey.cli" not in words


def test_a_stopped_server_leaves_no_process_behind(instance: Instance, tmp_path: Path) -> None:
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/") == 200
    assert not _public_processes()


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
        psutil.wait_procs(every[1:], timeout=25)
        assert not _public_processes()


def test_the_given_address_is_answered(instance: Instance, tmp_path: Path) -> None:
    """`--public` names the address, so its host name is answered."""
    with serving(instance.folder, tmp_path) as served:
        assert _status(served, "/", host=f"127.0.0.1:{served.port}") == 200
        assert _status(served, "/", host="elsewhere.example") == 400


def _public_processes() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process(os.getpid()).children(recursive=True)
        if "survey.web.public.serving:public_app" in process.cmdline()
    ]


def _status(served: Served, address: str, host: str = "") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", address, headers={"Host": host} if host else {})
    status = connection.getresponse().status
    connection.close()
    return status
