"""The life of a study at a terminal: what is listed, and what is said before it is done."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey.cli.demonstration import invent
from survey.cli.main import cli
from survey.errors import Refused, StudyStateWrong
from survey.settings import Settings, shipped
from survey.storage.instance import open_instance
from survey.storage.studies import notices

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

    def answered(self, study_id: str, people: int) -> None:
        """Let invented people answer a study."""
        instance = open_instance(self.folder / "var", Settings())
        invent(instance, study_id, people, 1)
        instance.engine.dispose()

    def sheets(self, form: Path) -> list[object]:
        """Give the words of a command that name two share sheets."""
        folder = self.folder / f"sheets-of-{form.stem}"
        return [word for n in (1, 2) for word in ("--share", folder / f"share-{n}.txt")]

    def asked(self, answer: str, *words: object) -> tuple[int, str]:
        """Run a command at a terminal, type an answer, and "n" to what else it asks.

        Gives exit code and screen.
        """
        ours, theirs = pty.openpty()
        program = "import sys; from survey.cli.main import main; main(sys.argv[1:])"
        given = ["--instance", str(self.folder / "var"), *(str(word) for word in words)]
        os.write(ours, answer.encode() + b"\nn\n")
        done = subprocess.run([sys.executable, "-c", program, *given], stdin=theirs,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)  # fmt: skip
        os.close(ours)
        os.close(theirs)
        return done.returncode, done.stdout


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
    last_days = set(re.findall(r"closes after (\S+)", said))
    assert last_days
    assert "once 40 of them wait" in said
    assert "“below ten” does not mean that nobody answered" in said
    terminal.says("study", "close", first)
    terminal.says("study", "close", second)
    said = terminal.says("study", "list")
    assert "once 40" not in said
    assert len(re.findall(r"  closed on \d{4}-\d\d-\d\d  practice  ", said)) == 2
    assert last_days.isdisjoint(re.findall(r"closed on (\S+)", said))


FORM = FORMS / "breakdown.yaml"


def test_opening_says_first_what_can_never_be_done_after_it(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    terminal.answered(study_id, 40)
    terminal.says("study", "close", study_id)
    opening = ("study", "open", study_id, *terminal.sheets(FORM))
    ran = terminal.run(*opening)
    assert isinstance(ran.exception, Refused)
    assert "--yes" in ran.exception.do
    for said in ("A question that splits tables", "40 responses", "never be undone",
                 "a second time", "study reopen"):  # fmt: skip
        assert said in ran.output
    code, screen = terminal.asked("n", *opening)
    assert (code, "Nothing was opened" in screen) == (1, True)
    code, screen = terminal.asked("y", *opening)
    assert code == 0
    assert screen.index("never be undone") < screen.index(f"opened {study_id}")


def test_opening_few_answers_advises_only_what_is_possible(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    terminal.answered(study_id, 12)
    terminal.says("study", "close", study_id)
    opening = ("study", "open", study_id, *terminal.sheets(FORM))
    said = terminal.says(*opening, "--yes")
    assert "Fewer than 30 people" in said
    assert "never take more answers" in said
    again = terminal.run(*opening, "--yes").exception
    assert isinstance(again, StudyStateWrong)
    assert "reopen" not in said + again.do
    assert "as a new study" in again.do
    out = terminal.folder / "report"
    assert "report.html" in terminal.says("report", study_id, "--out", out)
    terminal.says("report", study_id, "--out", out)
    (out / "release.json").write_text('{"study": {"id": "another"}}', encoding="utf-8")
    refused = terminal.run("report", study_id, "--out", out).exception
    assert isinstance(refused, Refused)
    assert "another study" in str(refused)


def test_nobody_is_asked_about_an_opening_that_is_refused(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    terminal.says("study", "close", study_id)
    code, screen = terminal.asked("y", "study", "open", study_id, *terminal.sheets(FORM)[:2])
    assert code == 1
    assert "2 are needed" in screen
    assert "now?" not in screen


def test_a_mistake_in_an_open_study_is_met_at_the_terminal(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    notice, corrected = terminal.folder / "notice.txt", terminal.folder / "corrected.yaml"
    notice.write_text("We found a mistake.", encoding="utf-8")
    written = FORM.read_text(encoding="utf-8")
    corrected.write_text(written.replace("splits tables", "splits a table"), encoding="utf-8")
    assert f"paused {study_id}" in terminal.says("study", "pause", study_id, "--notice", notice)
    assert f"{study_id}  paused" in terminal.says("study", "list")
    assert isinstance(terminal.run("study", "pause", study_id).exception, StudyStateWrong)
    said = terminal.says("study", "correct", study_id, corrected, "--notice", notice, "--yes")
    assert "+ A question that splits a table" in said
    assert "splits a table" in terminal.says("study", "list")
    terminal.says("study", "resume", study_id)
    far = ("study", "extend", study_id, "--closes", "2099-05-04")
    assert isinstance(terminal.run(*far).exception, Refused)
    said = terminal.says(*far, "--yes")
    assert "until 2099-05-04, results by 2099-05" in said
    ending = ("study", "close-early", study_id, "--notice", notice)
    assert isinstance(terminal.run(*ending).exception, Refused)
    assert f"ended {study_id}" in terminal.says(*ending, "--yes")
    assert f"{study_id}  ended" in terminal.says("study", "list")


def test_a_study_is_withdrawn_at_the_terminal(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    assert isinstance(terminal.run("study", "withdraw", study_id).exception, Refused)
    assert f"withdrawn {study_id}" in terminal.says("study", "withdraw", study_id, "--yes")
    assert isinstance(terminal.run("study", "resume", study_id).exception, StudyStateWrong)


def test_a_notice_is_told_in_several_languages(terminal: Terminal) -> None:
    study_id = terminal.publish(FORMS / "languages.yaml")
    english, arabic = terminal.folder / "en.txt", terminal.folder / "ar.txt"
    english.write_text("A mistake.", encoding="utf-8")
    arabic.write_text("خطأ.", encoding="utf-8")
    terminal.says("study", "pause", study_id, "--notice", english, "--notice-in", "ar", arabic)
    instance = open_instance(terminal.folder / "var", Settings())
    with instance.engine.connect() as conn:
        (told,) = notices.told(conn, study_id)
    instance.engine.dispose()
    assert [told.words.in_language(one) for one in ("en", "ar", "pt-BR")] == [
        "A mistake.", "خطأ.", "A mistake.",
    ]  # fmt: skip
    alone = terminal.run("study", "resume", study_id, "--notice-in", "ar", arabic)
    assert alone.exit_code == 2
    assert "first language too" in alone.output


def test_a_study_is_watched_without_a_number_that_one_answer_moves(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    before = terminal.says("study", "watch", study_id)
    assert "answered: below ten" in before
    assert "can be paused" in before
    assert "cannot be resumed: That is possible while it is paused." in before
    terminal.answered(study_id, 3)
    assert terminal.says("study", "watch", study_id) == before
