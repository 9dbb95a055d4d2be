"""Share sheets at an opening: typed at a terminal, and the files that were typed for it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli
from survey.cli.wording_actions import what_to_do
from survey.errors import Refused
from survey.settings import shipped

READY_MADE = shipped("config") / "questionnaires" / "prevention.yaml"
TOO_SHORT = "alien evil academic acid"


@pytest.fixture
def study_id(tmp_path: Path) -> str:
    """Publish a practice study in an instance of its own, and close it with no answer."""
    said = survey(
        tmp_path, "study", "publish", READY_MADE, "--shares", 3, "--threshold", 2,
        "--shares-dir", tmp_path / "sheets", "--practice",
    )  # fmt: skip
    found = said.split()[1]
    survey(tmp_path, "study", "close", found)
    return found


def survey(tmp_path: Path, *words: object) -> str:
    """Run `survey …` where there is no terminal, and give what it said."""
    given = ["--instance", str(tmp_path / "var"), *map(str, words)]
    ran = CliRunner().invoke(cli, given)
    assert ran.exit_code == 0, ran.output
    return ran.output


def at_a_terminal(
    tmp_path: Path, words: Sequence[object], answers: Sequence[tuple[str, str]]
) -> tuple[int, str]:
    """Run `survey …` at a terminal; type each answer when its question stands there.

    Gives the exit code, and all that was seen on the terminal.
    """
    ours, theirs = pty.openpty()
    given = [sys.executable, "-c", "from survey.cli.main import main; main()",
             "--instance", str(tmp_path / "var"), *map(str, words)]  # fmt: skip
    process = subprocess.Popen(
        given, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    seen, looked, left = "", 0, list(answers)
    while True:
        try:
            seen += os.read(ours, 65_536).decode("utf-8", "replace")
        except OSError:  # the other end is closed: the command has ended
            break
        if left and left[0][0] in seen[looked:]:
            looked = len(seen)
            os.write(ours, left.pop(0)[1].encode() + b"\n")
    os.close(ours)
    assert not left, seen
    return process.wait(), seen


def the_list(tmp_path: Path, number: int, name: str) -> str:
    """Give one list of a sheet, as somebody types it from paper."""
    text = (tmp_path / "sheets" / f"share-{number}.txt").read_text(encoding="utf-8")
    (found,) = re.findall(rf"{name.capitalize()} list:(.*?)(?:Words list|End of sheet)", text, re.S)
    return " ".join(re.findall("[a-z]+", found))


def by_number(words: str) -> str:
    """Give the words from the last to the first, each after its number and of four letters."""
    return " ".join(f"{n} {word[:4]}" for n, word in reversed([*enumerate(words.split(), 1)]))


def test_sheets_typed_at_the_terminal_open_and_are_nowhere(tmp_path: Path, study_id: str) -> None:
    one, three = (the_list(tmp_path, number, "numbers") for number in (1, 3))
    for sheet in (tmp_path / "sheets").iterdir():
        sheet.unlink()
    code, seen = at_a_terminal(
        tmp_path,
        ["study", "open", study_id, "--share", "-", "--share", "-"],
        [("Number of the sheet", "1"), ("numbers list, 33", TOO_SHORT), ("numbers list, 33", one),
         ("Number of the sheet", "3"), ("numbers list, 33", by_number(three)), ("now? [y/N]", "y")],
    )  # fmt: skip
    assert code == 0, seen
    assert "There are 4 words, and there should be 33" in " ".join(seen.split())
    assert "words list" not in seen, "the numbers need no more than their own list"
    assert f"opened {study_id}" in seen
    assert not any(typed in seen for typed in (TOO_SHORT, one, by_number(three)))
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert one.encode() not in kept
    assert "Destroy" not in seen, "there is no file"


@pytest.mark.parametrize(("answer", "left"), [("n", 3), ("y", 1)])
def test_files_with_sheets_are_destroyed_where_somebody_wants_that(
    tmp_path: Path, study_id: str, answer: str, left: int
) -> None:
    files = [tmp_path / "sheets" / f"share-{number}.txt" for number in (1, 2)]
    given = [part for file in files for part in ("--share", file)]
    code, seen = at_a_terminal(
        tmp_path,
        ["study", "open", study_id, *given],
        [("now? [y/N]", "y"), ("Destroy these files now? [y/N]", answer)],
    )
    assert code == 0, seen
    assert "with no trustee there" in " ".join(seen.split())
    assert len(list((tmp_path / "sheets").iterdir())) == left


def test_a_script_is_told_and_destroys_nothing(tmp_path: Path, study_id: str) -> None:
    given = [part for n in (1, 2) for part in ("--share", tmp_path / "sheets" / f"share-{n}.txt")]
    said = survey(tmp_path, "study", "open", study_id, *given, "--yes")
    assert "--share - asks for a sheet at the terminal" in said
    assert len(list((tmp_path / "sheets").iterdir())) == 3


def test_a_file_that_is_no_share_sheet_is_named(tmp_path: Path, study_id: str) -> None:
    wrong = tmp_path / "shopping.txt"
    wrong.write_text("bread and milk", encoding="utf-8")
    given = [tmp_path / "sheets" / "share-1.txt", wrong]
    shares = [word for path in given for word in ("--share", str(path))]
    words = ["--instance", str(tmp_path / "var"), "study", "open", study_id, *shares]
    ran = CliRunner().invoke(cli, [*words, "--yes"])
    assert ran.exit_code == 1
    assert f"{wrong}: This is not a share sheet." in " ".join(str(ran.exception).split())


def test_waiting_letters_are_given_up_only_when_that_is_confirmed(
    tmp_path: Path, study_id: str
) -> None:
    words = ["--instance", str(tmp_path / "var"), "doctor", "--give-up-waiting-letters"]
    ran = CliRunner().invoke(cli, words)
    assert ran.exit_code == 1
    assert "Nobody can ever open them again" in str(ran.exception)
    for secret in (tmp_path / "var" / "ephemeral").glob("batch-*"):
        secret.unlink()
    assert CliRunner().invoke(cli, [*words, "--yes"]).output.startswith("0 waiting letters")


def test_an_opening_that_is_stopped_says_that_nothing_was_opened_and_can_be_given_again(
    tmp_path: Path, study_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a question, where somebody ends the typing, and with Ctrl and C while it is at work."""
    sheets = [tmp_path / "sheets" / f"share-{number}.txt" for number in (1, 2)]
    given = [word for path in sheets for word in ("--share", str(path))]
    there = ["--instance", str(tmp_path / "var"), "study", "open", study_id]

    class Interrupted:
        """Presses Ctrl and C when what opens is looked for."""

        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "survey.cli.open_with_sheets":
                raise KeyboardInterrupt

    typed = CliRunner().invoke(cli, [*there, "--share", "-", "--share", "-"], input="1\n")
    monkeypatch.delitem(sys.modules, "survey.cli.open_with_sheets", raising=False)
    sys.meta_path.insert(0, Interrupted)
    try:
        stopped = CliRunner().invoke(cli, [*there, *given, "--yes"])
    finally:
        sys.meta_path.pop(0)
    for ran in (typed, stopped):
        assert isinstance(ran.exception, Refused)
        assert str(ran.exception).startswith("Stopped. Nothing was opened or stored.")
        assert "The same command can be given again" in what_to_do(ran.exception.guidance)
    assert f"opened {study_id}" in survey(tmp_path, *there[2:], *given, "--yes")
