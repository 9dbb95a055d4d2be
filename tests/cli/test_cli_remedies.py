"""What an operator is told to type can be pasted: it names the same instance and settings."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.storage.instance import Instance
from survey.storage.keys import day_keys
from tests.cli.conftest import Ran

Program = Callable[..., Ran]


@pytest.fixture
def moved(instance: Instance, tmp_path: Path) -> tuple[Path, Path]:
    """Give an instance in a folder with a space in its name, and a file with settings."""
    instance.close()
    folder, settings = tmp_path / "my instance", tmp_path / "our settings.toml"
    instance.folder.rename(folder)
    settings.write_text('organisation = "The Listening House"\n', encoding="utf-8")
    return folder, settings


def commands_in(said: str) -> list[list[str]]:
    """Give the words of each command that is named at the end of a line."""
    lines = (line.rpartition(": survey ") for line in said.splitlines())
    return [shlex.split(words) for _, found, words in lines if found]


def test_a_remedy_that_is_pasted_mends_the_instance_that_was_looked_at(
    program: Program, moved: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, settings = moved
    (folder / "ephemeral" / day_keys.FILE).unlink()
    asked = ["--instance", str(folder), "--config", str(settings)]
    code, out, _ = program(*asked, "doctor")
    assert code == 1
    assert [*asked, "doctor", "--repair"] in commands_in(out)
    code, _, refused = program(*asked, "mix")
    assert code == 1
    assert [*asked, "doctor", "--repair"] in commands_in(refused)
    code, out, _ = program(*commands_in(refused)[0])
    assert (code, out.splitlines()[-1]) == (0, "all is well")
    assert not (tmp_path / "var").exists()


def test_what_a_variable_names_is_not_typed_again(
    program: Program, moved: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, settings = moved
    (folder / "ephemeral" / day_keys.FILE).unlink()
    monkeypatch.setenv("SURVEY_INSTANCE", str(folder))
    assert ["doctor", "--repair"] in commands_in(program("doctor")[1])
    typed = ["--config", str(settings)]
    assert [*typed, "doctor", "--repair"] in commands_in(program(*typed, "doctor")[1])


@pytest.mark.parametrize("option", ["--repair", "--give-up-waiting-letters", "--accept-time"])
@pytest.mark.parametrize("there", [False, True])
def test_where_there_is_no_instance_the_doctor_repairs_nothing_and_makes_none(
    program: Program, tmp_path: Path, option: str, there: bool
) -> None:
    folder = tmp_path / "elsewhere"
    if there:
        folder.mkdir()
    plain = program("--instance", folder, "doctor")
    assert plain[0] == 1
    assert str(folder) in plain[1]
    wanted = program("--instance", folder, "doctor", option, "--yes")
    assert wanted[0] == 1
    assert str(folder) in wanted[2]
    assert not there or not any(folder.iterdir())
    assert folder.exists() == there
    assert not (tmp_path / "var").exists()
