"""A cluster at the command line: certificates, what is refused before anybody types a sheet."""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest

from survey.services.steps.cluster.cluster_certificates import (
    ClusterCertificates,
    make_certificates,
)
from tests.cli.conftest import Ran

Program = Callable[..., Ran]
NOBODY = "tls://127.0.0.1:1"
needs_dask = pytest.mark.skipif(
    find_spec("distributed") is None, reason="the extra “cluster” is not installed"
)


def test_certificates_are_made_for_each_part(program: Program, tmp_path: Path) -> None:
    code, out, err = program("cluster", "certificates", "--out", "made")
    assert (code, out.split()) == (0, ["made/scheduler", "made/worker", "made/opener"])
    assert "delete this one" in err
    assert (tmp_path / "made" / "worker" / "key.pem").is_file()
    assert program("cluster", "certificates", "--out", "made")[0] == 1


def test_an_opening_names_the_cluster_and_the_certificates(program: Program) -> None:
    code, _, err = program("study", "open", "sea", "--share", "-", "--cluster", NOBODY)
    assert (code, "together" in err) == (2, True)


@needs_dask
def test_no_sheet_is_asked_for_where_there_is_no_cluster(program: Program) -> None:
    program("cluster", "certificates", "--out", "made")
    ways = (
        (("study", "open", "sea", "--share", "-", "--cluster", NOBODY), "opener"),
        (("cluster", "worker", NOBODY, "--host", "127.0.0.1"), "worker"),
    )
    for words, part in ways:
        code, _, err = program(*words, "--certificates", f"made/{part}")
        assert (code, "No scheduler of a cluster is heard" in err) == (1, True), err
        code, _, err = program(*words, "--certificates", "made/scheduler")
        assert (code, "of another part" in err) == (1, True), err


@needs_dask
@pytest.mark.parametrize("address", ["tls://a..b:8786", f"tls://{'a' * 70}:8786", "10.0.0.5:no"])
def test_what_is_no_address_is_said(program: Program, address: str) -> None:
    program("cluster", "certificates", "--out", "made")
    words = ("cluster", "worker", address, "--host", "127.0.0.1", "--certificates", "made/worker")
    code, _, err = program(*words)
    assert (code, "is not the address of a scheduler" in err) == (1, True), err


def test_no_address_does_not_mean_every_address(program: Program) -> None:
    program("cluster", "certificates", "--out", "made")
    for words in (("scheduler",), ("worker", NOBODY)):
        given = ("--host", "", "--certificates", f"made/{words[0]}")
        code, _, err = program("cluster", *words, *given)
        assert (code, "not said at which address" in err) == (1, True), err


@needs_dask
def test_a_scheduler_that_cannot_be_heard_says_why(program: Program) -> None:
    program("cluster", "certificates", "--out", "made")
    words = ("cluster", "scheduler", "--host", "192.0.2.1", "--certificates", "made/scheduler")
    code, _, err = program(*words)
    assert (code, "Cannot assign requested address" in err) == (1, True), err
    assert "Traceback" not in err


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the address of somebody who is no scheduler, and answers everybody in one way."""

    def hear() -> None:
        with suppress(OSError):
            while True:
                connection, _ = place.accept()
                with suppress(OSError), connection:
                    answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as place:
        heard = Thread(target=hear)
        heard.start()
        yield f"tls://127.0.0.1:{place.getsockname()[1]}"
        place.shutdown(socket.SHUT_RDWR)
    heard.join()


def plain_page(connection: socket.socket) -> None:
    """Answer as a web server without TLS does."""
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def hang_up(_connection: socket.socket) -> None:
    """Say nothing."""


def with_certificates_of(folder: Path) -> Callable[[socket.socket], None]:
    """Answer as whoever has the certificates in a folder."""
    context = ClusterCertificates(folder).context(serves=True)

    def answer(connection: socket.socket) -> None:
        with suppress(ssl.SSLError), context.wrap_socket(connection, server_side=True) as known:
            known.recv(1)

    return answer


@needs_dask
def test_who_is_no_scheduler_of_ours_is_found_out_before_a_sheet_is_typed(
    program: Program, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    make_certificates(tmp_path / "made", now, 30)
    make_certificates(tmp_path / "others", now, 30)
    answers = (
        plain_page,
        hang_up,
        with_certificates_of(tmp_path / "others" / "scheduler"),
        with_certificates_of(tmp_path / "made" / "worker"),
    )
    for answer in answers:
        with listening(answer) as address:
            for words, part in (
                (("study", "open", "sea", "--share", "-", "--cluster", address), "opener"),
                (("cluster", "worker", address, "--host", "127.0.0.1"), "worker"),
            ):
                code, _, err = program(*words, "--certificates", f"made/{part}")
                what, kept, do = err.splitlines()[-3:]
                assert (code, "no certificate of a scheduler that was made with ours" in what) == (
                    1,
                    True,
                ), err
                assert kept.startswith("Nothing was")
                assert "made together" in do


@needs_dask
@pytest.mark.parametrize(
    ("made", "days", "what", "do"),
    [(-40, 30, "ended on", "Make the certificates of the cluster anew"),
     (2, 30, "begins on", "clock of this machine")],
)  # fmt: skip
def test_certificates_of_another_time_are_refused(
    program: Program, tmp_path: Path, made: int, days: int, what: str, do: str
) -> None:
    make_certificates(tmp_path / "made", datetime.now(UTC) + timedelta(days=made), days)
    for words, part in (
        (("study", "open", "sea", "--share", "-", "--cluster", NOBODY), "opener"),
        (("cluster", "worker", NOBODY, "--host", "127.0.0.1"), "worker"),
        (("cluster", "scheduler", "--host", "127.0.0.1"), "scheduler"),
    ):
        code, _, err = program(*words, "--certificates", f"made/{part}")
        said = err.splitlines()
        assert (code, what in said[0], do in said[2]) == (1, True, True), err
        assert said[1] == "Nothing was started or opened."


def test_without_the_extra_package_it_says_how_to_install_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("cluster", "certificates", "--out", "made")
    monkeypatch.setitem(sys.modules, "distributed", None)
    opener = ("--certificates", "made/opener")
    for words in (
        ("study", "open", "sea", "--share", "-", "--cluster", NOBODY, *opener),
        ("cluster", "start"),
        ("cluster", "scheduler", "--host", "127.0.0.1", "--certificates", "made/scheduler"),
        ("cluster", "worker", NOBODY, "--host", "127.0.0.1", "--certificates", "made/worker"),
    ):  # fmt: skip
        code, _, err = program(*words)
        what, kept, do = err.splitlines()
        assert (code, "not installed here" in what) == (1, True), err
        assert kept == "Nothing was started or opened."
        assert "requirements-cluster.txt" in do
