"""`survey practice`, given again: the steps that are left for the newcomer's own study."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from survey.cli.main import cli
from survey.cli.wording_actions import what_to_do
from survey.errors import Refused
from survey.services.practice.practice_steps import Practice, write_practice
from survey.settings import Settings
from survey.storage.database import writing
from survey.storage.instance import open_instance
from survey.storage.studies import study_rows
from tests.cli.test_cli_study_life import FORM, Terminal, terminal

__all__ = ["terminal"]


def test_what_is_over_of_a_practice_instance_is_not_shown_again(terminal: Terminal) -> None:
    own = terminal.publish(FORM)
    sheets = terminal.folder / f"sheets-of-{FORM.stem}"
    write_practice(terminal.folder / "var", Practice("reported", own, str(sheets), 20))
    said = terminal.says("practice")
    assert f"/f/{own}" in said
    assert f"study close {own}" in said
    assert "left out" not in said
    terminal.says("study", "close", own)
    said = terminal.says("practice")
    assert f"/f/{own}" not in said
    assert f"study close {own}" not in said
    assert f"study open {own}" in said
    assert "2. See what 20 invented people said" in said
    assert "Steps that are over are left out." in said
    instance = open_instance(terminal.folder / "var", Settings())
    with writing(instance.engine) as conn:
        study_rows.change(conn, own, state="released")
    instance.close()
    said = terminal.says("practice")
    assert f"study open {own}" not in said
    assert f"report publish {own}" in said
    assert "4. Run your own" in said


def test_steps_begin_with_what_the_package_was_called_by(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = terminal.publish(FORM)
    folder = terminal.folder / "var"
    write_practice(folder, Practice("reported", own, "sheets", 20))
    monkeypatch.setenv("SURVEY_CALLED", "sudo survey")
    monkeypatch.setenv("SURVEY_INSTANCE", str(folder))
    said = CliRunner().invoke(cli, ["practice"]).stdout
    assert f"\n     sudo survey study close {own}\n" in said
    assert "--instance" not in said
    assert f"     sudo survey --instance {folder} study close {own}\n" in terminal.says("practice")


def test_whoever_names_an_account_that_there_is_not_is_shown_where_all_are(
    terminal: Terminal,
) -> None:
    terminal.publish(FORM)
    ran = terminal.run("account", "link", "administrator")
    assert isinstance(ran.exception, Refused)
    assert ran.exception.what == "Nobody works here under the name “administrator”."
    said = what_to_do(ran.exception.guidance)
    assert said.startswith("Look at the list of accounts: survey ")
    assert said.endswith(" account list")
