"""Steps in the wrong order: each gets one message that says what to do, and never a traceback."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli, main
from survey.cli.wording_actions import what_to_do
from survey.errors import SurveyError


class Desk:
    """A coordinator's terminal, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: object) -> str:
        """Run a command; give what it said, also when it was refused."""
        given = ["--instance", str(self.folder / "var"), *map(str, words)]
        ran = CliRunner().invoke(cli, given)
        if isinstance(ran.exception, SurveyError):
            refused = ran.exception
            return f"{refused} {what_to_do(refused.guidance)}"
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return ran.output

    def council(self) -> str:
        """Create a council of practice and give its name."""
        return self.council_said().split()[1]

    def council_said(self) -> str:
        """Create a council of practice and give what is said of it."""
        file = self.folder / "council.yaml"
        self.run("council", "copy", "council", file, "--languages", "en")
        return self.run("council", "create", file, "--members", 3, "--codes-out",
                        self.folder / "codes.csv", "--shares", 3, "--threshold", 2,
                        "--shares-dir", self.folder / "sheets", "--practice")  # fmt: skip

    def sheets(self) -> list[object]:
        """Give the words of a command that name two share sheets."""
        return [
            word
            for number in (1, 2)
            for word in ("--share", self.folder / "sheets" / f"share-{number}.txt")
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a terminal."""
    return Desk(tmp_path)


@pytest.mark.parametrize("deed", ["words", "meeting"])
def test_words_before_the_first_round_say_that_there_was_none(desk: Desk, deed: str) -> None:
    council = desk.council()
    said = desk.run("round", deed, council, *desk.sheets(), "--out", desk.folder / "w.yaml")
    assert said.startswith(f"The council {council} has had no round yet.")
    assert f" council status {council}" in said
    assert not (desk.folder / "w.yaml").exists()


def test_a_step_that_is_not_its_turn_says_where_the_council_stands(desk: Desk) -> None:
    said = desk.run("round", "tally", desk.council(), *desk.sheets())
    assert said.startswith("People can still join, and no round was opened")
    assert " council status" in said


def test_a_council_stopped_before_its_first_round_promises_no_report(desk: Desk) -> None:
    council = desk.council()
    desk.run("council", "stop", council, "--reason", "The team went away.")
    assert "next: nothing, it is over" in desk.run("council", "status", council)
    said = desk.run("council", "report", council, "--out", desk.folder / "out")
    assert "there is no report and nothing to do" in said


def test_a_day_in_another_form_is_told_how_to_be_written(desk: Desk) -> None:
    for words in (
        ("study", "extend", "x", "--closes"),
        ("round", "open", "x", __file__, "--closes"),
    ):
        for day in ("31/12/2030", "2030-02-31", "tomorrow"):
            said = desk.run(*words, day)
            assert f"“{day}” is not taken. Write it like 2030-12-31." in said
        said = desk.run(*words, "9999-12-31")
        assert "“9999-12-31” is too far away. Write a year up to 2999." in said


def test_one_code_is_one_code(desk: Desk) -> None:
    more = ("--more", 1, "--codes-out", desk.folder / "more.csv")
    assert desk.run("council", "codes", desk.council(), *more).startswith("1 code written")


def test_a_folder_that_is_not_there_says_what_to_look_at(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["questionnaire", "copy", "finding-support", str(desk.folder / "no" / "q.yaml")])
    assert left.value.code == 1
    assert "See that its disk is there" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("report", "sea", "--out", "{none}"),
        ("demo", "--out", "{none}"),
        ("cluster", "certificates", "--out", "{none}"),
        ("study", "publish", __file__, "--practice", "--shares-dir", "{none}"),
        ("study", "export-sealed", "sea", "--out", "{none}"),
        ("status", "--metrics", "{none}"),
    ],
)
def test_nothing_is_written_where_the_folder_above_is_missing(
    desk: Desk, words: tuple[str, ...]
) -> None:
    said = desk.run(*(word.format(none=desk.folder / "no-disk" / "new") for word in words))
    assert said.startswith(f"There is no folder {desk.folder / 'no-disk'}. Nothing was written. ")
    assert "make the folder first" in said
    assert list(desk.folder.iterdir()) == []


def test_secrets_that_end_are_put_into_no_folder_that_is_missing(desk: Desk) -> None:
    there = ("--settings", desk.folder / "s.toml", "--ephemeral", desk.folder / "no-disk" / "new")
    said = desk.run("setup", "--defaults", "--organisation", "The council", *there)
    assert "cannot be a folder for the secrets that end" in said
    assert not (desk.folder / "no-disk").exists()


def test_a_file_or_folder_that_does_not_serve_is_told_with_what_to_do(desk: Desk) -> None:
    file, loop = desk.folder / "q.yaml", desk.folder / "loop"
    file.write_text("id: x")
    loop.symlink_to(loop)
    certificates = ("cluster", "scheduler", "--host", "127.0.0.1", "--certificates")
    for words, why in (
        (("questionnaire", "check", desk.folder / "none"), "See that the name is written right"),
        (("questionnaire", "check", file / "below"), "See that the name is written right"),
        (("questionnaire", "check", loop), "cannot be looked at"),
        (("questionnaire", "check", desk.folder), "is a folder, and a file is needed here"),
        ((*certificates, file), "is a file, and a folder is needed here"),
        ((*certificates, desk.folder / "none"), "See that the name is written right"),
    ):
        assert why in " ".join(desk.run(*words).split())


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Ask as nobody where root asks, who may read everything."""
    root = os.geteuid() == 0
    if root:
        os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)


