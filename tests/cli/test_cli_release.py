"""`survey release`: looking at tables, approving, rejecting and signing at a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.cli.wording_actions import what_to_do
from survey.errors import StudyStateWrong, SurveyError
from tests.a_release import PEOPLE, OpenedStudy, copied, opened_study

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedStudy]:
    """Give a real study that was opened, to be copied."""
    made = opened_study(tmp_path_factory.mktemp("cli-signing") / "instance", PEOPLE)
    yield made
    made.instance.close()


@pytest.fixture
def study(opened: OpenedStudy, tmp_path: Path) -> Iterator[OpenedStudy]:
    """Give that study in an instance of its own."""
    yield from copied(opened, tmp_path / "var")


@pytest.fixture
def run(study: OpenedStudy) -> Run:
    """Run `survey …` in its instance; a refusal is raised."""

    def go(*words: object) -> Result:
        given = ["--instance", study.instance.folder, *words]
        ran = CliRunner().invoke(cli, [str(word) for word in given])
        if isinstance(ran.exception, SurveyError):
            raise ran.exception
        assert ran.exit_code == 0, ran.output
        return ran

    return go


@pytest.mark.usefixtures("blank_papers")
def test_from_a_refused_report_to_a_verified_one(
    study: OpenedStudy, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    with pytest.raises(StudyStateWrong, match="Nobody has signed") as refused:
        run("report", study.id, "--out", out)
    assert f" release show {study.id}" in what_to_do(refused.value.guidance)
    with pytest.raises(StudyStateWrong, match="Nobody has signed"):
        run("report", "publish", study.id)
    assert not out.exists()
    shown = run("release", "show", study.id)
    assert (
        "undecided    like by where: “How do you like it?” by “Where do you live?”" in shown.output
    )
    assert "not signed: 8 tables wait for a decision" in shown.output
    assert "count as known" in shown.output
    table = run("release", "show", study.id, "--table", "like by where").output
    assert "North it is" in table
    run("release", "reject", study.id, "like by where", "--reason", "Unclear.",
        "--role", "coordinator")  # fmt: skip
    run("release", "approve", study.id, "where", "like", "--role", "coordinator")
    said = run("release", "approve", study.id, "--all-that-are-left", "--role", "coordinator")
    assert "approved come by age" in said.output
    with pytest.raises(SurveyError, match="yourself"):
        run("release", "sign", study.id, "--role", "Coordinator")
    assert "signed release 1" in run("release", "sign", study.id, "--role", "trustee").output
    assert "signed on" in run("release", "show", study.id).output
    run("key", "make")
    said = run("report", study.id, "--out", out, "--bundle").output
    assert f"{study.id}-release-1.zip" in said
    verified = run("verify", out / "release.json", "--certificate", out / "certificate.json")
    assert "Proven" in verified.output
    keys = study.instance.published / "organisation-keys.txt"
    checked = run("verify", out / f"{study.id}-release-1.zip", "--key", keys).output
    assert "Signature: right" in checked
    assert "Numbers: proven" in checked
    published = run("report", "publish", study.id, "--release", "1").output.splitlines()
    assert published[:2] == [f"published {study.id}", "release 1"]
    public = study.instance.published / study.id
    assert (public / "release.json").read_bytes() == (out / "release.json").read_bytes()
    assert "Signature: right" in run("verify", public / "bundle.zip", "--key", keys).output
    like = json.loads((public / "release.json").read_text())["questions"][2]
    assert [one["by"] for one in like["breakdowns"]] == ["age"]
    assert [one["table"] for one in like["refusals"]] == ["like by where"]


def test_a_report_names_its_release_and_another_one_is_refused(
    study: OpenedStudy, run: Run
) -> None:
    study.approve_but()
    with pytest.raises(StudyStateWrong, match=r"newest release of the study .* is 1, not 2"):
        run("report", "publish", study.id, "--release", "2")
    assert not study.instance.published.joinpath(study.id).exists()


def test_who_reads_a_report_is_said_and_shown_at_a_terminal(
    study: OpenedStudy, run: Run, tmp_path: Path
) -> None:
    words = tmp_path / "passphrase.txt"
    words.write_text("correct horse battery staple\n", encoding="utf-8")
    given = ("--theme", "removal", "--theme", "law", "--asks", "police")
    until = ("--embargo", "2999-01-01", "--more-on", "2999-02-01")
    said = run("report", "reading", study.id, *given, *until, "--passphrase-file", words).output
    assert said.splitlines() == [
        "themes removal law",
        "asked police",
        "embargo 2999-01-01",
        "passphrase asked for",
        "more on 2999-02-01",
        "with council none",
    ]
    said = run("report", "reading", study.id, "--no-embargo", "--no-passphrase").output
    assert said.splitlines()[2:4] == ["embargo none", "passphrase none"]
    with pytest.raises(SurveyError, match="a day that is to come"):
        run("report", "reading", study.id, "--embargo", "2001-01-01")
    with pytest.raises(SurveyError):
        run("report", "reading", "nothing")


def test_words_that_fit_nothing_are_refused(study: OpenedStudy, run: Run) -> None:
    for words, why in (
        (("show", study.id, "--table", "nothing"), "no table “nothing”"),
        (("approve", study.id, "nothing", "--role", "a"), "no table “nothing”"),
        (("reject", study.id, "come", "--reason", " ", "--role", "a"), "with a reason"),
        (("approve", study.id, "--role", "a"), "No table was named"),
        (("sign", study.id, "--role", "a"), "8 tables wait"),
        (("show", "nobody"), "no study called nobody"),
    ):
        with pytest.raises(SurveyError, match=why):
            run("release", *words)
