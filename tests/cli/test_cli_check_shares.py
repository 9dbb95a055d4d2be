"""`survey study check-shares`: three words at a terminal show that a sheet is still there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.settings import read_settings, shipped
from survey.storage.instance import open_instance
from survey.storage.keys import sheet_check_rows
from tests.cli.test_cli_sheets import the_list

READY_MADE = shipped("config") / "questionnaires" / "prevention.yaml"


def survey(tmp_path: Path, *words: object, typed: str = "") -> Result:
    """Run `survey …`, and type lines where it asks."""
    given = ["--instance", str(tmp_path / "var"), *map(str, words)]
    return CliRunner().invoke(cli, given, input=typed)


@pytest.fixture
def study_id(tmp_path: Path) -> str:
    """Publish a practice study as it comes where nobody says how many sheets."""
    ran = survey(
        tmp_path, "study", "publish", READY_MADE, "--shares-dir", tmp_path / "sheets", "--practice"
    )
    assert ran.exit_code == 0, ran.output
    return ran.output.split()[1]


def words_of(tmp_path: Path, study_id: str, number: int) -> str:
    """Give the three words that are asked for, each in a line and cut to four letters."""
    kept = sheets(tmp_path, study_id)[number - 1]
    lists = {name: the_list(tmp_path, number, name).split() for name in ("numbers", "words")}
    return "\n".join(lists[one.of][one.number - 1][:4] for one in kept.words_now) + "\n"


def sheets(tmp_path: Path, study_id: str) -> tuple[sheet_check_rows.CheckedSheet, ...]:
    instance = open_instance(
        tmp_path / "var", read_settings([shipped("config") / "default.toml"], {})
    )
    with instance.engine.connect() as connection:
        found = sheet_check_rows.sheets_of(connection, study_id)
    instance.engine.dispose()
    return found


def test_three_of_five_are_made_where_nobody_says_how_many(tmp_path: Path, study_id: str) -> None:
    said = survey(tmp_path, "study", "check-shares", study_id)
    assert said.exit_code == 0
    assert len(re.findall(r"^sheet \d  Holder of sheet \d  found, seen ", said.output, re.M)) == 5
    assert "5 of 5 found in the last 30 days; 3 are needed" in said.output


def test_words_are_asked_for_until_they_are_right_and_never_shown(
    tmp_path: Path, study_id: str
) -> None:
    right = words_of(tmp_path, study_id, 2)
    asked = ("study", "check-shares", study_id, "--sheet", 2)
    own_words = set(survey(tmp_path, *asked, typed="acid\nharvezt\nacid\n").output.split())
    ran = survey(tmp_path, *asked, typed="acid\nharvezt\nacid\n" + right)
    assert ran.exit_code == 0, ran.output
    assert "Did you mean harvest?" in ran.output
    assert not (set(right.split()) - own_words) & set(ran.output.split())
    assert sheets(tmp_path, study_id)[1].turn == 1
    assert "sheet found" in survey(tmp_path, "journal", "show").output


def test_lost_sheets_are_warned_of_and_found_again(tmp_path: Path, study_id: str) -> None:
    for number, said in ((1, "while enough are left"), (2, "No other sheet may be lost"),
                         (3, "Too few sheets are left")):  # fmt: skip
        ran = survey(tmp_path, "study", "check-shares", study_id, "--sheet", number, "--lost")
        assert ran.exit_code == 0
        assert said in " ".join(ran.output.split())
    typed = words_of(tmp_path, study_id, 3)
    ran = survey(tmp_path, "study", "check-shares", study_id, "--sheet", 3, typed=typed)
    assert "No other sheet may be lost" in " ".join(ran.output.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lost",), "Say which sheet cannot be found"),
        (("--sheet", "9"), "Nothing is kept of a share sheet 9"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    tmp_path: Path, study_id: str, words: tuple[str, ...], said: str
) -> None:
    ran = survey(tmp_path, "study", "check-shares", study_id, *words)
    assert ran.exit_code != 0
    assert said in " ".join(ran.output.split()) or said in str(ran.exception)


@pytest.mark.parametrize(("shares", "needed"), [(2, 2), (3, 3), (16, 16)])
def test_sheets_of_which_none_may_be_lost_are_refused_for_studies_and_councils(
    tmp_path: Path, shares: int, needed: int
) -> None:
    file = shipped("config") / "councils" / "council.yaml"
    numbers = ("--shares", shares, "--threshold", needed, "--shares-dir", tmp_path / "sheets")
    for command in (
        ("study", "publish", READY_MADE, "--practice"),
        ("council", "create", file, "--practice", "--members", 8, "--codes-out", tmp_path / "c"),
    ):
        ran = survey(tmp_path, *command, *numbers)
        assert ran.exit_code == 1
        assert "one lost sheet would lose every answer" in " ".join(str(ran.exception).split())
        assert not (tmp_path / "sheets").exists()
        assert not (tmp_path / "c").exists()


def test_a_council_has_the_same(tmp_path: Path) -> None:
    file = shipped("config") / "councils" / "council.yaml"
    ran = survey(
        tmp_path, "council", "create", file, "--practice", "--members", 8,
        "--codes-out", tmp_path / "c", "--shares-dir", tmp_path / "sheets",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    council_id = re.findall(r"council (\w+)", ran.output)[0]
    ran = survey(tmp_path, "council", "check-shares", council_id)
    assert "5 of 5 found in the last 30 days; 3 are needed" in ran.output
    assert survey(tmp_path, "council", "check-shares", "nobody").exit_code == 1
