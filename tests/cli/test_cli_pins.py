"""`survey study pin` and `survey council pin`: trusting a database once, by a trustee's sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from survey.errors import BadInput, NotAsPinned, Refused, StudyStateWrong
from survey.settings import Settings
from survey.storage.instance import Instance, open_instance, unchecked_instance
from survey.web.public.app import create_app
from tests.cli.test_cli_study_life import FORM, Terminal, terminal
from tests.conftest import Clock
from tests.web.members import Gathered, plan
from tests.web.visitor import Visitor

__all__ = ["terminal"]


def write(terminal: Terminal, statement: str) -> None:
    """Write to the database past the program."""
    instance = unchecked_instance(terminal.folder / "var", Settings())
    with instance.engine.begin() as connection:
        connection.execute(text(statement))
    instance.close()


def said_on(sheet: str) -> list[str]:
    """Return the options that say what stands on a sheet, as somebody reads them off it."""
    found = {
        option: re.search(rf"^{words}: (.*)$", sheet, re.MULTILINE)
        for option, words in (
            ("--numbers-key", "Numbers key"),
            ("--words-key", "Words key"),
            ("--sheets-needed", "Sheets needed"),
        )
    }
    return [word for option, match in found.items() if match for word in (option, match[1])]


def sheet_of(terminal: Terminal) -> list[str]:
    """Return what stands on the first sheet of the study that was published."""
    path = terminal.folder / f"sheets-of-{FORM.stem}" / "share-1.txt"
    return said_on(path.read_text(encoding="utf-8"))


def status(terminal: Terminal, study_id: str) -> int:
    """Return the status of the first page of a study."""
    instance = open_instance(terminal.folder / "var", Settings())
    visitor = Visitor(create_app(instance), study_id)
    visitor.open()
    instance.close()
    return visitor.response.status_code


def test_a_study_of_an_older_database_is_used_again_when_a_sheet_was_compared(
    terminal: Terminal,
) -> None:
    study_id, sheet = terminal.publish(FORM), sheet_of(terminal)
    write(terminal, "UPDATE studies SET pin = NULL")
    write(terminal, "UPDATE batch SET pin = NULL")
    assert isinstance(terminal.run("study", "close", study_id).exception, NotAsPinned)
    assert terminal.run("doctor", "--repair").exit_code == 1
    assert status(terminal, study_id) == 503
    assert terminal.run("study", "pin", study_id).exit_code == 2
    groups = sheet[1].split()  # as somebody types them who does not quote
    refused = terminal.run("study", "pin", study_id, "--numbers-key", *groups).exception
    assert isinstance(refused, BadInput)
    assert "as one word, or between quotes" in str(refused)
    for place in (1, 3, 5):
        wrong = list(sheet)
        wrong[place] = "3" if place == 5 else f"{wrong[place][:-1]}{'01'[wrong[place][-1] == '0']}"
        refused = terminal.run("study", "pin", study_id, *wrong).exception
        assert isinstance(refused, Refused)
        assert "not the one on the sheet" in refused.what
    assert status(terminal, study_id) == 503
    said = terminal.says("study", "pin", study_id, *[word.upper() if " " in word else word
                                                     for word in sheet])  # fmt: skip
    assert "A question that splits tables" in said
    assert "last day" in said
    assert status(terminal, study_id) == 200
    assert "all is well" in terminal.says("doctor")


def test_a_key_that_was_exchanged_is_not_pinned_with_the_sheet(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    write(terminal, "UPDATE studies SET numbers_public = words_public, pin = NULL")
    refused = terminal.run("study", "pin", study_id, *sheet_of(terminal)).exception
    assert isinstance(refused, Refused)
    assert "numbers key" in refused.what
    assert "find out who" in refused.do


def test_without_a_sheet_only_what_takes_no_answers_is_pinned(terminal: Terminal) -> None:
    study_id = terminal.publish(FORM)
    write(terminal, "UPDATE studies SET pin = NULL")
    refused = terminal.run("study", "pin", study_id, "--no-sheet").exception
    assert isinstance(refused, Refused)
    assert "no share sheet was compared" in refused.what
    write(terminal, "UPDATE studies SET state = 'released'")
    said = terminal.says("study", "pin", study_id, "--no-sheet")
    assert "believed without proof" in said


def test_what_is_no_key_is_said_so(terminal: Terminal) -> None:
    study_id, sheet = terminal.publish(FORM), sheet_of(terminal)
    sheet[1] = "12ab 34cd"
    refused = terminal.run("study", "pin", study_id, *sheet).exception
    assert isinstance(refused, BadInput)
    assert "numbers key" in refused.what


def test_a_council_is_pinned_with_its_rounds(
    instance: Instance, clock: Clock, tmp_path: Path
) -> None:
    council = Gathered(instance, create_app(instance, clock), clock)
    council.all_join()
    round_ = council.open(plan())
    terminal = Terminal(tmp_path)
    (tmp_path / "var").symlink_to(instance.folder)
    sheet = said_on(council.sheets[0])
    write(terminal, "UPDATE studies SET pin = NULL")
    write(terminal, "UPDATE councils SET pin = NULL")
    assert isinstance(terminal.run("study", "pin", round_, *sheet).exception, StudyStateWrong)
    assert status(terminal, round_) == 503
    said = terminal.says("council", "pin", council.id, *sheet)
    assert f"pinned council {council.id}" in said
    assert "round 1: the words of" in said
    assert status(terminal, round_) == 200
    write(terminal, "UPDATE studies SET threshold = 1, pin = NULL")
    with pytest.raises(Refused, match="number of sheets needed"):
        raise terminal.run("council", "pin", council.id, *sheet).exception or AssertionError
