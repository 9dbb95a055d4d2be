"""`survey responses load`, typed at a terminal: whoever loads a file is not a flood."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from survey.cli.main import cli

FORM = Path(__file__).parents[1] / "forms" / "breakdown.yaml"
MAPPING = "questions:\n  Q2: {column: Hall, values: {good: p1, fair: p2}}\n"
PEOPLE = 101
FEWEST = {"SURVEY_STUDY_HOURLY": "100", "SURVEY_ADDRESS_HOURLY": "10"}


def test_a_long_file_is_loaded_whole_however_few_may_send_an_hour(tmp_path: Path) -> None:
    def survey(*words: object) -> str:
        given = ["--instance", str(tmp_path / "var"), *(str(word) for word in words)]
        ran = CliRunner().invoke(cli, given, env=FEWEST)
        assert ran.exit_code == 0, ran.output
        return ran.output

    said = survey("study", "publish", FORM, "--shares", 3, "--threshold", 2,
                  "--shares-dir", tmp_path / "sheets", "--practice")  # fmt: skip
    rows, mapping = tmp_path / "rows.csv", tmp_path / "mapping.yaml"
    rows.write_text("Hall\n" + "good\nfair\n" * (PEOPLE // 2) + "good\n", encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    loaded = survey("responses", "load", said.split()[1], "--csv", rows, "--mapping", mapping)
    assert f"sent {PEOPLE} rows, 0 bad rows left out" in loaded
