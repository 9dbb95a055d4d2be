"""The life of a study at a terminal: what is listed, and what is said before it is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.main import cli
from survey.settings import shipped

READY_MADE = shipped("config") / "questionnaires"
FORMS = Path(__file__).parents[1] / "forms"


class Terminal:
    """`survey …` in an instance of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: object, typed: str = "") -> Result:
        """Run a command and give what came of it."""
        given = ["--instance", str(self.folder / "var"), *(str(word) for word in words)]
        return CliRunner().invoke(cli, given, input=typed)

    def says(self, *words: object, typed: str = "") -> str:
        """Run a command that succeeds, and give all that it said."""
        ran = self.run(*words, typed=typed)
        assert ran.exit_code == 0, (ran.output, ran.exception)
        return ran.output

    def publish(self, form: Path, *words: object) -> str:
        """Publish a practice study and give its name."""
        sheets = self.folder / f"sheets-of-{form.stem}"
        said = self.says("study", "publish", form, "--shares", 3, "--threshold", 2,
                         "--shares-dir", sheets, "--practice", *words)  # fmt: skip
        return said.split()[1]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Give a terminal in front of an empty instance."""
    return Terminal(tmp_path)


def test_the_list_shows_titles_and_says_when_numbers_move(terminal: Terminal) -> None:
    first = terminal.publish(FORMS / "breakdown.yaml")
    second = terminal.publish(READY_MADE / "prevention.yaml")
    said = terminal.says("study", "list")
    titles = {
        first: "A question that splits tables",
        second: "What could help keep young people safe online?",
    }
    for line in said.splitlines():
        if line[:8] in titles:
            assert line.endswith(titles.pop(line[:8]))
    assert not titles
    assert "once 40 of them wait" in said
    assert "0 does not mean that nobody answered" in said
    terminal.says("study", "close", first)
    terminal.says("study", "close", second)
    assert "once 40" not in terminal.says("study", "list")
