"""Opening on a machine without a network, at the command line: export, open there, bring back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.settings import shipped

READY_MADE = shipped("config") / "questionnaires" / "prevention.yaml"


def survey(folder: Path, *words: object) -> Result:
    """Run `survey …` with an instance that may not exist."""
    return CliRunner().invoke(cli, ["--instance", str(folder), *map(str, words)])


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Give the folder of an instance."""
    return tmp_path / "var"


@pytest.fixture
def study_id(tmp_path: Path, here: Path) -> str:
    """Publish a practice study and close it with no answer."""
    said = survey(
        here, "study", "publish", READY_MADE, "--shares", 3, "--threshold", 2,
        "--shares-dir", tmp_path / "sheets", "--practice",
    )  # fmt: skip
    found = said.output.split()[1]
    assert survey(here, "study", "close", found).exit_code == 0
    return found


def words_of(result: Result) -> str:
    """Give all that a command said, its error included."""
    return f"{result.output} {result.exception or ''}"


def shares(tmp_path: Path) -> list[object]:
    """Give the options for two sheets."""
    sheets = [tmp_path / "sheets" / f"share-{number}.txt" for number in (1, 3)]
    return ["--share", sheets[0], "--share", sheets[1]]


def test_a_study_goes_over_is_opened_and_comes_back(
    tmp_path: Path, here: Path, study_id: str
) -> None:
    sealed, opened, nowhere = tmp_path / "sealed.bin", tmp_path / "opened.json", tmp_path / "none"
    said = survey(here, "study", "export-sealed", study_id, "--out", sealed)
    assert said.exit_code == 0, said.output
    aloud = re.search(r"closing notice: ((?:[0-9a-f]{4} ?){8})", said.output)
    assert aloud
    said = survey(
        nowhere, "study", "open", "--sealed", sealed, "--out", opened, *shares(tmp_path), "--yes"
    )
    assert said.exit_code == 0, said.output
    assert aloud[1].strip() in said.output
    assert not nowhere.exists()
    assert opened.stat().st_mode & 0o077 == 0
    digest = re.search(r"^digest ([0-9a-f]{64})$", said.output, re.M)
    assert digest
    refused = survey(here, "study", "bring-back", study_id, opened)
    assert refused.exit_code == 1
    assert "no terminal at which to confirm it" in words_of(refused)
    said = survey(here, "study", "bring-back", study_id, opened, "--yes")
    assert said.exit_code == 0, said.output
    assert digest[1] in said.output
    assert f"stored release 1 of {study_id}" in said.output
    again = survey(here, "study", "bring-back", study_id, opened, "--yes")
    assert again.exit_code == 1
    assert "was opened before" in words_of(again)
    assert "released" in survey(here, "study", "list").output


def test_what_does_not_go_together_is_wrong_usage(
    tmp_path: Path, here: Path, study_id: str
) -> None:
    sealed = tmp_path / "sealed.bin"
    survey(here, "study", "export-sealed", study_id, "--out", sealed)
    for words in (
        [],
        [study_id, "--sealed", sealed, "--out", tmp_path / "x"],
        ["--sealed", sealed],
        [study_id, "--out", tmp_path / "x"],
    ):
        assert survey(here, "study", "open", *words, *shares(tmp_path)).exit_code == 2
    said = survey(here, "study", "export-sealed", study_id, "--out", sealed)
    assert said.exit_code == 1
    assert "is there already" in words_of(said)


def test_one_sheet_opens_no_file_and_leaves_none(tmp_path: Path, here: Path, study_id: str) -> None:
    sealed, opened = tmp_path / "sealed.bin", tmp_path / "opened.json"
    survey(here, "study", "export-sealed", study_id, "--out", sealed)
    said = survey(
        here, "study", "open", "--sealed", sealed, "--out", opened, *shares(tmp_path)[:2], "--yes"
    )
    assert said.exit_code == 1
    assert "2 are needed to open this study" in words_of(said)
    assert not opened.exists()


def test_a_file_of_something_else_is_named(tmp_path: Path, here: Path, study_id: str) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}")
    said = survey(here, "study", "bring-back", study_id, other, "--yes")
    assert said.exit_code == 1
    assert "is not the file of an opening on another machine" in words_of(said)
    said = survey(
        here, "study", "open", "--sealed", other, "--out", tmp_path / "x", *shares(tmp_path)
    )
    assert said.exit_code == 1
    assert "is not the file of a closed study" in words_of(said)