def test_a_file_of_somebody_else_is_told_with_what_to_do(desk: Desk) -> None:
    file = desk.folder / "q.yaml"
    file.write_text("id: x")
    file.chmod(0)
    with as_somebody_else():
        said = " ".join(desk.run("questionnaire", "check", file).split())
    assert "may not be read by" in said
    assert "Copy it to a folder that this user can get at, or let this user read it." in said


def test_nobody_is_told_to_copy_a_key_that_they_may_not_read(desk: Desk) -> None:
    key, file = desk.folder / "backup-key.txt", desk.folder / "b.age"
    for path in (key, file):
        path.write_text("secret")
        path.chmod(0)
    with as_somebody_else():
        said = desk.run("restore", file, "--identity", key, "--rehearse")
        settings = desk.run("--config", key, "study", "list")
    for one in map(str.split, (said, settings)):
        words = " ".join(one)
        assert "Make no copy of it." in words
        assert "Copy it" not in words
        assert "as root, give it to this user: chown -R " in words


def test_an_instance_of_somebody_else_is_told_with_whose_it_must_be(desk: Desk) -> None:
    """What watches gets a check that is bad, and everybody else the line that puts it right."""
    folder = desk.folder / "var"
    folder.mkdir(mode=0)
    with as_somebody_else():
        told = json.loads(desk.run("status", "--json"))
        said = desk.run("study", "list")
    (bad,) = [check for check in told["checks"] if check["ok"] is False]
    assert bad["name"] == "site key"
    assert "cannot be read" in bad["what"]
    assert "chown -R USER FOLDER" in bad["do"]
    assert "chown -R USER FOLDER" in said
    assert "Copy" not in said


def test_a_study_that_is_paused_is_paused_already(desk: Desk) -> None:
    file = desk.folder / "q.yaml"
    desk.run("questionnaire", "copy", "finding-support", file)
    said = desk.run("study", "publish", file, "--practice", "--shares", 3, "--threshold", 2,
                    "--shares-dir", desk.folder / "of-study")  # fmt: skip
    study = said.split("study ", 1)[1].split()[0]
    desk.run("study", "pause", study)
    assert desk.run("study", "pause", study).startswith(f"The study {study} is paused already.")


def test_a_council_whose_folder_is_taken_is_not_created_and_says_where_sheets_can_go(
    desk: Desk,
) -> None:
    sheets = desk.folder / "sheets"
    sheets.mkdir(mode=0o700)
    (sheets / "share-1.txt").write_text("of another council", encoding="utf-8")
    said = desk.council_said()
    assert f"There are share sheets in {sheets} already" in said
    assert "no council was created" in said
    assert "published" not in said
    assert "Name a new or empty folder with --shares-dir" in said
    assert not (desk.folder / "codes.csv").exists()
    assert (sheets / "share-1.txt").read_text(encoding="utf-8") == "of another council"
