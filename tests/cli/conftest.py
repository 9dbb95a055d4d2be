"""Ways to run `survey …` that several files use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey.cli.main import cli, main
from survey.errors import SurveyError

#: Exit code, output, errors.
Ran = tuple[int, str, str]


def survey_in(folder: Path) -> Callable[..., str]:
    """Give what runs `survey …` in an instance and gives what it said; a refusal is raised."""

    def run(*words: object) -> str:
        given = ["--instance", str(folder), *(str(word) for word in words)]
        ran = CliRunner().invoke(cli, given)
        if isinstance(ran.exception, SurveyError):
            raise ran.exception
        assert ran.exit_code == 0, ran.output
        return ran.output

    return run


@pytest.fixture
def survey(tmp_path: Path) -> Callable[..., str]:
    """Run `survey …` in an instance of its own and give what it said; a refusal is raised."""
    return survey_in(tmp_path / "var")


@pytest.fixture
def program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Run `survey …` as a program in an empty folder; give exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Ran:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
