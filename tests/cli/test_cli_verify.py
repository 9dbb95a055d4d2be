"""`survey verify` of a release of a study: which files it asks for, and what it says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from survey.cli.main import main
from survey.disclosure.release import Release
from tests.cli.conftest import Ran as RanProgram
from tests.disclosure.certifying import certified, releases_of
from tests.disclosure.conftest import Kit
from tests.reports.report_inputs import screen

Ran = tuple[int, str, str]
Program = Callable[..., RanProgram]


@pytest.fixture(scope="module")
def bundles() -> list[dict[str, Any]]:
    """Two releases of a study, each as the files that are published of it."""
    releases, questionnaire = releases_of(Kit, 300, 300)
    done: list[Any] = []
    found = []
    for printed in releases:
        release, proof = certified([*done, printed], questionnaire)
        done.append(release)
        found.append({"release": release, "certificate": proof, "questionnaire": questionnaire})
    return found


@pytest.fixture
def files(
    bundles: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Write the files of the first or the second release, and stand beside them."""
    monkeypatch.chdir(tmp_path)

    def write(number: int, **others: Any) -> None:
        for name, content in (bundles[number - 1] | others).items():
            if content is not None:
                Path(f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        Path("first.json").write_text(json.dumps(bundles[0]["release"]), encoding="utf-8")

    return write


@pytest.fixture
def verified(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `survey verify release.json --certificate certificate.json …`."""

    def run(*words: str) -> Ran:
        code = 0
        try:
            main(["verify", "release.json", "--certificate", "certificate.json", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_bundle_is_proven_with_the_questionnaire_beside_it(files: Any, verified: Any) -> None:
    files(1)
    code, out, err = verified()
    assert (code, err) == (0, "")
    assert out.startswith("Proven: ")
    assert "numbers are printed" in out
    release = Release.model_validate_json(Path("release.json").read_bytes())
    report = " ".join(re.sub(r"<[^>]+>", " ", screen(release)).split())
    hidden = re.search(r"Numbers hidden:? ([0-9,]+)", report)
    assert hidden is not None
    assert f" {hidden[1].replace(',', '')} hidden" in out
    Path("questionnaire.json").rename("q.json")
    code, _, err = verified()
    assert code == 1
    assert "There is no questionnaire at questionnaire.json" in err
    assert verified("--questionnaire", "q.json")[0] == 0


def test_a_second_release_asks_for_the_first(files: Any, verified: Any) -> None:
    files(2)
    code, _, err = verified()
    assert code == 1
    assert "This is release 2 of its study, and 0 of the 1 before it were given." in err
    assert verified("--earlier", "first.json")[0] == 0
    code, _, err = verified("--earlier", "release.json")
    assert code == 1
    assert err.startswith("NOT proven.")


def test_a_changed_number_is_not_proven(
    files: Any, verified: Any, bundles: list[dict[str, Any]]
) -> None:
    release = json.loads(json.dumps(bundles[0]["release"]))
    release["questions"][0]["base"]["count"] += 5
    files(1, release=release)
    code, _, err = verified()
    assert code == 1
    assert err.startswith("NOT proven.")
    assert "made for another release" in err


def test_a_certificate_of_before_proves_too_little(files: Any, verified: Any) -> None:
    files(1, certificate={"format": "survivor-survey-certificate/1", "cells": []})
    code, _, err = verified()
    assert code == 1
    assert "was made by a program of before" in err
    files(1, certificate=[])
    assert verified()[0] == 1


def test_another_file_than_a_release_is_named(files: Any, program: Program) -> None:
    files(1)
    code, _, err = program("verify", "certificate.json")
    assert (code, "certificate.json is a certificate" in err) == (1, True), err
    assert "Give the release.json" in err
    Path("certificate.json").unlink()
    code, _, err = program("verify", "questionnaire.json")
    assert (code, "neither a release" in err, "There is no" in err) == (1, True, False), err
    Path("report.html").write_text("<!doctype html>", encoding="utf-8")
    code, _, err = program("verify", "report.html")
    assert (code, "report.html is not JSON" in err) == (1, True), err
    assert "Give the release.json" in err
    assert "the signed bundle (.zip)" in err
    Path("tables.xls").write_bytes(b"\xd0\xcf\x11\xe0 a workbook")
    code, _, err = program("verify", "tables.xls")
    assert (code, "not JSON" in err, "There is no" in err) == (1, True, False), err


def test_a_release_without_numbers_needs_no_certificate(
    files: Any, program: Program, bundles: list[dict[str, Any]]
) -> None:
    release = withheld(bundles[0]["release"])
    files(1, release=release, certificate=None)
    code, out, err = program("verify", "release.json")
    assert (code, out, err) == (
        0,
        "This release prints no number, so there is nothing to prove.\n",
        "",
    )
    release["questions"][0]["base"] = bundles[0]["release"]["questions"][0]["base"]
    files(1, release=release, certificate=None)
    assert program("verify", "release.json")[0] == 1


def test_a_release_whose_cells_were_altered_still_needs_a_certificate(
    files: Any, program: Program, bundles: list[dict[str, Any]]
) -> None:
    files(1, release=without_hidden(bundles[0]["release"]), certificate=None)
    code, out, err = program("verify", "release.json")
    assert (code, out, "There is no certificate" in err) == (1, "", True), err


def without_hidden(part: Any) -> Any:
    """Give a release whose cells do not say whether they are hidden."""
    if isinstance(part, list):
        return [without_hidden(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {name: without_hidden(one) for name, one in part.items() if name != "hidden"}


def withheld(part: Any) -> Any:
    """Give a release in which every cell is hidden, as of too few people."""
    if isinstance(part, list):
        return [withheld(one) for one in part]
    if not isinstance(part, dict):
        return part
    if "hidden" in part:
        nothing = dict.fromkeys(("count", "percent", "low", "high"))
        return part | nothing | {"hidden": True}
    return {name: withheld(one) for name, one in part.items()}


@pytest.fixture
def proved(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `survey prove release.json --out again.json …`."""

    def run(*words: str) -> Ran:
        code = 0
        try:
            main(["prove", "release.json", "--out", "again.json", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_anybody_makes_a_certificate_that_proves(
    files: Callable[..., None], proved: Callable[..., Ran], verified: Callable[..., Ran]
) -> None:
    files(1)
    assert proved()[0] == 0
    made = Path("again.json").read_bytes()
    assert proved()[0] == 0
    assert Path("again.json").read_bytes() == made
    Path("certificate.json").write_bytes(made)
    release = json.loads(Path("release.json").read_text())
    release["audit"]["alternatives"] = len(json.loads(made)["tables"])
    Path("release.json").write_text(json.dumps(release))
    assert proved()[0] == 0
    Path("certificate.json").write_bytes(Path("again.json").read_bytes())
    assert verified()[0] == 0


@pytest.mark.parametrize(
    ("others", "words"),
    [({"release": {"number": 1}}, "not the releases and the questionnaire of one study"),
     ({"questionnaire": {"id": "x"}}, "not the releases and the questionnaire of one study"),
     ({"release": []}, "not the releases and the questionnaire of one study")],
)  # fmt: skip
def test_files_of_something_else_make_no_certificate(
    files: Callable[..., None], proved: Callable[..., Ran], others: dict[str, Any], words: str
) -> None:
    files(1, **others)
    code, out, told = proved()
    assert (code != 0, out) == (True, "")
    assert words in told
    assert not Path("again.json").exists()
