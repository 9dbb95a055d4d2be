"""A cluster at the command line: certificates, what is refused before anybody types a sheet."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

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
