"""`survey responses load`, typed at a terminal: whoever loads a file is not a flood."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

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


ASKED = """
id: hall
title: The hall
introduction: Welcome.
consent: You can stop at any time.
closing: Thank you.
sections:
  - id: one
    title: One
    questions:
      - {id: often, type: single, text: How often?, options: [{id: weekly, text: Every week}, {id: rarely, text: Rarely}]}
      - {id: when, type: multiple, text: Which days?, options: [{id: mo, text: Monday}, {id: fr, text: Friday}]}
      - {id: words, type: text, text: Anything else?}
"""  # noqa: E501


class Terminal:
    """One practice study of the hall, and a terminal beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.form = folder / "hall.yaml"
        self.form.write_text(ASKED, "utf-8")
        said = self.survey("study", "publish", self.form, "--shares", 3, "--threshold", 2,
                           "--shares-dir", folder / "sheets", "--practice")  # fmt: skip
        self.study = said.split()[1]

    def survey(self, *words: object) -> str:
        """Type a command; give all that it says."""
        given = ["--instance", str(self.folder / "var"), *map(str, words)]
        ran = CliRunner().invoke(cli, given, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return ran.output


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Give a terminal at a study that takes answers."""
    return Terminal(tmp_path_factory.mktemp("hall"))


def test_a_workbook_is_mapped_and_loaded_as_it_is(terminal: Terminal) -> None:
    book, rows = Workbook(), terminal.folder / "answers.xlsx"
    sheet = book.create_sheet("Answers")
    for row in (
        ("Response ID", "How often?", "Which days?", None, "Anything else?"),
        (None, "Response", "Monday", "Friday", "Open-Ended Response"),
        (901, "Every week", "Monday", None, "More lamps"),
        (902, "Rarely", None, "Friday", None),
        (903, "every week", None, None, None),
    ):
        sheet.append(row)
    book.save(rows)
    mapping = terminal.folder / "answers.yaml"
    said = terminal.survey("responses", "map", rows, "--questionnaire", terminal.form,
                           "--out", mapping)  # fmt: skip
    assert "Mapped 3 of 3 questions: 3 sure." in said
    assert "a number of one person or of what they sent: Response ID" in said
    loaded = terminal.survey(
        "responses", "load", terminal.study, "--table", rows, "--mapping", mapping
    )
    assert "sent 3 rows, 0 bad rows left out" in loaded
    mapping.write_text("sheet: Elsewhere\n" + mapping.read_text("utf-8").replace("sheet: ", "# "))
    given = ["--instance", str(terminal.folder / "var"), "responses", "load", terminal.study]
    ran = CliRunner().invoke(cli, [*given, "--table", str(rows), "--mapping", str(mapping)])
    assert "has no sheet Elsewhere" in str(ran.exception)
    assert "Sheet, Answers" in str(ran.exception)


def test_thousands_of_bad_rows_end_in_a_summary_and_in_a_file(terminal: Terminal) -> None:
    rows, mapping = terminal.folder / "bad.csv", terminal.folder / "bad.yaml"
    lines = [f"kind {number % 700}x,1,a" for number in range(2000)]
    lines += ["weekly,maybe,a"] * 500 + ["weekly,1"] * 30 + ["weekly,1,b"]
    rows.write_text("\n".join(["often,mo,words", *lines]) + "\n", "utf-8")
    mapping.write_text(
        "questions: {often: {column: often}, when: {columns: {mo: mo}}, words: {column: words}}",
        "utf-8",
    )
    command = ("responses", "load", terminal.study, "--csv", rows, "--mapping", mapping)
    said = terminal.survey(*command)
    assert "sent 1 rows, 2530 bad rows left out" in said
    assert len(said.splitlines()) < 30
    for told in (
        "2,000 rows: column often has values that the mapping lacks",
        "  3 rows: 1, 701, 1401: column often has the value 'kind 0x', which the mapping lacks",
        "  … and 1,988 more, for 696 other reasons",
        "500 rows: column mo has values that are neither in chosen nor in not_chosen",
        "  500 rows: 2001, 2002, 2003, …: column mo has the value 'maybe'",
        "30 rows: it has more or fewer values than the header",
        "add --bad-rows FILE",
    ):
        assert told in said
    every = terminal.folder / "every-bad-row.csv"
    terminal.survey(*command, "--bad-rows", every)
    written = every.read_text("utf-8").splitlines()
    assert len(written) == 2531
    assert written[1] == "1,\"column often has the value 'kind 0x', which the mapping lacks\""
