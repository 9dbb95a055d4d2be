"""`survey report draft` and `survey report build`: the words of a report, at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.cli.main import main
from tests.cli.test_cli_study_life import FORMS, Terminal

FORM = FORMS / "breakdown.yaml"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Terminal, str]:
    """Give a practice study of forty people that was opened."""
    terminal = Terminal(tmp_path_factory.mktemp("report-text"))
    study_id = terminal.publish(FORM)
    terminal.answered(study_id, 40)
    terminal.says("study", "close", study_id)
    terminal.says("study", "open", study_id, *terminal.sheets(FORM), "--yes")
    return terminal, study_id


@pytest.mark.usefixtures("blank_papers")
def test_a_draft_is_written_changed_and_built(opened: tuple[Terminal, str], tmp_path: Path) -> None:
    terminal, study_id = opened
    file = tmp_path / "report.md"
    assert terminal.says("report", "draft", study_id, "--out", file) == f"{file}\n"
    text = file.read_text("utf-8")
    assert f"\nStudy: {study_id}\nRelease: 1\n" in text
    lines = text.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("Title:"))
    lines[at] = "Title: A title of our own."
    file.write_text("\n".join(lines), "utf-8")
    made = terminal.says("report", "build", file, "--out", tmp_path / "made").splitlines()
    assert str(tmp_path / "made" / "report.html") in made
    assert "A title of our own." in (tmp_path / "made" / "report.html").read_text("utf-8")
    assert terminal.run("report", "draft", study_id, "--out", file).exit_code == 1
    assert "A title of our own." in file.read_text("utf-8")


def test_every_problem_is_printed_and_nothing_is_written(
    opened: tuple[Terminal, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal, study_id = opened
    file = tmp_path / "report.md"
    file.write_text(
        "# 12% found it\n## Finding: Q2\nTitle: Most did\nLead: [Q2 base] did.\n", "utf-8"
    )
    given = ["--instance", str(terminal.folder / "var"), "report", "build", str(file)]
    with pytest.raises(SystemExit) as ended:
        main([*given, "--out", str(tmp_path / "made"), "--study", study_id])
    assert ended.value.code == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("line 1: “12%” is typed by hand")
    assert said[1].startswith("line 3: “Most” says a share")
    assert said[-1] == "2 problems."
    assert not (tmp_path / "made").exists()


def test_a_text_that_names_no_study_is_asked_for_it(
    opened: tuple[Terminal, str], tmp_path: Path
) -> None:
    terminal, _ = opened
    file = tmp_path / "report.md"
    file.write_text("# Our title\n", "utf-8")
    ran = terminal.run("report", "build", file, "--out", tmp_path / "made")
    assert "does not say which study" in str(ran.exception)
